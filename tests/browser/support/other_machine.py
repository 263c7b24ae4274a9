"""A machine of somebody else: the program without database or keys, and two files from the site."""

import os
import subprocess
import sys

from emulation.config import ROOT


def download(page, address, path):
    """Save what the address gives; anybody may."""
    answer = page.request.get(address)
    assert answer.ok, answer.status
    path.write_bytes(answer.body())
    return path


def verify(file, *, key, folder, previous=None):
    """Run `rankings verify` where no database is; return the exit code and the words."""
    folder.mkdir(exist_ok=True)
    kept = {"PATH", "HOME", "LANG", "LC_ALL", "VIRTUAL_ENV"}
    environment = {name: value for name, value in os.environ.items() if name in kept}
    words = ["rankings", "verify", str(file), "--key", str(key)]
    words += ["--previous", str(previous)] if previous else []
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=ROOT,
        env=environment | {"EMULATION_DATA": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not list(folder.glob("*.db*")), "checking asked a database"
    return done.returncode, done.stdout + done.stderr
