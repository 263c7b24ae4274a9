"""Weighs the programs that look at files, and whoever takes the files in; started by a test.

Run as `weighing programs` or `weighing taking`, with a list of files on its input.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def weigh_programs(jobs):
    """Start each check by itself, from a process too small to be taken for it."""
    for name, *command in jobs:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={},
        ) as program:
            _pid, status, used = os.wait4(program.pid, 0)
            program.returncode = os.waitstatus_to_exitcode(status)
        yield name, used.ru_maxrss * 1024


def most_of_this_process():
    """Return its peak; what the kernel counts as used includes whoever started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def weigh_taking(jobs):
    """Take every file in as a web process does, and weigh the process that did."""
    from emulation.app import create_app  # noqa: PLC0415 (the other way stays small)
    from emulation.evidence.arrivals import take_in  # noqa: PLC0415
    from emulation.evidence.scanning.scanner import Scanner  # noqa: PLC0415
    from emulation.storage import FolderStore  # noqa: PLC0415

    class Sent:
        def __init__(self, name, path):
            self.filename, self.stream = name, path.open("rb")

    with tempfile.TemporaryDirectory() as folder:
        os.environ["EMULATION_DATA"] = folder
        create_app().app_context().push()
        kept = FolderStore(Path(folder))
        for name, path in jobs:
            sent = Sent(name, Path(path))
            with sent.stream:
                take_in([sent], kept, Scanner({}), limit=20 * 1024 * 1024)
            yield name, most_of_this_process()


if __name__ == "__main__":
    weigh = {"programs": weigh_programs, "taking": weigh_taking}[sys.argv[1]]
    json.dump(list(weigh(json.load(sys.stdin))), sys.stdout)
