"""A scanner that runs, in a folder of its own."""

import shutil
import tempfile

import pytest

from tests.support.clamd import Clamd


@pytest.fixture(scope="session")
def running():
    """Give one scanner for all tests that do not stop it; socket files need a short path."""
    folder = tempfile.mkdtemp(prefix="clamd-")
    daemon = Clamd(folder)
    yield daemon.start()
    daemon.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def own():
    """Give a scanner that the test may stop, not started yet."""
    folder = tempfile.mkdtemp(prefix="clamd-")
    daemon = Clamd(folder)
    yield daemon
    daemon.stop()
    shutil.rmtree(folder, ignore_errors=True)
