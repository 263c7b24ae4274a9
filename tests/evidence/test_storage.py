"""The store: bytes once, under their hash, and nothing half-there."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from emulation import storage
from emulation.config import ROOT
from emulation.storage import FolderStore, StoreUnavailable, TooLarge, folder

MEGABYTE = 1024 * 1024


def files_in(store):
    return sorted(path for path in store.folder.rglob("*") if path.is_file())


def test_bytes_lie_under_their_hash(kept):
    stored = kept.put(io.BytesIO(b"minh"), limit=10)

    assert stored.sha256 == hashlib.sha256(b"minh").hexdigest()
    assert stored.size == 4
    assert (
        kept.path(stored.sha256)
        == kept.folder / stored.sha256[:2] / stored.sha256[2:4] / stored.sha256
    )
    with kept.fetch(stored.sha256) as path:
        assert path.read_bytes() == b"minh"


def test_same_bytes_are_kept_once_and_never_overwritten(kept):
    first = kept.put(io.BytesIO(b"minh"), limit=10)
    before = kept.path(first.sha256).stat().st_ino

    assert kept.put(io.BytesIO(b"minh"), limit=10) == first
    assert kept.path(first.sha256).stat().st_ino == before
    assert len(files_in(kept)) == 1


def test_one_byte_too_many_leaves_nothing(kept):
    with pytest.raises(TooLarge):
        kept.put(io.BytesIO(b"x" * 11), limit=10)

    assert files_in(kept) == []


def test_bytes_that_were_only_looked_at_leave_nothing(kept):
    with kept.receive(io.BytesIO(b"x"), limit=10) as arrived:
        assert arrived.path.read_bytes() == b"x"

    assert files_in(kept) == []


def test_a_full_disk_leaves_nothing(kept, monkeypatch):
    def full(_source, _place):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder, "_link", full)
    with pytest.raises(StoreUnavailable):
        kept.put(io.BytesIO(b"x"), limit=10)

    assert files_in(kept) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "0" * 63])
def test_only_a_hash_is_a_name(kept, name):
    with pytest.raises(ValueError, match="SHA-256"):
        kept.path(name)


STORE_FOR_EVER = """
import io, sys
from pathlib import Path
from emulation.storage import FolderStore
store = FolderStore(Path(sys.argv[1]))
number = 0
while True:
    number += 1
    stored = store.put(io.BytesIO(b"%d" % number * 20000), limit=10**6)
    print(stored.sha256, flush=True)
"""


def test_killed_at_any_moment_it_has_kept_what_it_said_and_nothing_broken(tmp_path):
    store = FolderStore(tmp_path)
    said = []
    for wait in (0.0, 0.003, 0.01, 0.02, 0.03):
        writer = subprocess.Popen(
            [sys.executable, "-c", STORE_FOR_EVER, str(tmp_path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        said.append(writer.stdout.readline().strip())
        time.sleep(wait)
        os.kill(writer.pid, signal.SIGKILL)
        said += [line.strip() for line in writer.stdout if len(line) == 65]
        writer.stdout.close()
        writer.wait()

    assert all(store.exists(sha256) for sha256 in said)
    for path in files_in(store):
        if path.parent != store.arrivals.folder:
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name


MEMORY_OF_PUT = """
import resource, sys
from pathlib import Path
from emulation.storage import FolderStore
class Zeros:
    left = int(sys.argv[2])
    def read(self, size):
        size = min(size, self.left)
        self.left -= size
        return bytes(size)
FolderStore(Path(sys.argv[1])).put(Zeros(), limit=10**9)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_file(tmp_path):
    def peak(size):
        done = subprocess.run(
            [sys.executable, "-c", MEMORY_OF_PUT, str(tmp_path), str(size)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return int(done.stdout) * 1024

    assert peak(20 * MEGABYTE) - peak(MEGABYTE) < 4 * MEGABYTE


def test_the_store_lies_in_the_data_folder(app):
    with app.app_context():
        assert storage.store().folder == Path(app.config["DATA_FOLDER"]) / "evidence"
