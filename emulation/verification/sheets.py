"""Holding a sheet still while something is decided on it, and moving it to its next state."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from emulation.assessments.facts import SheetFacts
from emulation.assessments.models import Assessment
from emulation.assessments.queries import sheet_facts
from emulation.audit.operations import record
from emulation.database import db, rows_changed
from emulation.periods.gates import require_begun, require_open, still_open
from emulation.periods.models import Participant
from emulation.periods.queries import seen_by
from emulation.rules.deadlines import ExtensionKind, WindowKind, local_day
from emulation.rules.errors import StaleVersion
from emulation.rules.roles import Person
from emulation.rules.workflow import Step, next_state

# Which last day a step must not pass; steps not named here wait for nobody's window.
WITHIN: Mapping[Step, ExtensionKind] = {
    Step.BEGIN: ExtensionKind.VERIFICATION,
    Step.RETURN: ExtensionKind.VERIFICATION,
    Step.RESUME: ExtensionKind.VERIFICATION,
    Step.FINISH: ExtensionKind.VERIFICATION,
    Step.ANSWER: ExtensionKind.EXPLANATION,
    Step.APPEAL: ExtensionKind.APPEAL,
}


def hold_sheet(assessment_id: int, *, by: Person) -> SheetFacts:
    """Return the sheet as it is now; nobody else changes it before this transaction ends.

    Raises NoResultFound for a sheet outside what this person may see.
    """
    query = (
        select(Assessment.id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .where(Assessment.id == assessment_id, seen_by(by))
        .with_for_update(of=Assessment)
    )
    return sheet_facts(db.session.execute(query).scalar_one())


def take_step(
    sheet: SheetFacts,
    step: Step,
    *,
    version: int,
    by: Person,
    at: datetime,
    reason: str = "",
    base: date | None = None,
    only_if: Sequence[ColumnElement[bool]] = (),
    **columns: Any,
) -> None:
    """Move a sheet that is held: its state, its version and the last day are tested at once.

    `base` is the day from which days are counted that no window of the year has, see gates;
    `only_if` adds conditions to the UPDATE, and their failure is told as a stale page.
    """
    after = next_state(sheet.state, step, by.role)
    kind, today = WITHIN.get(step), local_day(at)
    if step is Step.BEGIN:
        require_begun(sheet.participant.id, WindowKind.VERIFICATION, today)
    in_time = (
        [] if kind is None else [still_open(Assessment.participant_id, kind, today, base=base)]
    )
    moved = rows_changed(
        update(Assessment)
        .where(
            Assessment.id == sheet.id,
            Assessment.version == version,
            Assessment.state == sheet.state,
            *in_time,
            *only_if,
        )
        .values(state=after, version=Assessment.version + 1, **columns)
    )
    if moved != 1:
        if kind is not None:
            require_open(sheet.participant.id, kind, today, base=base)
        raise StaleVersion(version, sheet.version)
    record(
        f"assessments.{step}",
        f"assessment:{sheet.id}",
        by=by,
        at=at,
        before={"state": sheet.state},
        after={"state": after},
        reason=reason,
    )
