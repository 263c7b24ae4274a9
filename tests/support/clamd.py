"""A real clamd in a process of its own, which knows one signature of ours and no other."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from tests.support.requirement import missing

START_SECONDS = 60
# What the scanner takes for a virus, and the name it gives it.
MARKER = b"th\xc3\xa2n thi\xe1\xbb\x87n: a marker that only tests know"
FINDING = "Tests.Marker.UNOFFICIAL"
SETTINGS = """\
Foreground yes
LocalSocket {folder}/clamd.sock
TCPAddr 127.0.0.1
TCPSocket {port}
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
StreamMaxLength {most}
PidFile {folder}/clamd.pid
MaxThreads 4
ReadTimeout 30
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Clamd:
    """Listens on a socket file and on a port of this machine; may be stopped and started again."""

    def __init__(self, folder, *, most="25M"):
        self.folder, self.most, self.port = Path(folder), most, free_port()
        self.path = {"path": str(self.folder / "clamd.sock")}
        self.host = {"host": "127.0.0.1", "port": self.port}
        self.process = None

    def start(self):
        program = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if program is None:
            missing("clamd is not installed: apt-get install --no-install-recommends clamav-daemon")
        signatures = self.folder / "signatures"
        signatures.mkdir(parents=True, exist_ok=True)
        (signatures / "tests.ndb").write_text(f"Tests.Marker:0:*:{MARKER.hex()}\n")
        settings = self.folder / "clamd.conf"
        settings.write_text(SETTINGS.format(folder=self.folder, port=self.port, most=self.most))
        self.log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [program, f"--config-file={settings}"], stdout=self.log, stderr=subprocess.STDOUT
        )
        self._wait()
        return self

    def _wait(self):
        last = time.monotonic() + START_SECONDS
        while time.monotonic() < last and self.process.poll() is None:
            with socket.socket(socket.AF_UNIX) as asked:
                try:
                    asked.connect(self.path["path"])
                    asked.sendall(b"zPING\0")
                    if asked.recv(64) == b"PONG\0":
                        return
                except OSError:
                    pass
            time.sleep(0.1)
        raise RuntimeError((self.folder / "log").read_text()[-2000:])

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.log.close()
            self.process = None
            (self.folder / "clamd.sock").unlink(missing_ok=True)
