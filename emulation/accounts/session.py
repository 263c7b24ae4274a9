"""Who is signed in: one row per sign-in and device, looked up by the hash of a random token."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user, login_user, logout_user

from emulation.accounts import operations, queries
from emulation.accounts.devices import device_name
from emulation.accounts.queries import SessionFacts
from emulation.audit.changes import now
from emulation.database import write_tx
from emulation.extensions import login_manager
from emulation.formatting import local
from emulation.rules.roles import Person, Role

LONGEST_SESSION = timedelta(hours=12)
IDLE_LIMIT = timedelta(hours=8)
IDLE_LIMIT_OF_ADMINISTRATORS = timedelta(minutes=30)
# The cookie is written again only when its moment has become this old.
SEEN_PRECISION = timedelta(minutes=1)

# What outlives a sign-in: neither names anybody, and a form open in another tab can still be sent.
_KEPT_AT_SIGN_IN = ("language", "csrf_token")


@dataclass
class Visitor(UserMixin):
    """Somebody signed in, for one request."""

    token: str
    session_id: int
    grant_id: int
    person: Person
    must_change_password: bool

    def get_id(self) -> str:
        return self.token


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@login_manager.user_loader
def load_visitor(token: str) -> Visitor | None:
    """Return the visitor of this token, unless the session, account or role has ended."""
    facts = queries.find_session(hash_token(token))
    at = now()
    if facts is None or not is_alive(facts, at) or _idle_too_long(facts.person.role, at):
        return None
    return Visitor(
        token, facts.session_id, facts.grant_id, facts.person, facts.must_change_password
    )


def is_alive(facts: SessionFacts, at: datetime) -> bool:
    """Say whether this sign-in still counts: not ended, not too old, role and account in force."""
    today = local(at).date()
    return (
        facts.ended_at is None
        and facts.disabled_at is None
        and at < facts.started_at + LONGEST_SESSION
        and facts.valid_from <= today
        and (facts.valid_to is None or today <= facts.valid_to)
    )


def _idle_too_long(role: Role, at: datetime) -> bool:
    """Judge by the moment in the signed cookie, and bring it up to date."""
    limit = IDLE_LIMIT_OF_ADMINISTRATORS if role is Role.ADMINISTRATOR else IDLE_LIMIT
    seen = datetime.fromtimestamp(session.get("seen", 0), UTC)
    if at - seen > limit:
        return True
    if at - seen > SEEN_PRECISION:
        session["seen"] = int(at.timestamp())
    return False


def sign_in(user_id: int, grant_id: int, *, at: datetime, new_hash: str = "") -> None:
    """Begin a session under a fresh token, ending the one this browser had."""
    token = secrets.token_urlsafe(32)
    earlier = current_user.session_id if current_user.is_authenticated else None
    with write_tx():
        if earlier is not None:
            operations.end_session(earlier, at=at)
        language = operations.begin_session(
            user_id,
            grant_id,
            token_hash=hash_token(token),
            device=device_name(request.user_agent.string),
            language=str(session.get("language", "")),
            new_hash=new_hash,
            at=at,
        )
    _forget_all_but(*_KEPT_AT_SIGN_IN)
    if language:
        session["language"] = language
    session["seen"] = int(at.timestamp())
    visitor = load_visitor(token)
    if visitor is not None:
        login_user(visitor)


def sign_out(*, at: datetime) -> None:
    """End this session for good, and forget it in the browser."""
    if current_user.is_authenticated:
        with write_tx():
            operations.end_session(current_user.session_id, at=at)
    logout_user()
    _forget_all_but("language")


def _forget_all_but(*names: str) -> None:
    kept = {name: session[name] for name in names if name in session}
    session.clear()
    session.update(kept)


@login_manager.unauthorized_handler
def not_signed_in() -> ResponseReturnValue:
    """Ask for sign-in on the way to a page; keep what was typed on the way to a change."""
    address = request.full_path.rstrip("?")
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("accounts.login", next=address), 303)
    typed = [
        (name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"
    ]
    return render_template("errors/form_expired.html", typed=typed, action=address), 401
