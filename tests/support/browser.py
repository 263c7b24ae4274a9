"""A client that opens pages as a person does, checks each, and hands back its parsed HTML."""

import secrets
from contextvars import Context
from datetime import UTC, datetime
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from emulation.accounts.models import Grant, SignedSession, User
from emulation.accounts.session import hash_token
from emulation.database import db
from tests.support.pages import parse
from tests.support.tables import saved


class Browser:
    """Each request runs in a context of its own, with its own database session, as in real life."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.response: TestResponse | None = None

    def sign_in(self, user: User, grant: Grant | None = None) -> None:
        """Begin a session for the person, in the given role or their only one."""
        token = secrets.token_urlsafe()
        at = datetime.now(UTC)
        saved(
            SignedSession(
                token_hash=hash_token(token),
                user_id=user.id,
                grant_id=(grant or user.grants[0]).id,
                started_at=at,
            )
        )
        Context().run(self._carry, {"_user_id": token, "_fresh": True, "seen": at.timestamp()})

    def sign_out(self) -> None:
        """Forget who is signed in, as a browser whose cookies are cleared."""
        for key in [cookie.key for cookie in self.client._cookies.values()]:
            self.client.delete_cookie(key)

    def _carry(self, facts: dict[str, Any]) -> None:
        with self.client.session_transaction() as session:
            session.clear()
            session.update(facts)

    def get(self, url: str, *, status: int = 200, **request: Any) -> BeautifulSoup:
        return self._page(self.open(url, status=status, **request))

    def post(
        self, url: str, data: Any = None, *, status: int = 200, **request: Any
    ) -> BeautifulSoup:
        return self._page(self.open(url, method="POST", data=data, status=status, **request))

    def submit(
        self,
        form: Tag,
        fields: dict[str, Any] | None = None,
        *,
        button: str = "",
        status: int = 200,
    ) -> BeautifulSoup:
        """Send a form found on a page: what it already holds, with these fields typed over it."""
        data = filled_in(form) | (fields or {})
        pressed = form.select_one(f'[name="{button}"]') if button else None
        if pressed is not None:
            data.setdefault(button, pressed.get("value", ""))
        return self.post(str(form.get("action") or self.url), data, status=status)

    @property
    def url(self) -> str:
        """The address of the page last shown."""
        assert self.response is not None
        return self.response.request.full_path.rstrip("?")

    def open(
        self, url: str, *, status: int | None = None, follow: bool = True, **request: Any
    ) -> TestResponse:
        """Open anything, a page or a file, and return the answer."""
        let_go_of_what_was_read()
        self.response = Context().run(
            self.client.open, url, follow_redirects=follow, buffered=True, **request
        )
        let_go_of_what_was_read()
        assert status is None or self.response.status_code == status, (
            f"{self.response.status}, not {status}: {self.response.text[:3000]}"
        )
        return self.response

    def _page(self, response: TestResponse) -> BeautifulSoup:
        assert response.mimetype == "text/html", response.mimetype
        return parse(response.text)


def let_go_of_what_was_read() -> None:
    """End the test's own read snapshot, so that both sides see what the other committed."""
    if has_app_context():
        db.session.rollback()
        db.session.expire_all()


def filled_in(form: Tag) -> dict[str, Any]:
    """Return what a browser would send for the form as it stands, buttons left out."""
    data: dict[str, Any] = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        name, kind = str(field["name"]), field.get("type", "text")
        if field.has_attr("disabled") or kind in {"submit", "button", "file", "image", "reset"}:
            continue
        if kind in {"checkbox", "radio"} and not field.has_attr("checked"):
            continue
        for value in values_of(field):
            data.setdefault(name, []).append(value)
    return data


def values_of(field: Tag) -> list[str]:
    if field.name == "textarea":
        return [field.get_text().removeprefix("\n")]
    if field.name == "select":
        options = field.select("option[selected]")
        if not options and not field.has_attr("multiple"):
            options = field.select("option")[:1]
        return [str(option.get("value", option.get_text(strip=True))) for option in options]
    default = "on" if field.get("type") in {"checkbox", "radio"} else ""
    return [str(field.get("value", default))]
