"""Bytes that come in: measured and hashed while they stream, held on this disk, not yet kept."""

import hashlib
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from emulation.storage.keeping import StoreUnavailable

CHUNK = 256 * 1024


class TooLarge(Exception):
    """More bytes arrived than are allowed; nothing was kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


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


class Waiting(ABC):
    """Bytes that already lie in the folder of the arrivals: taken as they are, not copied."""

    size: int

    @abstractmethod
    def arrived(self) -> Arrived:
        """Say where they lie and what they are; whoever put them there takes them away again."""


class Held(Waiting):
    """A file that a request writes where it will be kept: hashed on its way, never copied.

    Bytes beyond the limit, or after a write that failed, are counted only: what that means is said
    by whoever takes the file in. It vanishes with the request, unless it was given another name.
    """

    def __init__(self, folder: Path, *, limit: int, has_space: bool) -> None:
        self.size = 0
        self.limit = limit
        self.digest = hashlib.sha256()
        self.file: IO[bytes] | None = None
        self.failed = not has_space
        if has_space:
            self._open(folder)

    def _open(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=folder)
            self.path = Path(name)
            self.file = open(descriptor, "wb", buffering=0)  # noqa: SIM115, PTH123 (open until the request ends)
        except OSError:
            self.failed = True

    def write(self, piece: bytes) -> int:
        self.size += len(piece)
        if self.file and not self.failed and self.size <= self.limit:
            try:
                _write_all(self.file, piece)
            except OSError:
                self.failed = True
            self.digest.update(piece)
        return len(piece)

    def seek(self, place: int, _from: int = 0) -> int:
        """Whoever wrote it goes back to the start, where there is nothing to do."""
        return place

    def arrived(self) -> Arrived:
        if self.size > self.limit:
            raise TooLarge(self.limit)
        if self.failed:
            raise StoreUnavailable
        return Arrived(self.path, Stored(self.digest.hexdigest(), self.size))

    def close(self) -> None:
        if self.file:
            self.file.close()
            self.file = None
            self.path.unlink(missing_ok=True)

    def __del__(self) -> None:
        self.close()


class Arrivals:
    """The folder in which bytes wait while they are looked at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def hold(self, *, limit: int, has_space: bool = True) -> Held:
        """Give a request a file to write to, which `receive` then takes as it is."""
        return Held(self.folder, limit=limit, has_space=has_space)

    @contextmanager
    def receive(self, stream: Source | Waiting, *, limit: int) -> Iterator[Arrived]:
        """Hold the incoming bytes while they are looked at; they vanish unless they are kept."""
        if isinstance(stream, Waiting):
            arrived = stream.arrived()
            if arrived.stored.size > limit:
                raise TooLarge(limit)
            yield arrived
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = tempfile.NamedTemporaryFile(dir=self.folder, delete=False)  # noqa: SIM115 (closed before it is looked at)
        except OSError as error:
            raise StoreUnavailable from error
        path = Path(file.name)
        try:
            with file:
                stored = _copy(stream, file, limit)
            yield Arrived(path, stored)
        finally:
            path.unlink(missing_ok=True)

    def sweep(self, *, older_than_seconds: float) -> int:
        """Remove what a killed process left lying about; return how many files."""
        if not self.folder.is_dir():
            return 0
        limit = time.time() - older_than_seconds
        left = [path for path in self.folder.iterdir() if path.stat().st_mtime < limit]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)


def hash_of(file: IO[bytes]) -> str:
    """Return the SHA-256 of what is left to read, with flat memory."""
    digest = hashlib.sha256()
    while piece := file.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()


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


def _write_all(file: IO[bytes], piece: bytes) -> None:
    left = memoryview(piece)
    while left:
        left = left[file.write(left) :]
