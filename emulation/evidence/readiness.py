"""The program that waits, with everything loaded, to look at the files of this process."""

import json
import os
import select
import socket
import subprocess
import sys
import threading
import time

from emulation.config import ROOT
from emulation.evidence.checks.ready import WHOLE

START = """
import runpy, sys
sys.path.insert(0, sys.argv[1])
runpy.run_module("emulation.evidence.checks.ready", run_name="__main__")
"""
MOST_AT_ONCE = 1024 * 1024


class Waiting:
    """One such program, for the process that started it and nobody else; it ends with it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 (our own program, told nothing)
                [sys.executable, "-I", "-c", START, str(ROOT)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
            )
        self.channel = ours
        self.owner = os.getpid()

    def asked(self, module: str, seconds: float, words: tuple[str, ...]) -> int:
        """Hand over what is to be done; return the end of the pipe that the answer comes from."""
        answer, pipe = os.pipe()
        try:
            request = json.dumps([module, seconds, *words]).encode()
            socket.send_fds(self.channel, [request], [pipe])
        except OSError:
            os.close(answer)
            raise
        finally:
            os.close(pipe)
        return answer

    def end(self) -> None:
        self.channel.close()
        if self.owner == os.getpid():
            self.process.kill()
            self.process.wait()


_waiting: list[Waiting] = []
_turn = threading.Lock()


def run_ready(module: str, *words: str, seconds: float) -> bytes | None:
    """Return what the module printed; None when it crashed, ran into a limit or took too long."""
    until = time.monotonic() + seconds
    answer = _ask(module, seconds, words)
    try:
        printed = _read(answer, until)
    finally:
        os.close(answer)
    if printed is None:
        _replace()
        return None
    if not printed.endswith(WHOLE):
        return None
    return printed.removesuffix(WHOLE) or None


def _ask(module: str, seconds: float, words: tuple[str, ...]) -> int:
    """Ask the program that waits; one that is gone, or another process's, is replaced."""
    with _turn:
        if _waiting and _waiting[0].owner == os.getpid():
            try:
                return _waiting[0].asked(module, seconds, words)
            except OSError:
                _waiting[0].end()
        _waiting[:] = [Waiting()]
        return _waiting[0].asked(module, seconds, words)


def _replace() -> None:
    """Ask another one from now on: what takes too long may be the program that waits itself."""
    with _turn:
        while _waiting:
            _waiting.pop().end()


def _read(answer: int, until: float) -> bytes | None:
    pieces: list[bytes] = []
    poll = select.poll()
    poll.register(answer, select.POLLIN)
    while True:
        left = until - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            return None
        piece = os.read(answer, MOST_AT_ONCE)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
