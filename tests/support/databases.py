"""One real database per test process: built once by the migrations, as new for every test."""

import os
import shutil
import uuid
from pathlib import Path
from typing import Protocol

import psycopg
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import make_url

from emulation.config import ROOT
from emulation.database import db, writing

SCHEMA_FROM_MODELS = os.environ.get("TEST_SCHEMA") == "models"


def build_schema(app: Flask) -> None:
    """Run the real migrations; TEST_SCHEMA=models serves while one is still being written."""
    with app.app_context():
        if SCHEMA_FROM_MODELS:
            with writing(db.engine), db.engine.begin() as connection:
                db.metadata.create_all(connection)
        else:
            upgrade(directory=str(ROOT / "migrations"))
        db.engine.dispose()


class TestDatabase(Protocol):
    url: str

    def build(self, app: Flask) -> None: ...
    def renew(self, app: Flask) -> None: ...
    def drop(self) -> None: ...


class SqliteFile:
    """A file that is overwritten by a copy of the migrated, empty one."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "emulation.db"
        self.template = folder / "template.db"
        self.url = f"sqlite:///{self.file}"

    def build(self, app: Flask) -> None:
        build_schema(app)
        self.file.rename(self.template)
        for rest in self.file.parent.glob("emulation.db-*"):
            rest.unlink()

    def renew(self, app: Flask) -> None:
        with app.app_context():
            db.engine.dispose()
        for name in ("-wal", "-shm"):
            Path(f"{self.file}{name}").unlink(missing_ok=True)
        shutil.copyfile(self.template, self.file)

    def drop(self) -> None:
        """Nothing to do: the folder goes away with the test session."""


class PostgresqlDatabase:
    """A database of its own on the server of TEST_DATABASE_URL, whose user must be a superuser.

    It is emptied by one statement with triggers and foreign keys asleep, which is several times
    quicker than TRUNCATE; rows that the migrations themselves wrote are put back from a copy.
    """

    def __init__(self, server: str) -> None:
        self.server = make_url(server)
        self.name = f"emulation_test_{uuid.uuid4().hex[:12]}"
        self.url = self.server.set(database=self.name).render_as_string(hide_password=False)
        self.emptying = ""
        self._on_server(f'CREATE DATABASE "{self.name}" TEMPLATE template0 ENCODING UTF8')

    def build(self, app: Flask) -> None:
        build_schema(app)
        with self._connect(self.name) as connection:
            self.emptying = emptying_script(connection)

    def renew(self, app: Flask) -> None:
        with app.app_context():
            db.engine.dispose()
        with self._connect(self.name) as connection:
            connection.execute(self.emptying)

    def drop(self) -> None:
        self._on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _on_server(self, statement: str) -> None:
        with self._connect(self.server.database or "postgres") as connection:
            connection.execute(statement)

    def _connect(self, database: str) -> psycopg.Connection:
        url = self.server.set(drivername="postgresql", database=database)
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


def emptying_script(connection: psycopg.Connection) -> str:
    """Return the SQL that brings every table and sequence back to what they are now."""
    tables = [
        name
        for (name,) in connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        )
    ]
    sequences = connection.execute(
        "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL"
        " FROM pg_sequences WHERE schemaname = 'public'"
    ).fetchall()
    lines = ["SET session_replication_role = replica"]
    connection.execute("CREATE SCHEMA as_migrated")
    for table in tables:
        lines.append(f'DELETE FROM public."{table}"')
        if connection.execute(f'SELECT 1 FROM public."{table}" LIMIT 1').fetchone():
            connection.execute(f'CREATE TABLE as_migrated."{table}" AS TABLE public."{table}"')
            lines.append(f'INSERT INTO public."{table}" TABLE as_migrated."{table}"')
    lines += [
        f"SELECT setval('public.\"{name}\"', {value}, {str(used).lower()})"
        for name, value, used in sequences
    ]
    return "; ".join(lines)
