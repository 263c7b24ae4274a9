"""A folder of files named by their hash: the default, on the disk beside the database.

A file arrives beside its final place and is linked under its hash without ever overwriting. The
row that names it is written afterwards: a file without a row is possible, a row without its file
is not.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from emulation.storage.arriving import Arrivals, Arrived, Source, Stored, hash_of
from emulation.storage.keeping import Damaged, Kept, StoreUnavailable, checked

READABLE_BY_US = 0o440


class FolderStore:
    """Files in two levels of sub-folders; `set-aside` beside them holds what no row names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.arrivals = Arrivals(folder / "arriving")
        self.receive = self.arrivals.receive

    def keep(self, arrived: Arrived) -> Stored:
        """Give the bytes their final name and see them safely onto the disk."""
        place = self.path(arrived.stored.sha256)
        try:
            _sync(arrived.path)
            arrived.path.chmod(READABLE_BY_US)
            for folder in (place.parent.parent, place.parent):
                folder.mkdir(exist_ok=True)
            _link(arrived.path, place)
            for folder in (place.parent, place.parent.parent, self.folder):
                _sync(folder)
        except OSError as error:
            raise StoreUnavailable from error
        return arrived.stored

    def put(self, stream: Source, *, limit: int) -> Stored:
        with self.receive(stream, limit=limit) as arrived:
            return self.keep(arrived)

    def exists(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    @contextmanager
    def fetch(self, sha256: str) -> Iterator[Path]:
        place = self.path(sha256)
        try:
            with place.open("rb") as file:
                found = hash_of(file)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise StoreUnavailable from error
        if found != sha256:
            raise Damaged(sha256)
        yield place

    def kept(self) -> Iterator[Kept]:
        for path in self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            facts = path.stat()
            yield Kept(path.name, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))

    def set_aside(self, sha256: str) -> None:
        place = self._aside(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        self.path(sha256).rename(place)
        os.utime(place)

    def take_back(self, sha256: str) -> bool:
        place = self.path(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._aside(sha256).rename(place)
        except FileNotFoundError:
            return False
        _sync(place.parent)
        return True

    def set_aside_before(self, moment: datetime) -> Iterator[str]:
        for path in (self.folder / "set-aside").glob("*"):
            if path.stat().st_mtime < moment.timestamp():
                yield path.name

    def destroy(self, sha256: str) -> None:
        self._aside(sha256).unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        """Return where the bytes of this hash lie or would lie."""
        return self.folder / checked(sha256)[:2] / sha256[2:4] / sha256

    def _aside(self, sha256: str) -> Path:
        return self.folder / "set-aside" / checked(sha256)


def _link(source: Path, place: Path) -> None:
    """Link without overwriting; bytes that are there already count as put there now.

    The sweep takes away old bytes that no row names, perhaps between the two statements: then
    there is room for the link.
    """
    while True:
        try:
            os.link(source, place)
        except FileExistsError:
            try:
                os.utime(place)
            except FileNotFoundError:
                continue
        return


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
