"""A real S3-compatible server in a process of its own, for the tests of the store."""

import os
import shutil
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

START_SECONDS = 60
KEYS = {"access_key_id": "tests", "secret_access_key": "only for tests"}
IDENTITIES = (
    '{"identities": [{"name": "tests", "credentials": [{"accessKey": "tests", '
    '"secretKey": "only for tests"}], "actions": ["Admin", "Read", "Write", "List"]}]}'
)


def free_ports(count):
    """Return ports that nobody listens on; the server also takes each plus ten thousand."""
    found = []
    while len(found) < count:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1] % 20000 + 20000
        if port not in found:
            found.append(port)
    return found


class S3Server:
    """Started once for a run of the tests; every store has a prefix of its own in one bucket."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.master, self.volume, self.filer, self.port = free_ports(4)
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        identities = self.folder / "identities.json"
        identities.write_text(IDENTITIES)
        self.log = (self.folder / "log").open("wb")
        program = shutil.which("weed", path=str(Path(sys.executable).parent))
        self.process = subprocess.Popen(
            [
                program,
                "server",
                f"-dir={self.folder}",
                "-ip=127.0.0.1",
                "-ip.bind=127.0.0.1",
                f"-master.port={self.master}",
                f"-volume.port={self.volume}",
                f"-filer.port={self.filer}",
                f"-s3.port={self.port}",
                # Two more servers, which would listen on the same ports for every process of tests.
                "-s3.port.iceberg=0",
                "-s3.port.lance=0",
                f"-s3.config={identities}",
                "-s3",
                "-s3.autoCreateBucket=true",
                "-filer",
                "-volume.max=20",
                "-master.volumeSizeLimitMB=64",
            ],
            stdout=self.log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "HOME": str(self.folder)},
        )
        self._wait()
        return self

    def _wait(self):
        last = time.monotonic() + START_SECONDS
        while time.monotonic() < last:
            if self.process.poll() is not None:
                break
            if self._answers():
                return
            time.sleep(0.2)
        raise RuntimeError((self.folder / "log").read_text()[-2000:])

    def _answers(self):
        asked = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            asked.request("GET", "/")
            asked.getresponse().read()
        except OSError:
            return False
        finally:
            asked.close()
        return True

    def settings(self, prefix):
        return {
            "bucket": "evidence",
            "prefix": prefix,
            "region": "us-east-1",
            "endpoint": self.endpoint,
            **KEYS,
        }

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.log.close()
