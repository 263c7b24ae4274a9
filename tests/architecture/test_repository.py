"""What is kept in the repository speaks of the project alone."""

import re
import subprocess
from pathlib import Path

import pytest

PERSONAL_FOLDERS = "work|root|home"
REGISTRIES = "pypi|pythonhosted|npmjs|anaconda"
NOT_OURS = re.compile(rf"(?<![\w.~-])/({PERSONAL_FOLDERS})/|\b({REGISTRIES})\.(org|com)\b")
TEXT = {".html", ".py", ".js", ".css", ".md", ".toml", ".txt", ".in", ".cfg", ".yaml", ".po", ""}


@pytest.fixture(scope="module")
def tracked():
    done = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("This is not a git checkout, so there is no list of tracked files.")
    return [path for name in done.stdout.split("\0") if name and (path := Path(name)).is_file()]


def test_no_file_names_a_machine_or_a_package_registry(tracked):
    found = [
        f"{path}: {match.group()}"
        for path in tracked
        if path.suffix in TEXT
        for match in NOT_OURS.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_nothing_that_is_made_from_sources_is_kept(tracked):
    made = [path for path in tracked if path.suffix in {".mo", ".pyc", ".db", ".gz", ".br"}]
    assert made == []


def test_no_promise_is_left_for_later(tracked):
    later = re.compile("TO" + "DO|FIX" + r"ME|\bXX" + r"X\b|NotImplemented" + "Error")
    found = [
        path
        for path in tracked
        if path.suffix in {".py", ".html", ".js", ".css"} and later.search(path.read_text())
    ]
    assert found == []
