"""Who may read what of the log. An action that nobody thought of here stays hidden."""

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import aliased

from emulation.audit.models import AuditEvent
from emulation.logbook.words import part_of
from emulation.rules.roles import Person, Role
from emulation.units.models import Unit

# Administrators look after the program and never see scores: of all other parts they read who did
# what and when, but not on what and with which result.
TECHNICAL = frozenset({"accounts", "audit", "criteria", "demo", "period", "units"})
# Of the accounts the council reads who was given power, not who signed in when.
OF_POWER = frozenset(
    f"accounts.{verb}"
    for verb in ("create", "rename", "disable", "enable", "grant_role", "end_role")
)


def seen_by(reader: Person) -> ColumnElement[bool]:
    """Return the condition on events that this reader may list."""
    match reader.role:
        case Role.ADMINISTRATOR:
            return true()
        case Role.COUNCIL:
            own = AuditEvent.actor_unit_id.in_(_units_of(reader.unit_id))
            return and_(
                or_(AuditEvent.actor_unit_id.is_(None), own),
                or_(AuditEvent.action.not_like("accounts.%"), AuditEvent.action.in_(OF_POWER)),
            )
        case _:
            return false()


def told_to(reader: Person) -> ColumnElement[bool]:
    """Return the condition on events whose details this reader may search and read."""
    if reader.role is not Role.ADMINISTRATOR:
        return seen_by(reader)
    return or_(*(AuditEvent.action.like(f"{part}.%") for part in sorted(TECHNICAL)))


def is_told(action: str, reader: Person) -> bool:
    """Tell whether this reader, who sees the event, may read on what it was and its details."""
    return reader.role is not Role.ADMINISTRATOR or part_of(action) in TECHNICAL


def _units_of(province_id: int) -> ColumnElement[int]:
    parent = aliased(Unit)
    query = (
        select(Unit.id)
        .outerjoin(parent, parent.id == Unit.parent_id)
        .where(
            or_(
                Unit.id == province_id,
                Unit.parent_id == province_id,
                parent.parent_id == province_id,
            )
        )
    )
    return query.scalar_subquery()
