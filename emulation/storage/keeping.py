"""What every store of evidence does, wherever it keeps the bytes."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from emulation.storage.arriving import Arrivals, Arrived, Source, Stored, Waiting

HASH_DIGITS = 64


class StoreUnavailable(Exception):
    """The disk or the bucket did not take or give the bytes; nothing is half-there."""


class Damaged(Exception):
    """The kept bytes are not those that arrived; they are never handed out."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"{sha256} has changed in the store")
        self.sha256 = sha256


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that lie in the store, and since when they were last put there."""

    sha256: str
    size: int
    put_at: datetime


class Store(Protocol):
    """Bytes under their hash: the same on a disk and in a bucket.

    Every method raises StoreUnavailable when the store does not answer, and ValueError for a name
    that is not a SHA-256 in lower-case hexadecimal.
    """

    @property
    def arrivals(self) -> "Arrivals": ...

    def receive(
        self, stream: "Source | Waiting", *, limit: int
    ) -> AbstractContextManager["Arrived"]:
        """Hold the incoming bytes while they are looked at; they vanish unless they are kept."""

    def keep(self, arrived: "Arrived") -> "Stored":
        """Keep the bytes for good, under their hash; the same bytes once."""

    def put(self, stream: "Source", *, limit: int) -> "Stored":
        """Keep the bytes without looking at them."""

    def exists(self, sha256: str) -> bool: ...

    def fetch(self, sha256: str) -> AbstractContextManager[Path]:
        """Give a file on this disk with exactly the bytes that arrived.

        Raises FileNotFoundError when there are none, and Damaged when they have changed.
        """

    def kept(self) -> Iterator[Kept]:
        """Go through everything that is kept, in no particular order."""

    def set_aside(self, sha256: str) -> None:
        """Take bytes that no row names out of the store, without destroying them yet."""

    def take_back(self, sha256: str) -> bool:
        """Return bytes that were set aside to their place; tell whether there were any."""

    def set_aside_before(self, moment: datetime) -> Iterator[str]:
        """Name what was set aside before that moment."""

    def destroy(self, sha256: str) -> None:
        """Destroy bytes that were set aside."""


def checked(sha256: str) -> str:
    """Return the name as it is; raise ValueError when it is not a hash in our spelling."""
    if len(sha256) != HASH_DIGITS or set(sha256) - set("0123456789abcdef"):
        raise ValueError("not a SHA-256 in lower-case hexadecimal")
    return sha256
