"""Holding a sheet still while something is decided on it, and moving it to its next state."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from emulation.assessments.facts import SheetFacts
from emulation.assessments.models import Assessment
from emulation.assessments.queries import sheet_facts
from emulation.audit.operations import record
from emulation.database import db, rows_changed
from emulation.periods.models import Participant
from emulation.periods.queries import seen_by
from emulation.rules.errors import StaleVersion
from emulation.rules.roles import Person
from emulation.rules.workflow import Step, next_state


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
    **columns: Any,
) -> None:
    """Move a sheet that is held: the state and the version it was seen in are tested at once."""
    after = next_state(sheet.state, step, by.role)
    moved = rows_changed(
        update(Assessment)
        .where(
            Assessment.id == sheet.id,
            Assessment.version == version,
            Assessment.state == sheet.state,
        )
        .values(state=after, version=Assessment.version + 1, **columns)
    )
    if moved != 1:
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
