"""The program that waits with the checks loaded: a process for each file, and never one for two."""

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor

from emulation.evidence import readiness
from emulation.evidence.readiness import run_ready

MODULE = "tests.evidence.crashing.pid"
STANDARD = {"0", "1", "2"}


def told(*words):
    return json.loads(run_ready(MODULE, *words, seconds=30))


def test_every_file_has_a_process_of_its_own():
    first, second = told("một", "ảnh 1.jpg"), told("hai")

    assert first["words"] == ["một", "ảnh 1.jpg"]
    assert len({first["pid"], second["pid"], os.getpid()}) == 3


def test_it_is_told_nothing_of_the_environment_and_holds_nothing_open():
    facts = told("x")

    assert set(facts["environment"]) <= {"LC_CTYPE"}
    assert set(facts["open"]) - STANDARD <= {max(facts["open"], key=int)}


def test_many_at_once_get_each_their_own_answer():
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: told(str(number)), range(24)))

    assert [one["words"] for one in answers] == [[str(number)] for number in range(24)]


def test_one_that_crashes_gives_no_half_answer_and_stops_no_other():
    assert run_ready("tests.evidence.crashing.pdf", "x", seconds=30) is None
    assert told("x")["words"] == ["x"]


def test_a_program_that_was_killed_while_it_waited_is_replaced():
    told("x")
    os.kill(readiness._waiting[0].process.pid, signal.SIGKILL)
    readiness._waiting[0].process.wait()

    assert told("y")["words"] == ["y"]


def test_a_module_that_is_not_there_is_no_answer():
    assert run_ready("tests.evidence.crashing.nothing", "x", seconds=30) is None
    assert told("x")["words"] == ["x"]
