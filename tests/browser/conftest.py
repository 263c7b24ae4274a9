"""The real program and a real browser: a desktop window and a phone, both watched for faults."""

import fcntl
import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.support.program import Program
from tests.browser.support.watch import Watch
from tests.support.requirement import missing

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
READER = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
DESKTOP = READER | {"viewport": {"width": 1366, "height": 768}}
PHONE = READER | {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
PATIENCE_MILLISECONDS = 30_000
# The first test of a process also waits for the example province to be loaded.
STORY_TIMEOUT_SECONDS = 600


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.timeout(STORY_TIMEOUT_SECONDS))


def find_chromium():
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, filter(None, names)) if path), None)


@pytest.fixture(scope="session")
def chromium():
    """Start the browser once for the test process."""
    path = find_chromium()
    if path is None:
        missing("Chromium is not installed, so no page was opened: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def migrated_folder(tmp_path_factory):
    """Give a data folder whose database is migrated and otherwise empty."""
    program = Program(tmp_path_factory.mktemp("migrated"))
    program.flask("db", "upgrade")
    return program.folder


@pytest.fixture(scope="session")
def province_folder(tmp_path_factory):
    """Give a data folder with the example province, loaded once for all test processes."""
    common = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        common = common.parent
    folder = common / "province"
    with (common / "province.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            folder.mkdir()
            program = Program(folder)
            program.flask("db", "upgrade")
            program.flask("demo", "load")
            (folder / "complete").touch()
    return folder


@pytest.fixture(scope="module")
def program(chromium, migrated_folder, tmp_path_factory):
    """Serve an empty, migrated program to the tests of one module."""
    yield from serve(migrated_folder, tmp_path_factory.mktemp("program") / "data")


@pytest.fixture(scope="module")
def province(chromium, province_folder, tmp_path_factory):
    """Serve the example province, a copy of its own, to the tests of one module."""
    yield from serve(province_folder, tmp_path_factory.mktemp("province") / "data")


def serve(source, folder):
    shutil.copytree(source, folder)
    program = Program(folder)
    try:
        program.start()
        yield program
    finally:
        program.stop()
    assert "Traceback" not in program.log, program.log


@pytest.fixture
def window(chromium, request):
    """Open windows: `page = window(province)`, `window(province, PHONE)`; each is somebody else.

    At the end of the test no window may have seen a script error, a policy violation, a request
    to another host, a missing file or an answer of 500 and above.
    """
    opened = []

    def open_window(program, shape=DESKTOP):
        context = chromium.new_context(base_url=program.url, **shape)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        opened.append((context, Watch(context, program.url)))
        return context.new_page()

    yield open_window
    for context, _ in opened:
        context.close()
    faults = [fault for _, watch in opened for fault in watch.faults]
    assert not faults, "\n".join(faults)
