"""The database: base of every table, shared column types, and the one way to write.

Reads are read-only by construction. Writes happen only inside `with write_tx():`, which begins,
locks and commits; on SQLite all writers queue behind one file lock and begin IMMEDIATE.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from pysqlite3 import dbapi2 as safe_sqlite
from sqlalchemy import (
    JSON,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    UpdateBase,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, registry
from sqlalchemy.types import TypeDecorator

LOCK_PATIENCE_SECONDS = 10.0
BUSY_TIMEOUT_MILLISECONDS = 15000
HUNDRED = Decimal(100)


class DatabaseBusy(Exception):
    """The writers' queue did not move within our patience; the request may be tried again."""


class UnsafeDatabase(Exception):
    """The database library or journal mode could lose data; the program refuses to start."""


class Hundredths(TypeDecorator[Decimal]):
    """Points, stored as whole hundredths, so that sums are exact on every database."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        scaled = value * HUNDRED
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than two decimals")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else (Decimal(value) / HUNDRED).quantize(Decimal("0.01"))


class UtcMoment(TypeDecorator[datetime]):
    """A moment in time: aware, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Points = Annotated[Decimal, mapped_column(Hundredths)]
Moment = Annotated[datetime, mapped_column(UtcMoment)]
Json = Annotated[dict[str, Any], mapped_column(JSON)]


class Base(DeclarativeBase):
    """Base of every table; constraint names are predictable so that migrations can drop them."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            },
        ),
        type_annotation_map={
            StrEnum: Enum(
                StrEnum,
                native_enum=False,
                create_constraint=True,
                length=40,
                values_callable=lambda members: [member.value for member in members],
            ),
        },
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)

_writing: ContextVar[bool] = ContextVar("writing", default=False)


def init_database(app: Flask) -> None:
    """Give the app its engine and teach every connection the read-only-unless-writing rule."""
    app.config.setdefault(
        "SQLALCHEMY_ENGINE_OPTIONS", engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    )
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "begin", _begin)


def engine_options(url: str) -> dict[str, Any]:
    if not url.startswith("sqlite"):
        return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 2}
    version = safe_sqlite.sqlite_version_info
    if version < (3, 51, 3):
        raise UnsafeDatabase(f"SQLite {version} can lose committed rows; 3.51.3 or newer is needed")
    return {"module": safe_sqlite, "pool_size": 8, "max_overflow": 2}


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if mode != "wal":
        raise UnsafeDatabase(f"the database file does not accept WAL (journal mode {mode})")
    for pragma in (
        "synchronous=FULL",
        f"busy_timeout={BUSY_TIMEOUT_MILLISECONDS}",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "query_only=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgresql(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '15s'")
        cursor.execute("SET lock_timeout = '5s'")
        cursor.execute("SET idle_in_transaction_session_timeout = '30s'")
    connection.commit()


def _begin(connection: Connection) -> None:
    writing = _writing.get()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
    else:
        driver = cast("Any", connection.connection.dbapi_connection)
        if driver.read_only is not (not writing):
            driver.read_only = not writing


def is_writing() -> bool:
    """Tell whether a write transaction is open, for a query that locks what it reads there."""
    return _writing.get()


@contextmanager
def write_tx() -> Iterator[Session]:
    """Run one write transaction: end any read snapshot, queue, begin, and commit at the end.

    Anything raised inside rolls everything back. No file, network, hashing or rendering in here.
    """
    session = db.session()
    session.rollback()
    with writing(db.engine):
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


def rows_changed(statement: UpdateBase) -> int:
    """Run an UPDATE or DELETE that carries its own conditions; return how many rows met them."""
    options = {"synchronize_session": False}
    result = db.session.execute(statement.execution_options(**options))
    return cast("CursorResult[Any]", result).rowcount


@contextmanager
def writing(engine: Engine) -> Iterator[None]:
    """Let transactions that begin inside write; on SQLite behind the writers' file lock."""
    if _writing.get():
        raise RuntimeError("a write transaction is already open")
    with _writers_queue(engine):
        token = _writing.set(True)
        try:
            yield
        finally:
            _writing.reset(token)


@contextmanager
def _writers_queue(engine: Engine) -> Iterator[None]:
    if engine.dialect.name != "sqlite":
        yield
        return
    descriptor = os.open(f"{engine.url.database}.wlock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        _lock_patiently(descriptor)
        yield
    finally:
        os.close(descriptor)


def _lock_patiently(descriptor: int) -> None:
    give_up_at = time.monotonic() + LOCK_PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up_at:
                raise DatabaseBusy from None
            time.sleep(0.002)
        else:
            return
