"""The council approves what nothing blocks, and says of the rest why not. Nothing here commits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select, tuple_, update

from emulation.assessments.models import Assessment
from emulation.assessments.telling import tell_of_sheets
from emulation.audit.checkpoints import seal
from emulation.audit.operations import record
from emulation.database import db
from emulation.notices.kinds import NoticeKind
from emulation.periods.models import Extension, Participant, Period
from emulation.periods.queries import seen_by
from emulation.rankings.cases import UnitCase, unit_cases
from emulation.rules.approval import Place, result_before
from emulation.rules.deadlines import ExtensionKind, local_day
from emulation.rules.errors import RuleBroken
from emulation.rules.roles import Person
from emulation.rules.workflow import APPROVABLE_STATES, AssessmentState, Step, next_state
from emulation.verification.models import Appeal


class NothingToApprove(RuleBroken):
    """No sheet in this choice may be approved; `skipped` says of each one why."""

    def __init__(self, skipped: Sequence["Skipped"]) -> None:
        super().__init__(f"nothing to approve, {len(skipped)} skipped")
        self.skipped = tuple(skipped)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sheet that was asked for and not approved; `place` None means it has changed since."""

    name: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Approval:
    """The sheets that were approved, and those that were asked for and left out."""

    approved: tuple[int, ...]
    skipped: tuple[Skipped, ...]


def approve(
    period: Period,
    *,
    district_id: int | None = None,
    chosen: Mapping[int, int] | None = None,
    by: Person,
    at: datetime,
) -> Approval:
    """Approve what nothing blocks: all of the year, of one district, or of the chosen sheets.

    `chosen` names each sheet with the version that was on the page.
    """
    after = next_state(AssessmentState.SETTLED, Step.APPROVE, by.role)
    _hold(_in_scope(period, district_id, chosen, by))
    today = local_day(at)
    cases = [
        one
        for one in unit_cases(period, reader=by, today=today)
        if _is_asked_for(one, district_id, chosen)
    ]
    ready = {one.line.assessment_id: one.line.version for one in cases if one.place is Place.READY}
    approved = approve_ready(period, ready if chosen is None else _same(ready, chosen), after, at)
    skipped = [
        Skipped(one.line.name, None if one.place is Place.READY else one.place)
        for one in cases
        if one.line.assessment_id not in approved
    ]
    if not approved:
        raise NothingToApprove(skipped)
    record(
        "rankings.approve",
        f"period:{period.id}",
        by=by,
        at=at,
        after={"assessments": sorted(approved), "district": district_id},
    )
    seal(at)
    tell_of_sheets(NoticeKind.APPROVED, approved, by=by, at=at)
    return Approval(tuple(sorted(approved)), tuple(skipped))


def _in_scope(
    period: Period, district_id: int | None, chosen: Mapping[int, int] | None, by: Person
) -> list[ColumnElement[bool]]:
    conditions = [Participant.period_id == period.id, seen_by(by)]
    if district_id is not None:
        conditions.append(Participant.district_id == district_id)
    if chosen is not None:
        conditions.append(Assessment.id.in_(chosen))
    return conditions


def _hold(conditions: Collection[ColumnElement[bool]]) -> None:
    """Wait for whoever changes these sheets now, so that the next statement sees what they did."""
    query = (
        select(Assessment.id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .where(*conditions)
        .order_by(Assessment.id)
        .with_for_update(of=Assessment)
    )
    db.session.execute(query).all()


def _is_asked_for(
    case: UnitCase, district_id: int | None, chosen: Mapping[int, int] | None
) -> bool:
    """Tell whether a unit belongs to the choice; what is done already is nobody's question."""
    if chosen is not None:
        return case.line.assessment_id in chosen
    mine = district_id is None or case.line.district_id == district_id
    return mine and case.line.state in APPROVABLE_STATES


def _same(ready: Mapping[int, int], chosen: Mapping[int, int]) -> dict[int, int]:
    return {
        sheet_id: chosen[sheet_id]
        for sheet_id, version in ready.items()
        if chosen[sheet_id] == version
    }


def approve_ready(
    period: Period, sheets: Mapping[int, int], after: AssessmentState, at: datetime
) -> set[int]:
    """Move the sheets; the UPDATE itself tests everything that the rule has looked at."""
    if not sheets:
        return set()
    statement = (
        update(Assessment)
        .where(
            tuple_(Assessment.id, Assessment.version).in_(list(sheets.items())),
            Assessment.state.in_(APPROVABLE_STATES),
            Assessment.set_aside_at.is_(None),
            ~_has_open_appeal(),
            or_(
                Assessment.state == AssessmentState.SETTLED,
                _appeal_days_are_over(period, at),
            ),
        )
        .values(state=after, approved_at=at, version=Assessment.version + 1)
        .returning(Assessment.id)
        .execution_options(synchronize_session=False)
    )
    return set(db.session.scalars(statement))


def _has_open_appeal() -> ColumnElement[bool]:
    return exists(
        select(Appeal.id)
        .where(
            Appeal.assessment_id == Assessment.id,
            Appeal.filed_at.is_not(None),
            Appeal.decision.is_(None),
        )
        .correlate(Assessment)
    )


def _appeal_days_are_over(period: Period, at: datetime) -> ColumnElement[bool]:
    today = local_day(at)
    granted = exists(
        select(Extension.id)
        .where(
            Extension.participant_id == Assessment.participant_id,
            Extension.kind == ExtensionKind.APPEAL,
            Extension.until >= today,
        )
        .correlate(Assessment)
    )
    unchanged = exists(
        select(Period.id).where(Period.id == period.id, Period.appeal_days == period.appeal_days)
    )
    return (
        (Assessment.verified_at < result_before(today, period.appeal_days)) & ~granted & unchanged
    )
