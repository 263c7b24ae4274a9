"""A year on the test's database and the real program serving it."""

import pytest

from emulation.config import ROOT
from tests.resilience import profile
from tests.resilience.served import Served

CRITERIA = ROOT / "emulation" / "data" / "criteria_bac_giang.yaml"
LONGEST_SECONDS = 1800


def pytest_collection_modifyitems(items):
    for item in items:
        if profile.FULL and "tests/resilience/" in item.path.as_posix():
            item.add_marker(pytest.mark.timeout(LONGEST_SECONDS))


@pytest.fixture
def serve(app, database):
    """Give a function that serves this test's database: whole, or a build that is not."""
    started = []

    def start(broken="", build=""):
        server = Served(app, broken=broken, build=build)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def criteria():
    """Give the criteria set that ships with the program."""
    return CRITERIA.read_text(encoding="utf-8")
