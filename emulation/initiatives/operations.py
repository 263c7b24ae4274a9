"""What agencies do with initiatives: register, change, withdraw."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import update

from emulation.audit.operations import record
from emulation.database import db
from emulation.initiatives.models import Initiative, InitiativeField, InitiativeState
from emulation.initiatives.queries import REGISTERING_ROLES
from emulation.periods.models import Participant, Period, PeriodState
from emulation.periods.queries import closing_day
from emulation.rules.collation import fold
from emulation.rules.deadlines import WindowKind, days_late, local_day
from emulation.rules.effects import check_effect
from emulation.rules.errors import OutOfScope, RuleBroken, StaleVersion
from emulation.rules.roles import Person


class YearClosed(RuleBroken):
    """The year is published; its initiatives stay as they were."""


class AlreadyWithdrawn(RuleBroken):
    """The initiative was withdrawn before."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an agency says of an initiative."""

    title: str
    field: InitiativeField
    problem: str
    solution: str
    measure: str
    measure_unit: str
    baseline: Decimal
    target: Decimal
    starts_on: date


def register(agency: Participant, proposal: Proposal, *, by: Person, at: datetime) -> Initiative:
    """Register for the year; after the window it counts as late, and still counts."""
    _check_may_change(agency, by)
    check_effect(proposal.baseline, proposal.target)

    today = local_day(at)
    closes_on = closing_day(agency.period_id, WindowKind.INITIATIVE_REGISTRATION)
    initiative = Initiative(
        participant_id=agency.id,
        title_folded=fold(proposal.title),
        registered_at=at,
        registered_on=today,
        registered_by_id=by.id,
        late=closes_on is not None and days_late(today, closes_on) > 0,
        **asdict(proposal),
    )
    db.session.add(initiative)
    db.session.flush()
    after = as_json(asdict(proposal)) | {"late": initiative.late}
    record("initiative.register", f"initiative:{initiative.id}", by=by, at=at, after=after)
    return initiative


def edit(
    initiative: Initiative, proposal: Proposal, *, version: int, by: Person, at: datetime
) -> None:
    """Change what is said of it; saving what is there already changes nothing."""
    _check_may_change(initiative.participant, by)
    _check_registered(initiative)
    check_effect(proposal.baseline, proposal.target)
    typed = asdict(proposal)
    changed = {name: value for name, value in typed.items() if getattr(initiative, name) != value}
    if not changed:
        return

    before = as_json({name: getattr(initiative, name) for name in changed})
    _update(initiative, version, **changed, title_folded=fold(proposal.title))
    subject = f"initiative:{initiative.id}"
    record("initiative.edit", subject, by=by, at=at, before=before, after=as_json(changed))


def withdraw(initiative: Initiative, *, version: int, by: Person, at: datetime) -> None:
    """Take it out of the count; it stays readable."""
    _check_may_change(initiative.participant, by)
    _check_registered(initiative)

    _update(initiative, version, state=InitiativeState.WITHDRAWN)
    record("initiative.withdraw", f"initiative:{initiative.id}", by=by, at=at)


def may_change(agency: Participant, period: Period, person: Person) -> bool:
    """Tell whether the person registers for this agency, in a year that is still open."""
    is_own = person.role in REGISTERING_ROLES and person.unit_id == agency.unit_id
    return is_own and period.state is PeriodState.OPEN


def _check_may_change(agency: Participant, by: Person) -> None:
    if by.role not in REGISTERING_ROLES or by.unit_id != agency.unit_id:
        raise OutOfScope
    if agency.period.state is not PeriodState.OPEN:
        raise YearClosed


def _check_registered(initiative: Initiative) -> None:
    if initiative.state is InitiativeState.WITHDRAWN:
        raise AlreadyWithdrawn


def _update(initiative: Initiative, version: int, **values: object) -> None:
    """Write only onto the version that the person saw."""
    done = db.session.execute(
        update(Initiative)
        .where(Initiative.id == initiative.id, Initiative.version == version)
        .values(**values, version=version + 1)
        .returning(Initiative.id)
    )
    if done.scalar_one_or_none() is None:
        raise StaleVersion(version, initiative.version)


def as_json(values: Mapping[str, object]) -> dict[str, object]:
    """Write figures and days as text, as the log keeps them."""
    return {
        name: str(value) if isinstance(value, Decimal | date) else value
        for name, value in values.items()
    }
