"""Run the migrations on the application's own database, all of them in one transaction."""

from contextlib import contextmanager

from alembic import context
from flask import current_app

from emulation.database import writing

db = current_app.extensions["migrate"].db


def number_the_revision(_context, _revision, directives):
    """Name new revisions 0001, 0002, ... and write none when nothing changed."""
    script = directives[0]
    if context.config.cmd_opts.autogenerate and script.upgrade_ops.is_empty():
        directives.clear()
        return
    head = context.script.get_current_head()
    script.rev_id = f"{int(head or 0) + 1:04d}"


@contextmanager
def guards_lifted(connection):
    """Let a table be rebuilt although others refer to it, and a long step take its time.

    Works below SQLAlchemy, since neither setting may be changed inside a transaction.
    """
    driver = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        driver.execute("PRAGMA foreign_keys=OFF")
    else:
        driver.execute("SET statement_timeout = 0")
        driver.commit()
    try:
        yield
    finally:
        connection.invalidate()


def refuse_dangling_rows(connection):
    if connection.dialect.name == "sqlite":
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if dangling:
            raise RuntimeError(f"rows refer to rows that do not exist: {dangling[:10]}")


def print_sql():
    context.configure(url=db.engine.url, target_metadata=db.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def migrate_database():
    with (
        writing(db.engine),
        db.engine.connect() as connection,
        guards_lifted(connection),
        connection.begin(),
    ):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            process_revision_directives=number_the_revision,
            compare_type=True,
            render_as_batch=connection.dialect.name == "sqlite",
        )
        context.run_migrations()
        refuse_dangling_rows(connection)


if context.is_offline_mode():
    print_sql()
else:
    migrate_database()
