"""A year under way, and the gate that the sheets would register, held by the tests."""

import uuid

import pytest

from emulation.evidence import row_gate
from emulation.evidence.row_gate import RowAccess
from emulation.storage import BucketStore, FolderStore
from tests.support.s3_server import S3Server
from tests.support.small_year import small_year


@pytest.fixture
def year(database):
    return small_year()


@pytest.fixture
def gate(monkeypatch):
    """Give what rows answer: open unless the test says otherwise."""
    answers = {"row": RowAccess.OPEN}
    monkeypatch.setattr(
        row_gate, "_gates", [lambda _sheet, rows, _today: dict.fromkeys(rows, answers["row"])]
    )
    return answers


@pytest.fixture
def here(year):
    return f"/evidence/{year.participants['commune']}/A1"


@pytest.fixture
def official(browser, year, gate):
    browser.sign_in(year.users["official"])
    return browser


@pytest.fixture
def kept(tmp_path):
    return FolderStore(tmp_path / "evidence")


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory):
    server = S3Server(tmp_path_factory.mktemp("s3")).start()
    yield server
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def either_store(request, tmp_path):
    """Give an empty store: files on this disk, then objects in a bucket of a real server."""
    if request.param == "folder":
        return FolderStore(tmp_path / "evidence")
    server = request.getfixturevalue("s3_server")
    return BucketStore.of(server.settings(uuid.uuid4().hex), tmp_path / "evidence")
