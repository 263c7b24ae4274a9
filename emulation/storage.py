"""The store of evidence bytes: kept once, named by their SHA-256, written and synced for good.

A file arrives beside its final place, is measured and hashed while it streams in, may be looked
at, and is then linked under its hash without ever overwriting. The row that names it is written
afterwards: a file without a row is possible, a row without its file is not.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from flask import current_app

CHUNK = 256 * 1024
READABLE_BY_US = 0o440


class TooLarge(Exception):
    """More bytes arrived than are allowed; nothing was kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class StoreUnavailable(Exception):
    """The disk did not take or give the bytes (full, read-only, gone); nothing is half-there."""


class Source(Protocol):
    """Anything that bytes can be read from: an upload, an open file."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Stored:
    """What identifies bytes: their hash and their length."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """Bytes that came in and are not yet kept."""

    path: Path
    stored: Stored


class Store:
    """A folder of files named by their hash, in two levels of sub-folders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.arrivals = folder / "arriving"

    @contextmanager
    def receive(self, stream: Source, *, limit: int) -> Iterator[Arrived]:
        """Hold the incoming bytes while they are looked at; they vanish unless they are kept."""
        try:
            self.arrivals.mkdir(parents=True, exist_ok=True)
            file = tempfile.NamedTemporaryFile(dir=self.arrivals, delete=False)  # noqa: SIM115 (closed before it is looked at)
        except OSError as error:
            raise StoreUnavailable from error
        path = Path(file.name)
        try:
            with file:
                stored = _copy(stream, file, limit)
            yield Arrived(path, stored)
        finally:
            path.unlink(missing_ok=True)

    def keep(self, arrived: Arrived) -> Stored:
        """Give the bytes their final name and see them safely onto the disk."""
        place = self.path(arrived.stored.sha256)
        try:
            _sync(arrived.path)
            arrived.path.chmod(READABLE_BY_US)
            for folder in (place.parent.parent, place.parent):
                folder.mkdir(exist_ok=True)
            if not place.exists():
                _link(arrived.path, place)
            for folder in (place.parent, place.parent.parent, self.folder):
                _sync(folder)
        except OSError as error:
            raise StoreUnavailable from error
        return arrived.stored

    def put(self, stream: Source, *, limit: int) -> Stored:
        """Keep the bytes without looking at them."""
        with self.receive(stream, limit=limit) as arrived:
            return self.keep(arrived)

    def open(self, sha256: str) -> BinaryIO:
        """Open kept bytes for reading; raise FileNotFoundError when there are none."""
        return self.path(sha256).open("rb")

    def exists(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def path(self, sha256: str) -> Path:
        """Return where the bytes of this hash lie or would lie."""
        if len(sha256) != hashlib.sha256().digest_size * 2 or set(sha256) - set("0123456789abcdef"):
            raise ValueError("not a SHA-256 in lower-case hexadecimal")
        return self.folder / sha256[:2] / sha256[2:4] / sha256


def store() -> Store:
    """Return the evidence store of the running application."""
    return Store(current_app.config["DATA_FOLDER"] / "evidence")


def _copy(stream: Source, file: IO[bytes], limit: int) -> Stored:
    """Copy in pieces, so that memory stays flat, and stop at the first byte too many."""
    digest = hashlib.sha256()
    size = 0
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > limit:
            raise TooLarge(limit)
        digest.update(piece)
        try:
            file.write(piece)
        except OSError as error:
            raise StoreUnavailable from error
    try:
        file.flush()
    except OSError as error:
        raise StoreUnavailable from error
    return Stored(digest.hexdigest(), size)


def _link(source: Path, place: Path) -> None:
    try:
        os.link(source, place)
    except FileExistsError:
        # The same bytes arrived twice at the same moment: either copy will do.
        return


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
