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


class Arrivals:
    """The folder in which bytes wait while they are looked at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

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
