"""A client of the served program: one person, one connection, every answer kept."""

import http.client
import json
import re
import select
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from tests.resilience.served import Served
from tests.resilience.year import Member

PATIENCE_SECONDS = 60
RETRIES = 200
FORM = "application/x-www-form-urlencoded"
CSRF = "0" * 40
BUSY = 503


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str

    @property
    def data(self) -> dict[str, Any]:
        return json.loads(self.text)

    @property
    def saved(self) -> bool:
        return self.status in {200, 303}


class NoAnswer(Exception):
    """The connection broke before an answer came: nobody knows whether it was done."""


class Client:
    """Signed in from the start: the cookie is made as the program makes it."""

    def __init__(self, app: Flask, server: Served, member: Member) -> None:
        self.server = server
        self.member = member
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None
        facts = {
            "_user_id": member.token,
            "_fresh": True,
            "seen": int(time.time()),
            "csrf_token": CSRF,
            "language": "en",
        }
        cookie = serializer.dumps(facts)
        self.headers = {"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={cookie}"}
        signer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
        self.csrf = signer.dumps(CSRF)
        self.connection: http.client.HTTPConnection | None = None
        self.turned_away = 0

    def get(self, url: str, *, accept: str = "text/html") -> Answer:
        """Read a page; reading may be repeated without a thought."""
        for _ in range(RETRIES):
            try:
                return self._send("GET", url, None, accept)
            except NoAnswer:
                time.sleep(0.05)
        raise NoAnswer(url)

    def post(self, url: str, fields: Mapping[str, object], *, accept: str = "text/html") -> Answer:
        """Send once; raise NoAnswer when the connection broke."""
        sent = {"csrf_token": self.csrf, "request_id": new_id(), **fields}
        return self._send("POST", url, urlencode(sent, doseq=True), accept)

    def post_until_answered(
        self, url: str, fields: Mapping[str, object], *, accept: str = "text/html"
    ) -> Answer:
        """Send the very same form again, with its request id, until somebody answers."""
        sent = {"request_id": new_id(), **fields}
        for _ in range(RETRIES):
            try:
                answer = self.post(url, sent, accept=accept)
            except NoAnswer:
                time.sleep(0.05)
                continue
            if answer.status != BUSY:
                return answer
            self.turned_away += 1
            time.sleep(0.05)
        raise NoAnswer(url)

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def _send(self, method: str, url: str, body: str | None, accept: str) -> Answer:
        if self.connection is not None and is_closed(self.connection):
            self.close()
        if self.connection is None:
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", self.server.port, timeout=PATIENCE_SECONDS
            )
        headers = self.headers | {"Accept": accept}
        if body is not None:
            headers["Content-Type"] = FORM
        try:
            self.connection.request(method, url, body, headers)
            answer = self.connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise NoAnswer(url) from error
        if answer.getheader("Connection", "") == "close":
            self.close()
        return Answer(answer.status, answer.getheader("Location") or "", text)


def is_closed(connection: http.client.HTTPConnection) -> bool:
    """Tell whether the server hung up while idle, as it does after some seconds."""
    return connection.sock is not None and bool(select.select([connection.sock], [], [], 0)[0])


def new_id() -> str:
    return str(uuid.uuid4())


def version_in(page: str) -> int:
    """Return the version that the first form of a page carries."""
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None, page[:2000]
    return int(found[1])
