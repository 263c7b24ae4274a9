"""What was made of files, kept by their hash: whole or not at all, and made once.

All of it can be made again: the folder may be emptied at any time, and no backup needs it.
"""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from emulation.storage.keeping import checked

# Longer than the longest drawing, shorter than a web server waits for an answer.
PATIENCE_SECONDS = 25.0
TRY_AGAIN_SECONDS = 0.05
# What could not be made is tried again after that: the machine may only have been busy.
FAILURE_COUNTS_SECONDS = 600.0
# How exactly it is known when a picture was last looked at.
USE_IS_NOTED_EVERY_SECONDS = 3600.0
DRAFT = ".draft-"
DRAFTS_LIVE_SECONDS = 3600.0
# Sweeping makes some room, so that it does not start again with the next picture.
SWEPT_TO = 0.9


class Busy(Exception):
    """Somebody else makes the same thing, or too many things, for too long."""


class CannotBeMade(Exception):
    """It was tried, and there is none to be had of these bytes."""


@dataclass(frozen=True, slots=True)
class Cache:
    """Files in sub-folders by the first two digits of the hash."""

    folder: Path

    def place(self, sha256: str, name: str) -> Path:
        return self.folder / checked(sha256)[:2] / f"{sha256}-{name}"

    def find(self, place: Path) -> Path | None:
        """Return the file if it is there; raise CannotBeMade when making it failed lately."""
        try:
            facts = place.stat()
        except FileNotFoundError:
            return None
        age = time.time() - facts.st_mtime
        if facts.st_size == 0:
            if age < FAILURE_COUNTS_SECONDS:
                raise CannotBeMade(place.name)
            return None
        if age > USE_IS_NOTED_EVERY_SECONDS:
            _note_use(place)
        return place

    def put(self, place: Path, content: bytes) -> None:
        """Write the file so that nobody ever reads half of it; no content notes a failure."""
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix=DRAFT, delete=False) as file:
            try:
                file.write(content)
                file.flush()
                Path(file.name).rename(place)
            except OSError:
                Path(file.name).unlink(missing_ok=True)
                raise

    @contextmanager
    def alone_with(self, sha256: str) -> Iterator[None]:
        """Let one thread of one process at a time make something of these bytes."""
        locks = self.folder / "locks"
        locks.mkdir(parents=True, exist_ok=True)
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        with (locks / checked(sha256)[:2]).open("ab") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > give_up_at:
                        raise Busy(sha256) from None
                    time.sleep(TRY_AGAIN_SECONDS)
            yield


@dataclass(frozen=True, slots=True)
class Room:
    """What a sweep found and left: files and bytes that were removed, bytes that remain."""

    removed: int
    freed: int
    remaining: int


def sweep(cache: Cache, *, at_most: int) -> Room:
    """Remove drafts of killed processes and, beyond the limit, what was looked at longest ago."""
    files = sorted(_files(cache.folder))
    remaining = sum(size for _used, size, _path in files)
    removed = freed = 0
    goal = at_most * SWEPT_TO if remaining > at_most else remaining
    for used, size, path in files:
        is_left_over = path.name.startswith(DRAFT) and used < time.time() - DRAFTS_LIVE_SECONDS
        if is_left_over or remaining > goal:
            path.unlink(missing_ok=True)
            removed, freed, remaining = removed + 1, freed + size, remaining - size
    return Room(removed, freed, remaining)


def _files(folder: Path) -> Iterator[tuple[float, int, Path]]:
    for path in folder.glob("[0-9a-f][0-9a-f]/*"):
        try:
            facts = path.stat()
        except FileNotFoundError:
            continue
        if path.is_file():
            yield facts.st_mtime, facts.st_size, path


def _note_use(place: Path) -> None:
    try:
        os.utime(place)
    except FileNotFoundError:
        return
