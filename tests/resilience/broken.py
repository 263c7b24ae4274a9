"""The program with one safeguard left out, so that tests can show that they would notice.

BROKEN_BUILD names the safeguard. The breaking is done here, before the program is loaded; the
program itself has no such switch.
"""

import os
import uuid
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection, UpdateBase
from sqlalchemy.sql.elements import BinaryExpression

from emulation import database


def plain_begin() -> None:
    """Writers begin as readers do and upgrade later, and nobody queues."""

    def begin(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA query_only=OFF")
            connection.exec_driver_sql("BEGIN")

    @contextmanager
    def no_queue(_engine):
        yield

    database._begin = begin
    database._writers_queue = no_queue


def no_log_lock() -> None:
    """Events are numbered without waiting for each other, which only PostgreSQL would notice."""
    from emulation.audit import appending  # noqa: PLC0415 (broken before the program loads)

    appending.hold_log = lambda: None


def no_version() -> None:
    """No UPDATE tests the version, and a row counts as unchanged whatever the form says."""
    real = database.rows_changed

    def blind(statement: UpdateBase) -> int:
        kept = tuple(one for one in statement._where_criteria if not _names_version(one))
        copy = statement._generate()
        copy._where_criteria = kept
        return real(copy)

    database.rows_changed = blind
    from emulation.assessments import operations  # noqa: PLC0415 (after the breaking)

    save_rows = operations.save_rows

    def any_version(assessment_id, rows, *, by, at):
        lines = operations.sheet_facts(assessment_id).lines
        as_if_seen = [replace(row, version=lines[row.code].own.version) for row in rows]
        return save_rows(assessment_id, as_if_seen, by=by, at=at)

    operations.save_rows = any_version


def _names_version(condition: object) -> bool:
    return (
        isinstance(condition, BinaryExpression)
        and getattr(condition.left, "key", None) == "version"
    )


def no_request_id() -> None:
    """Every arrival of a form counts as a new one."""
    from emulation.audit import changes  # noqa: PLC0415 (broken before the program loads)

    changes.sent_request_id = lambda: str(uuid.uuid4())


BREAKINGS: dict[str, Callable[[], None]] = {
    one.__name__: one for one in (plain_begin, no_log_lock, no_version, no_request_id)
}


def build():
    BREAKINGS[os.environ["BROKEN_BUILD"]]()
    from emulation.app import create_app  # noqa: PLC0415 (the program loads broken)

    return create_app()


if os.environ.get("BROKEN_BUILD"):
    app = build()
