"""Count the statements that a piece of work sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from emulation.database import db

NOT_COUNTED = ("PRAGMA", "BEGIN", "SET ", "SAVEPOINT", "RELEASE")


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """Give a list that grows by one SQL text per statement: `assert len(queries) <= 9`."""
    sent = []

    def remember(_connection, _cursor, statement, _parameters, _context, _many):
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            sent.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", remember)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", remember)
