"""The commune's workspace: its server time against a bare render and its queries run bare."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask, before_render_template, g
from flask.testing import FlaskClient
from jinja2 import Template
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import event
from werkzeug.test import EnvironBuilder

from benchmarks.harness import Measured, against
from benchmarks.province import PASSWORD, example_province
from emulation.database import db

AT_MOST = 2.0  # times the bare render and the bare queries together
GROUP = re.compile(r'href="(/assessments/\d+/groups/[^"#?]+)"')
OPEN_SHEET = """
    SELECT assessment.id, unit.code FROM assessment
    JOIN participant ON participant.id = assessment.participant_id
    JOIN unit ON unit.id = participant.unit_id
    WHERE assessment.state = 'draft' ORDER BY assessment.id LIMIT 1
"""


def measure() -> Iterator[Measured]:
    with example_province() as app:
        client, url = longest_page(app)
        seen = Seen(app, lambda: client.get(url))
        yield against(
            "workspace page against bare render and queries",
            ours=plain_request(app, client, url),
            limit=seen.bare_work(),
            target=AT_MOST,
        )


def longest_page(app: Flask) -> tuple[FlaskClient, str]:
    """Sign in the official of a commune whose sheet is open; return the longest of its pages."""
    with app.app_context(), db.engine.connect() as connection:
        assessment_id, commune = connection.exec_driver_sql(OPEN_SHEET).one()
    client = app.test_client()
    client.post("/login", data={"username": f"official-{commune}", "password": PASSWORD})
    first = client.get(f"/assessments/{assessment_id}", follow_redirects=True)
    urls = set(GROUP.findall(first.text))
    if not urls:
        raise SystemExit(f"no workspace at {first.request.path}: {first.status}")
    return client, max(sorted(urls), key=lambda url: len(client.get(url).text))


def plain_request(app: Flask, client: FlaskClient, url: str) -> Callable[[], int]:
    """Call the WSGI application as a server would, without a test client in between."""
    cookies = "; ".join(f"{c.key}={c.value}" for c in client._cookies.values())  # noqa: SLF001
    headers = {"Cookie": cookies, "Accept-Encoding": "gzip"}
    environ = EnvironBuilder(url, headers=headers).get_environ()

    def call() -> int:
        status = []
        answer = app(environ.copy(), lambda line, _headers, _error=None: status.append(line))
        length = sum(map(len, answer))
        answer.close()
        assert status[0].startswith("200"), status
        return length

    return call


class Seen:
    """What one request sent to the database, and the template and facts that it drew."""

    def __init__(self, app: Flask, request: Callable[[], Any]) -> None:
        self.app = app
        self.queries: list[tuple[str, Any]] = []
        self.drawn: list[tuple[Template, dict[str, Any]]] = []
        with app.app_context():
            self.file = db.engine.url.database
            event.listen(db.engine, "before_cursor_execute", self._query)
            try:
                with before_render_template.connected_to(self._draw, app):
                    self.answer = request()
            finally:
                event.remove(db.engine, "before_cursor_execute", self._query)

    def _query(self, _connection, _cursor, sql, parameters, _context, _many):
        if sql.lstrip().upper().startswith("SELECT"):
            self.queries.append((sql, parameters))

    def _draw(self, _app, template, context, **_rest):
        self.drawn.append((template, dict(context)))
        self.globals = dict(vars(g))

    def bare_work(self) -> Callable[[], None]:
        """Run the same queries on a bare connection, and draw the same template once more."""
        connection = sqlite.connect(self.file, isolation_level=None)
        template, context = self.drawn[-1]
        within = self.app.test_request_context(self.answer.request.path)
        within.push()
        vars(g).update(self.globals)

        def work() -> None:
            connection.execute("BEGIN")
            for sql, parameters in self.queries:
                connection.execute(sql, parameters).fetchall()
            connection.execute("COMMIT")
            template.render(context)

        return work
