"""What is done with people: accounts, roles, passwords, sign-ins."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select, true, update

from emulation.accounts import queries
from emulation.accounts.errors import (
    NotOneself,
    RoleDoesNotFitUnit,
    RoleEndsBeforeItBegins,
    RoleHeldAlready,
    UsernameTaken,
)
from emulation.accounts.imports import UserRow
from emulation.accounts.models import Grant, SignedSession, User
from emulation.accounts.roles import KINDS_OF_ROLE
from emulation.audit.operations import record
from emulation.database import db
from emulation.rules.errors import StaleVersion
from emulation.rules.roles import Person, Role
from emulation.units.models import Unit


def create_user(
    username: str,
    full_name: str,
    *,
    password_hash: str,
    email: str = "",
    must_change_password: bool = True,
    by: Person | None,
    at: datetime,
) -> User:
    """Open an account; its password was hashed before the transaction began."""
    if queries.find_user(username) is not None:
        raise UsernameTaken(username)

    user = User(
        username=username,
        full_name=full_name,
        password_hash=password_hash,
        must_change_password=must_change_password,
        email=email or None,
        language="",
        version=1,
    )
    db.session.add(user)
    db.session.flush()
    record(
        "accounts.create",
        f"user_account:{user.id}",
        by=by,
        at=at,
        after={"username": username, "full_name": full_name, "email": email},
    )
    return user


def import_users(
    people: Sequence[UserRow], hashes: Mapping[str, str], *, by: Person | None, at: datetime
) -> None:
    """Open all these accounts with all their roles."""
    for person in people:
        user = create_user(
            person.username,
            person.full_name,
            password_hash=hashes[person.username],
            email=person.email,
            by=by,
            at=at,
        )
        for grant in person.grants:
            grant_role(
                user.id,
                grant.role,
                grant.unit_id,
                valid_from=grant.valid_from,
                valid_to=grant.valid_to,
                by=by,
                at=at,
            )


def edit_user(
    user_id: int, *, full_name: str, email: str, version: int, by: Person, at: datetime
) -> None:
    user = queries.get_user(user_id)
    before = {"full_name": user.full_name, "email": user.email or ""}
    _change(user, version, full_name=full_name, email=email or None)
    record(
        "accounts.edit",
        f"user_account:{user_id}",
        by=by,
        at=at,
        before=before,
        after={"full_name": full_name, "email": email},
    )


def choose_mail(*, email: str, wants_mail: bool, version: int, by: Person, at: datetime) -> None:
    """Write down where, and whether, the owner of an account wants messages by mail."""
    user = queries.get_user(by.id)
    before = {"email": user.email or "", "wants_mail": user.wants_mail}
    _change(user, version, email=email or None, wants_mail=wants_mail)
    record(
        "accounts.choose_mail",
        f"user_account:{by.id}",
        by=by,
        at=at,
        before=before,
        after={"email": email, "wants_mail": wants_mail},
    )


def set_disabled(user_id: int, *, disabled: bool, version: int, by: Person, at: datetime) -> None:
    """Shut an account, or open it again; whoever is signed in with it is out at once."""
    if user_id == by.id:
        raise NotOneself
    user = queries.get_user(user_id)

    _change(user, version, disabled_at=at if disabled else None)
    if disabled:
        end_all_sessions(user_id, at=at)
    verb = "disable" if disabled else "enable"
    record(f"accounts.{verb}", f"user_account:{user_id}", by=by, at=at)


def reset_password(
    user_id: int, *, password_hash: str, version: int, by: Person, at: datetime
) -> None:
    """Give the account a new first password, which its owner must change."""
    if user_id == by.id:
        raise NotOneself
    user = queries.get_user(user_id)
    _change(user, version, password_hash=password_hash, must_change_password=True)
    end_all_sessions(user_id, at=at)
    record("accounts.reset_password", f"user_account:{user_id}", by=by, at=at)


def change_password(user_id: int, *, password_hash: str, by: Person, at: datetime) -> None:
    """Take the password that the owner chose; every sign-in made with the old one ends."""
    user = queries.get_user(user_id)
    _change(user, user.version, password_hash=password_hash, must_change_password=False)
    end_all_sessions(user_id, at=at)
    record("accounts.change_password", f"user_account:{user_id}", by=by, at=at)


def grant_role(
    user_id: int,
    role: Role,
    unit_id: int,
    *,
    valid_from: date,
    valid_to: date | None = None,
    by: Person | None,
    at: datetime,
) -> Grant:
    """Give a person a role at a unit from one day to another, both included."""
    unit = db.session.execute(select(Unit).where(Unit.id == unit_id)).scalar_one()
    if unit.kind not in KINDS_OF_ROLE[role]:
        raise RoleDoesNotFitUnit
    if valid_to is not None and valid_to < valid_from:
        raise RoleEndsBeforeItBegins
    if _overlapping(user_id, role, unit_id, valid_from, valid_to):
        raise RoleHeldAlready

    grant = Grant(
        user_id=user_id, role=role, unit_id=unit_id, valid_from=valid_from, valid_to=valid_to
    )
    db.session.add(grant)
    db.session.flush()
    record(
        "accounts.grant_role",
        f"role_grant:{grant.id}",
        by=by,
        at=at,
        after={
            "user": user_id,
            "role": role.value,
            "unit": unit_id,
            "from": valid_from.isoformat(),
            "to": valid_to.isoformat() if valid_to else None,
        },
    )
    return grant


def end_role(grant_id: int, *, user_id: int, last_day: date, by: Person, at: datetime) -> None:
    """Let this day be the role's last; from the next one its holder is out."""
    if user_id == by.id:
        raise NotOneself
    grant = queries.get_grant(grant_id, user_id=user_id)
    if last_day < grant.valid_from:
        raise RoleEndsBeforeItBegins

    before = grant.valid_to.isoformat() if grant.valid_to else None
    grant.valid_to = last_day
    record(
        "accounts.end_role",
        f"role_grant:{grant_id}",
        by=by,
        at=at,
        before={"to": before},
        after={"to": last_day.isoformat()},
    )


def begin_session(
    user_id: int,
    grant_id: int,
    *,
    token_hash: str,
    device: str,
    language: str,
    new_hash: str = "",
    at: datetime,
) -> str:
    """Write down a sign-in; remember the language chosen before it, or return the one from then."""
    user = queries.get_user(user_id)
    if language:
        user.language = language
    if new_hash:
        user.password_hash = new_hash
    session = SignedSession(
        token_hash=token_hash, user_id=user_id, grant_id=grant_id, started_at=at, device=device
    )
    db.session.add(session)
    db.session.flush()
    facts = queries.find_session(token_hash)
    record(
        "accounts.sign_in",
        f"signed_session:{session.id}",
        by=facts.person if facts else None,
        at=at,
    )
    return user.language


def act_as(session_id: int, grant_id: int, *, by: Person, today: date, at: datetime) -> None:
    """Go on in another role that the person holds."""
    held = queries.held_on(today).where(Grant.user_id == by.id, Grant.id == grant_id)
    grant = db.session.execute(held).scalar_one()
    session = queries.get_session(session_id, user_id=by.id)
    record(
        "accounts.act_as",
        f"signed_session:{session_id}",
        by=by,
        at=at,
        before={"grant": session.grant_id},
        after={"grant": grant.id},
    )
    session.grant_id = grant.id


def end_session(session_id: int, *, at: datetime) -> None:
    _end_sessions(SignedSession.id == session_id, at=at)


def end_own_session(session_id: int, *, by: Person, at: datetime) -> None:
    """End one of one's own sign-ins, on a lost telephone say."""
    queries.get_session(session_id, user_id=by.id)
    end_session(session_id, at=at)
    record("accounts.end_session", f"signed_session:{session_id}", by=by, at=at)


def sign_out_everywhere(*, by: Person, at: datetime) -> None:
    end_all_sessions(by.id, at=at)
    record("accounts.sign_out_everywhere", f"user_account:{by.id}", by=by, at=at)


def end_all_sessions(user_id: int, *, at: datetime) -> None:
    _end_sessions(SignedSession.user_id == user_id, at=at)


def _end_sessions(*which: ColumnElement[bool], at: datetime) -> None:
    db.session.execute(
        update(SignedSession).where(SignedSession.ended_at.is_(None), *which).values(ended_at=at)
    )


def _change(user: User, version: int, **values: object) -> None:
    """Change the account if nobody else has since the page was opened."""
    changed = db.session.execute(
        update(User)
        .where(User.id == user.id, User.version == version)
        .values(version=version + 1, **values)
        .returning(User.id)
    ).scalar_one_or_none()
    if changed is None:
        raise StaleVersion(version, user.version)


def _overlapping(user_id: int, role: Role, unit_id: int, first: date, last: date | None) -> bool:
    begins_before = Grant.valid_from <= last if last else true()
    return bool(
        db.session.scalar(
            select(Grant.id)
            .where(
                Grant.user_id == user_id,
                Grant.role == role,
                Grant.unit_id == unit_id,
                or_(Grant.valid_to.is_(None), Grant.valid_to >= first),
                begins_before,
            )
            .limit(1)
        )
    )
