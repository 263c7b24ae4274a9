"""Who is signed in, and which views they may open."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, cast

from flask import abort, has_request_context, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from emulation.extensions import login_manager
from emulation.rules.roles import Person, Role

View = Callable[..., ResponseReturnValue]

# One entry per view, so that a test can ask whether any forgot; an empty tuple means the public.
guards: dict[str, tuple[Role, ...]] = {}

# The views that a person who must still choose a password may open.
OPEN_BEFORE_PASSWORD = {"accounts.change_password", "accounts.sign_out", "accounts.set_language"}


class Visitor(Protocol):
    """What Flask-Login keeps for a request of somebody who signed in."""

    is_authenticated: bool
    person: Person
    must_change_password: bool


def signed_in() -> Person:
    """Return the person behind the request, in views that a guard already protects."""
    return cast("Visitor", current_user).person


def find_signed_in() -> Person | None:
    """Return the person behind the request, or None on a public page."""
    return signed_in() if current_user and current_user.is_authenticated else None


def public(view: View) -> View:
    """Let everybody open the view."""
    guards[f"{view.__module__}.{view.__name__}"] = ()
    return view


def only(*roles: Role) -> Callable[[View], View]:
    """Let only people in one of these roles open the view; to others it does not exist."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return cast("ResponseReturnValue", login_manager.unauthorized())
            visitor = cast("Visitor", current_user)
            if visitor.person.role not in roles:
                abort(404)
            if visitor.must_change_password and request.endpoint not in OPEN_BEFORE_PASSWORD:
                return redirect(url_for("accounts.change_password"), 303)
            return view(*args, **kwargs)

        guards[f"{view.__module__}.{view.__name__}"] = roles
        return guarded

    return guard


def signed_in_only(view: View) -> View:
    """Let everybody who signed in open the view."""
    return only(*Role)(view)


def reader_locale() -> str:
    """Return what the reader chose, else Vietnamese unless the browser asks for English."""
    if not has_request_context():
        return "vi"
    chosen = session.get("language")
    if chosen in {"vi", "en"}:
        return str(chosen)
    return request.accept_languages.best_match(["vi", "en"]) or "vi"
