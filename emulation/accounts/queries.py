"""What is read about people, their roles and their sessions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, bindparam, func, or_, select

from emulation.accounts.models import Grant, SignedSession, User
from emulation.database import db
from emulation.rules.collation import fold, vietnamese_key
from emulation.rules.roles import Person, Role
from emulation.units.models import Unit


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A sign-in with everything that decides whether it still counts."""

    session_id: int
    grant_id: int
    person: Person
    must_change_password: bool
    started_at: datetime
    ended_at: datetime | None
    disabled_at: datetime | None
    valid_from: date
    valid_to: date | None


# Built once: every request asks this.
_SESSION = (
    select(
        SignedSession.id,
        SignedSession.started_at,
        SignedSession.ended_at,
        User.id.label("user_id"),
        User.username,
        User.full_name,
        User.must_change_password,
        User.disabled_at,
        Grant.id.label("grant_id"),
        Grant.role,
        Grant.valid_from,
        Grant.valid_to,
        Unit.id.label("unit_id"),
        Unit.name,
    )
    .join(User, User.id == SignedSession.user_id)
    .join(Grant, Grant.id == SignedSession.grant_id)
    .join(Unit, Unit.id == Grant.unit_id)
    .where(SignedSession.token_hash == bindparam("token"))
)


def find_session(token_hash: str) -> SessionFacts | None:
    """Return the sign-in of this token, in one statement: every request asks this."""
    row = db.session.execute(_SESSION, {"token": token_hash}).one_or_none()
    if row is None:
        return None
    person = Person(row.user_id, row.username, row.full_name, row.role, row.unit_id, row.name)
    return SessionFacts(
        session_id=row.id,
        grant_id=row.grant_id,
        person=person,
        must_change_password=row.must_change_password,
        started_at=row.started_at,
        ended_at=row.ended_at,
        disabled_at=row.disabled_at,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def find_user(username: str) -> User | None:
    return db.session.scalar(select(User).where(User.username == username))


def find_holder(username: str, role: Role, day: date) -> Person | None:
    """Return this person in a role held on that day; None for others, or a closed account."""
    row = db.session.execute(
        held_on(day)
        .join(User, User.id == Grant.user_id)
        .join(Unit, Unit.id == Grant.unit_id)
        .where(User.username == username, User.disabled_at.is_(None), Grant.role == role)
        .order_by(Grant.id)
        .limit(1)
        .with_only_columns(
            User.id,
            User.username,
            User.full_name,
            Grant.role,
            Unit.id,
            Unit.name,
            maintain_column_froms=True,
        )
    ).first()
    return None if row is None else Person(*row)


def taken_usernames(usernames: Collection[str]) -> set[str]:
    return set(db.session.scalars(select(User.username).where(User.username.in_(usernames))))


def get_user(user_id: int) -> User:
    return db.session.execute(select(User).where(User.id == user_id)).scalar_one()


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as a list shows them."""

    id: int
    username: str
    full_name: str
    is_disabled: bool
    must_change_password: bool


def list_people(words: str = "", *, waiting: bool = False) -> Sequence[Listed]:
    """Return everybody whose name holds what was typed, with or without accents, by given name.

    `waiting` keeps those who have not used their first password yet.
    """
    rows = db.session.execute(
        select(
            User.id,
            User.username,
            User.full_name,
            User.disabled_at.is_not(None),
            User.must_change_password,
        )
    )
    wanted = fold(words)
    people = (Listed(*row) for row in rows)
    found = [
        person
        for person in people
        if wanted in fold(person.full_name) or wanted in fold(person.username)
        if not waiting or (person.must_change_password and not person.is_disabled)
    ]
    return sorted(found, key=lambda person: (*_by_given_name(person.full_name), person.id))


def _by_given_name(full_name: str) -> tuple[object, object]:
    return vietnamese_key(full_name.rpartition(" ")[2]), vietnamese_key(full_name)


def roles_of(user_ids: Collection[int], day: date) -> dict[int, list[tuple[Grant, Unit]]]:
    """Return the roles that these people hold on this day, in one statement."""
    rows = db.session.execute(
        held_on(day)
        .add_columns(Unit)
        .join(Unit, Unit.id == Grant.unit_id)
        .where(Grant.user_id.in_(user_ids))
        .order_by(Grant.id)
    )
    roles: dict[int, list[tuple[Grant, Unit]]] = {}
    for grant, unit in rows:
        roles.setdefault(grant.user_id, []).append((grant, unit))
    return roles


def list_grants(user_id: int) -> Sequence[tuple[Grant, Unit]]:
    """Return every role of one person, past ones too, the latest first."""
    rows = db.session.execute(
        select(Grant, Unit)
        .join(Unit, Unit.id == Grant.unit_id)
        .where(Grant.user_id == user_id)
        .order_by(Grant.valid_from.desc(), Grant.id.desc())
    )
    return [(grant, unit) for grant, unit in rows]


def get_grant(grant_id: int, *, user_id: int) -> Grant:
    return db.session.execute(
        select(Grant).where(Grant.id == grant_id, Grant.user_id == user_id)
    ).scalar_one()


def held_on(day: date) -> Select[tuple[Grant]]:
    """Select the roles in force on this day."""
    return select(Grant).where(
        Grant.valid_from <= day, or_(Grant.valid_to.is_(None), Grant.valid_to >= day)
    )


def list_grants_held(user_id: int, day: date) -> Sequence[tuple[Grant, Unit]]:
    """Return the roles of one person in force on this day, the oldest first."""
    rows = db.session.execute(
        held_on(day)
        .add_columns(Unit)
        .join(Unit, Unit.id == Grant.unit_id)
        .where(Grant.user_id == user_id)
        .order_by(Grant.id)
    )
    return [(grant, unit) for grant, unit in rows]


def find_grant_for_sign_in(user_id: int, day: date) -> Grant | None:
    """Return the role to act in: the one last acted in if it is still held, else the oldest."""
    last_used = (
        select(SignedSession.grant_id, func.max(SignedSession.id).label("last"))
        .where(SignedSession.user_id == user_id)
        .group_by(SignedSession.grant_id)
        .subquery()
    )
    return db.session.scalar(
        held_on(day)
        .outerjoin(last_used, last_used.c.grant_id == Grant.id)
        .where(Grant.user_id == user_id)
        .order_by(func.coalesce(last_used.c.last, 0).desc(), Grant.id)
        .limit(1)
    )


def get_session(session_id: int, *, user_id: int) -> SignedSession:
    return db.session.execute(
        select(SignedSession).where(
            SignedSession.id == session_id, SignedSession.user_id == user_id
        )
    ).scalar_one()


def list_open_sessions(user_id: int, since: datetime) -> Sequence[SignedSession]:
    """Return the sign-ins of one person that nobody has ended, the latest first."""
    return db.session.scalars(
        select(SignedSession)
        .where(
            SignedSession.user_id == user_id,
            SignedSession.ended_at.is_(None),
            SignedSession.started_at > since,
        )
        .order_by(SignedSession.id.desc())
    ).all()
