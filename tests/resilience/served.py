"""The real program on the test's own database: its configured processes, killed when asked."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from flask import Flask

from emulation.config import ROOT
from tests.browser.support.program import START_PATIENCE_SECONDS, Program

WHOLE = "wsgi:app"
BROKEN = "tests.resilience.broken:app"


class Served(Program):
    """`broken` names what the served build leaves out, see tests/resilience/broken.py.

    `build` names the module that loads the program otherwise, such as tests/resilience/dying.py.
    """

    def __init__(self, app: Flask, *, broken: str = "", build: str = "") -> None:
        super().__init__(Path(app.config["DATA_FOLDER"]))
        self.build = build or (BROKEN if broken else WHOLE)
        self.secret = app.config["SECRET_KEY"]
        self.database = app.config["SQLALCHEMY_DATABASE_URI"]
        self.broken = broken
        # What a server of another test wrote there is none of this one's.
        (self.folder / "server.log").unlink(missing_ok=True)

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {
            "DATABASE_URL": self.database,
            "BROKEN_BUILD": self.broken,
            "PYTHONPATH": str(ROOT),
        }

    def start(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", self.build],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        give_up_at = time.monotonic() + START_PATIENCE_SECONDS
        while not self.answers():
            assert self.server.poll() is None, self.log
            assert time.monotonic() < give_up_at, self.log
            time.sleep(0.1)

    def workers(self) -> list[int]:
        """Return the processes that answer requests, as they are now."""
        assert self.server is not None
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill_worker(self) -> None:
        """End one worker without a word, as a power cut of that process."""
        for pid in self.workers()[:1]:
            os.kill(pid, signal.SIGKILL)

    def kill_everything(self) -> None:
        """End the master and all its workers at once, then start anew."""
        assert self.server is not None
        pids = [self.server.pid, *self.workers()]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        self.server.wait()
        self.start()
