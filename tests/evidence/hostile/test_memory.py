"""No file, however it is made, takes more than 200 MB: neither to look at nor to take in."""

import json
import subprocess
import sys

import pytest

from emulation.config import ROOT
from emulation.evidence.checks.verdicts import Refused
from emulation.evidence.inspection import CHECKS, PROGRAMS, START, claimed_kind, kinds_by_content
from emulation.evidence.names import clean_name
from tests.evidence.hostile import table
from tests.resilience import profile

MOST = 200 * 1000 * 1000
# Bombs are large or small; what is smaller than this is neither a bomb nor an honest file.
WORTH_WEIGHING = 100_000


@pytest.fixture(scope="module")
def heavy(tmp_path_factory):
    """Write down the files worth weighing; all of them in the long run."""
    folder = tmp_path_factory.mktemp("heavy")
    written = {}
    for number, case in enumerate(table.CASES):
        content = case.make()
        if len(content) >= WORTH_WEIGHING or profile.FULL:
            written[case] = folder / str(number)
            written[case].write_bytes(content)
    return written


def weighed(way, jobs):
    done = subprocess.run(
        [sys.executable, "-m", "tests.evidence.hostile.weighing", way],
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return json.loads(done.stdout)


def command(case, path):
    """Return how the check of this file is started; nothing for one that never gets so far."""
    try:
        kind = claimed_kind(clean_name(case.name))
        if kind not in kinds_by_content(path):
            return None
    except Refused:
        return None
    words = (sys.executable, "-I", "-c", START, str(ROOT), f"{CHECKS}{PROGRAMS[kind]}")
    return [case.about, *words, "check", str(path), kind.value]


def test_looking_at_a_file_stays_small(heavy):
    jobs = [job for case, path in heavy.items() if (job := command(case, path))]
    found = weighed("programs", jobs)

    assert len(found) > 15
    assert [(about, size) for about, size in found if size > MOST] == []


def test_taking_files_in_stays_small(heavy):
    found = weighed("taking", [(case.name, str(path)) for case, path in heavy.items()])

    assert len(found) > 15
    assert max(size for _name, size in found) < MOST
