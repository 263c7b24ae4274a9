"""The migrations and the models tell the same story, on the database under test."""

import os

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from emulation.app import create_app
from emulation.database import db, writing
from tests.support.databases import PostgresqlDatabase, SqliteFile

TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal ORDER BY tgname",
}


@pytest.fixture
def empty_app(tmp_path):
    """Give a maker of applications, each on an empty database of its own."""
    opened = []

    def make():
        server = os.environ.get("TEST_DATABASE_URL")
        folder = tmp_path / str(len(opened))
        folder.mkdir()
        database = PostgresqlDatabase(server) if server else SqliteFile(folder)
        app = create_app(
            {
                "SECRET_KEY": "only for tests",
                "SQLALCHEMY_DATABASE_URI": database.url,
                "DATA_FOLDER": folder,
            }
        )
        opened.append((app, database))
        return app

    yield make
    for app, database in opened:
        with app.app_context():
            db.engine.dispose()
        database.drop()


@pytest.fixture
def migrated(empty_app):
    app = empty_app()
    with app.app_context():
        upgrade()
    return app


@pytest.fixture
def described(empty_app):
    """Give a database made by the models alone."""
    app = empty_app()
    with app.app_context(), writing(db.engine), db.engine.begin() as connection:
        db.metadata.create_all(connection)
    return app


def checks(app):
    with app.app_context():
        tables = inspect(db.engine)
        return {
            (table, check["name"], check["sqltext"])
            for table in tables.get_table_names()
            for check in tables.get_check_constraints(table)
        }


def triggers(app):
    with app.app_context(), db.engine.connect() as connection:
        return connection.execute(text(TRIGGERS[db.engine.dialect.name])).all()


def test_migrations_form_one_line():
    assert len(ScriptDirectory("migrations").get_heads()) == 1


def test_migrated_database_has_the_tables_the_models_describe(migrated):
    with migrated.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_migrated_database_has_the_checks_the_models_describe(migrated, described):
    # Alembic's autogenerate does not look at check constraints.
    assert checks(migrated) == checks(described)


def test_migrated_database_has_the_triggers_the_models_describe(migrated, described):
    assert triggers(migrated) == triggers(described)


def test_every_migration_can_be_undone(migrated):
    with migrated.app_context():
        downgrade(revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        upgrade()
