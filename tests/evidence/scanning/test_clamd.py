"""The conversation with a real clamd, and with one that is away, slow, or stopped in the middle."""

import os
import signal
import socket
import threading

import pytest

from emulation.config import WrongSetting, clamd_address
from emulation.evidence.scanning import clamd
from tests.evidence import files as made
from tests.evidence.hostile.papers import with_parts, word, zip_of
from tests.support.clamd import FINDING, MARKER

MEGABYTE = 1024 * 1024


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "arrived"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("way", ["path", "host"])
def test_a_clean_file_is_clean_by_either_way(running, file, way):
    assert clamd.scan(getattr(running, way), file(made.pdf())).finding == ""


@pytest.mark.parametrize("way", ["path", "host"])
def test_the_marker_is_found_by_either_way(running, file, way):
    assert clamd.scan(getattr(running, way), file(b"..." + MARKER)).finding == FINDING


@pytest.mark.parametrize(
    "content",
    [
        lambda: made.pdf() + MARKER,
        lambda: zip_of(("a.txt", MARKER)),
        lambda: with_parts(word(), ("word/media/image1.png", MARKER)),
        lambda: word(MARKER.decode()),
    ],
    ids=["pdf", "zip", "picture in docx", "words of docx"],
)
def test_the_marker_is_found_inside(running, file, content):
    assert clamd.scan(running.path, file(content())).finding == FINDING


def test_twenty_megabytes_are_no_trouble(running, file):
    assert clamd.scan(running.path, file(os.urandom(20 * MEGABYTE))).finding == ""


@pytest.mark.parametrize("way", ["path", "host"])
def test_a_file_that_is_too_large_for_the_scanner_is_said_so(own, file, way):
    own.most = "1M"
    own.start()

    with pytest.raises(clamd.TooLargeForScanner):
        clamd.scan(getattr(own, way), file(os.urandom(20 * MEGABYTE)))


def test_a_scanner_that_is_not_there_is_away(tmp_path, file):
    for address in ({"path": str(tmp_path / "none")}, {"host": "127.0.0.1", "port": 1}):
        with pytest.raises(clamd.ScannerAway):
            clamd.scan(address, file(b"x"))
        assert not clamd.answers(address)


def test_a_running_scanner_answers(running):
    assert clamd.answers(running.path)
    assert clamd.answers(running.host)


def test_a_scanner_that_stands_still_is_not_waited_for(own, file):
    own.start()
    os.kill(own.process.pid, signal.SIGSTOP)

    with pytest.raises(clamd.ScannerAway):
        clamd.scan(own.path, file(made.pdf()), seconds=0.5)

    os.kill(own.process.pid, signal.SIGCONT)
    assert clamd.scan(own.path, file(made.pdf())).finding == ""


def test_a_scanner_that_is_stopped_in_the_middle_said_nothing(own, file):
    """It is killed while it reads: whatever the socket then does, the file is not scanned."""
    own.start()
    path = file(os.urandom(20 * MEGABYTE))
    os.kill(own.process.pid, signal.SIGSTOP)
    kill = threading.Timer(0.3, own.process.kill)
    kill.start()

    with pytest.raises(clamd.ScannerAway):
        clamd.scan(own.path, path)
    kill.join()


@pytest.mark.parametrize("said", [b"", b"stream: something else\0", b"x" * 9000, b"\xff\xfe\0"])
def test_an_answer_that_is_none_is_no_answer(file, said):
    """Something else may listen there: only the two sentences of clamd count."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            line, _ = server.accept()
            with line:
                line.recv(1 << 20)
                line.sendall(said)

        thread = threading.Thread(target=answer)
        thread.start()
        address = {"host": "127.0.0.1", "port": server.getsockname()[1]}
        with pytest.raises(clamd.ScannerAway):
            clamd.scan(address, file(b"x"), seconds=5)
        thread.join()


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        ("", {}),
        ("unix:/run/clamav/clamd.ctl", {"path": "/run/clamav/clamd.ctl"}),
        ("tcp://10.0.0.5:3310", {"host": "10.0.0.5", "port": 3310}),
    ],
)
def test_the_setting_names_where_it_listens(setting, address):
    assert clamd_address({"EMULATION_CLAMD": setting}) == address


@pytest.mark.parametrize(
    "setting", ["/run/clamd", "unix:clamd", "tcp://host", "tcp://host:x", "http://host:1"]
)
def test_a_setting_that_cannot_work_is_refused_by_name(setting):
    with pytest.raises(WrongSetting, match="EMULATION_CLAMD"):
        clamd_address({"EMULATION_CLAMD": setting})
