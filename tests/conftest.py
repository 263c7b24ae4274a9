"""The application, its database and a browser-like client for the tests that need them."""

import os
import shutil
import tempfile
from importlib import import_module
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.support", "tests.browser.support")

from emulation.database import db  # noqa: E402  (the rewriting must be asked for first)
from tests.support.databases import PostgresqlDatabase, SqliteFile  # noqa: E402

MEMORY = Path("/dev/shm")  # noqa: S108  (durable writes are tested on a disk, elsewhere)
CHEAPEST_HASH = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
# How full the disk of this machine is decides nothing; the tests of a full disk say so themselves.
os.environ.setdefault("EMULATION_EVIDENCE_LEAST_FREE", "0")
# A process apart would meet the tests in their database; the tests of it start it themselves.
os.environ.setdefault("EMULATION_COMPARE_ON_ARRIVAL", "0")
# Nor is anything drawn that no test looks at.
os.environ.setdefault("EMULATION_PICTURES_AHEAD", "0")


@pytest.fixture(scope="session")
def data_folder():
    """Hold this test process's database and files; in memory where the machine allows."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2**30
    with tempfile.TemporaryDirectory(
        prefix="emulation-tests-", dir=MEMORY if roomy else None
    ) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def database_of_this_process(data_folder):
    server = os.environ.get("TEST_DATABASE_URL")
    database = PostgresqlDatabase(server) if server else SqliteFile(data_folder)
    yield database
    database.drop()


@pytest.fixture(scope="session")
def app(data_folder, database_of_this_process):
    """Give the application, set up once for this test process, on a migrated database."""
    os.environ["EMULATION_DATA"] = str(data_folder)
    os.environ.pop("DATABASE_URL", None)
    # Loaded here and below, since the tests of the rules run without the application.
    app = import_module("emulation.app").create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "only for tests",
            "SQLALCHEMY_DATABASE_URI": database_of_this_process.url,
            "DATA_FOLDER": data_folder,
            "WTF_CSRF_ENABLED": False,
            "PASSWORD_HASH_COST": CHEAPEST_HASH,
        },
    )
    database_of_this_process.build(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def database(app, data_folder, database_of_this_process):
    """Give the database as the migrations leave it, and no file beside it."""
    for folder in data_folder.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    database_of_this_process.renew(app)
    with app.app_context():
        yield db
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def browser(app, database):
    return import_module("tests.support.browser").Browser(app.test_client())


def pytest_report_header():
    server = os.environ.get("TEST_DATABASE_URL")
    return (
        "database: PostgreSQL of TEST_DATABASE_URL"
        if server
        else "database: SQLite; PostgreSQL is not tested here: apt-get install postgresql, "
        "then make test-postgresql"
    )
