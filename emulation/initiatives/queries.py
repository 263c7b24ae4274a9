"""Reading initiatives: an agency's own, everything in a reader's scope, and who is short."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import contains_eager

from emulation.accounts.models import User
from emulation.audit.models import AuditEvent
from emulation.database import db
from emulation.initiatives.models import Initiative, InitiativeField, InitiativeState
from emulation.periods.models import Participant, Period
from emulation.periods.queries import seen_by
from emulation.rules.collation import fold, vietnamese_key
from emulation.rules.roles import AGENCY_ROLES, INSPECTION_ROLES, Person, Role

PER_PAGE = 50
# A district's head of inspection speaks for the district as an agency; see the decisions.
REGISTERING_ROLES = AGENCY_ROLES | {Role.HEAD_OF_INSPECTION}


@dataclass(frozen=True, slots=True)
class InitiativeCounts:
    """How many initiatives an agency has registered, and how many of them in time."""

    registered: int
    on_time: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader looks for among the initiatives of a year."""

    district_id: int | None = None
    field: InitiativeField | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency of a year with what it has registered."""

    id: int
    name: str
    district_name: str
    registered: int
    missing: int


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed an initiative last, and when."""

    by_name: str
    at: datetime


def sees(reader: Person) -> ColumnElement[bool]:
    """Return the condition on `Participant`: the reader's sheets, and the reader's own unit."""
    if reader.role in INSPECTION_ROLES:
        return or_(seen_by(reader), Participant.unit_id == reader.unit_id)
    return seen_by(reader)


def visible_to(reader: Person) -> Select[tuple[Initiative]]:
    return select(Initiative).join(Initiative.participant).where(sees(reader))


def get_initiative(initiative_id: int, *, reader: Person) -> Initiative:
    """Return the initiative; raise NoResultFound when the reader may not see it."""
    query = (
        visible_to(reader)
        .where(Initiative.id == initiative_id)
        .join(Participant.period)
        .options(contains_eager(Initiative.participant).contains_eager(Participant.period))
    )
    return db.session.scalars(query).one()


def find_own_agency(period_id: int, reader: Person) -> Participant | None:
    """Return the agency that the reader registers initiatives for, in that year."""
    if reader.role not in REGISTERING_ROLES:
        return None
    query = select(Participant).where(
        Participant.period_id == period_id, Participant.unit_id == reader.unit_id
    )
    return db.session.scalars(query).one_or_none()


def list_of(participant_id: int) -> Sequence[Initiative]:
    """Return an agency's initiatives in the order they were registered, withdrawn ones last."""
    query = (
        select(Initiative)
        .where(Initiative.participant_id == participant_id)
        .order_by(Initiative.state, Initiative.registered_at, Initiative.id)
    )
    return db.session.scalars(query).all()


# Built once: every page of a sheet asks this.
_COUNTS = (
    select(
        Initiative.participant_id,
        func.count(),
        func.sum(case((Initiative.late, 0), else_=1)),
    )
    .where(
        Initiative.participant_id.in_(bindparam("ids", expanding=True)),
        Initiative.state == InitiativeState.REGISTERED,
    )
    .group_by(Initiative.participant_id)
)


def counts(participant_ids: Iterable[int]) -> Mapping[int, InitiativeCounts]:
    """Return the counts of every agency that is asked for, also where they are nought."""
    ids = list(participant_ids)
    none = dict.fromkeys(ids, InitiativeCounts(0, 0))
    return none | {
        participant_id: InitiativeCounts(registered, int(on_time))
        for participant_id, registered, on_time in db.session.execute(_COUNTS, {"ids": ids})
    }


def matching(period_id: int, reader: Person, filters: Filters) -> Select[tuple[Initiative]]:
    """Return the registered initiatives in the reader's scope that pass the filters."""
    query = visible_to(reader).where(
        Participant.period_id == period_id, Initiative.state == InitiativeState.REGISTERED
    )
    if filters.district_id is not None:
        query = query.where(Participant.district_id == filters.district_id)
    if filters.field is not None:
        query = query.where(Initiative.field == filters.field)
    for word in fold(filters.text).split():
        found = Initiative.title_folded.contains(word, autoescape=True)
        query = query.where(or_(found, Participant.name_folded.contains(word, autoescape=True)))
    return query


def count_of(query: Select[tuple[Initiative]]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def page_of(query: Select[tuple[Initiative]], page: int) -> Sequence[Initiative]:
    """Return one page, newest first, with the agencies."""
    ordered = (
        query.order_by(Initiative.registered_at.desc(), Initiative.id.desc())
        .options(contains_eager(Initiative.participant))
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return db.session.scalars(ordered).all()


def agencies_short(period: Period, reader: Person) -> Sequence[Agency]:
    """Return the agencies in scope with fewer initiatives than the year asks for."""
    registered = func.count(Initiative.id)
    query = (
        select(Participant.id, Participant.name, Participant.district_name, registered)
        .outerjoin(
            Initiative,
            and_(
                Initiative.participant_id == Participant.id,
                Initiative.state == InitiativeState.REGISTERED,
            ),
        )
        .where(sees(reader), Participant.period_id == period.id)
        .group_by(Participant.id, Participant.name, Participant.district_name)
        .having(registered < period.initiatives_minimum)
    )
    found = [
        Agency(id_, name, district_name, count, period.initiatives_minimum - count)
        for id_, name, district_name, count in db.session.execute(query)
    ]
    return sorted(found, key=fewest_first)


def fewest_first(agency: Agency) -> tuple[object, ...]:
    return agency.registered, vietnamese_key(agency.district_name), vietnamese_key(agency.name)


def districts(period_id: int, reader: Person) -> Sequence[tuple[int, str]]:
    """Return the districts in the reader's scope, to choose from."""
    query = (
        select(Participant.district_id, Participant.district_name)
        .where(
            sees(reader), Participant.period_id == period_id, Participant.district_id.is_not(None)
        )
        .distinct()
    )
    found = [(district_id, name) for district_id, name in db.session.execute(query)]
    return sorted(found, key=lambda district: vietnamese_key(district[1]))


def name_of_user(user_id: int) -> str:
    return db.session.scalar(select(User.full_name).where(User.id == user_id)) or ""


def last_change(initiative_id: int) -> LastChange:
    """Return who changed the initiative last, out of the log."""
    query = (
        select(User.full_name, AuditEvent.at)
        .join(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.subject == f"initiative:{initiative_id}")
        .order_by(AuditEvent.seq.desc())
        .limit(1)
    )
    name, at = db.session.execute(query).one()
    return LastChange(name, at)
