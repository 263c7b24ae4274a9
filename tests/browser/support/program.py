"""The real program, as `make run` serves it: own data folder, own port, real processes."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from emulation.config import ROOT

START_PATIENCE_SECONDS = 90
PASSWORD = "mật khẩu thử 2024"


class Program:
    """One data folder and the server on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.secret = secrets.token_hex(16)
        self.server: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        unwanted = {"DATABASE_URL", "TEST_DATABASE_URL"}
        inherited = {name: value for name, value in os.environ.items() if name not in unwanted}
        return inherited | {
            "EMULATION_DATA": str(self.folder),
            "EMULATION_SECRET_KEY": self.secret,
            "EMULATION_DEMO_PASSWORD": PASSWORD,
            "PORT": str(self.port),
        }

    def flask(self, *words: str) -> str:
        """Run a command of the program and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "wsgi:app"],
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

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/login")
            connection.getresponse()
        except OSError:
            return False
        else:
            return True
        finally:
            connection.close()

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")

    def stop(self) -> None:
        if self.server and self.server.poll() is None:
            self.server.send_signal(signal.SIGTERM)
            try:
                self.server.wait(timeout=25)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
