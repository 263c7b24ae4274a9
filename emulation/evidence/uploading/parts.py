"""Files that come in parts: each grows at its end, beside the arrivals, until all of it is there.

What has come is the length of the file, so nothing else needs to be kept: a part that was cut off
counts as far as it came, and a process that is killed loses nothing that was answered for. Parts
that nobody finishes are swept with the arrivals after a day.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from emulation.evidence.uploading.refusals import TooManyParts
from emulation.evidence.uploading.tickets import Ticket
from emulation.storage import Arrived, Source, Stored, StoreUnavailable, Waiting, checked, hash_of

MOST_UNFINISHED = 20
PIECE = 256 * 1024
OURS_ALONE = 0o600


class NoSuchPart(Exception):
    """The upload was finished, discarded or swept, or it never began."""


class WrongOffset(Exception):
    """The bytes do not continue what is there; nothing of them was taken."""

    def __init__(self, received: int) -> None:
        super().__init__(f"{received} bytes are there")
        self.received = received


@dataclass
class Part(Waiting):
    """A file of which every part has come, read through once to know its hash."""

    path: Path
    size: int

    def arrived(self) -> Arrived:
        try:
            with self.path.open("rb") as file:
                digest = hash_of(file)
                return Arrived(self.path, Stored(digest, file.tell()))
        except OSError as error:
            raise StoreUnavailable from error


class Parts:
    """The unfinished uploads of everybody, in the folder of the arrivals."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, person_id: int) -> str:
        """Make room for one more upload of this person, and return the key that names it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if sum(1 for _ in self.folder.glob(f"part-{person_id}-*")) >= MOST_UNFINISHED:
                raise TooManyParts(MOST_UNFINISHED)
            key = secrets.token_hex(16)
            path = self.folder / f"part-{person_id}-{key}"
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OURS_ALONE))
        except OSError as error:
            raise StoreUnavailable from error
        return key

    def received(self, ticket: Ticket) -> int:
        """Return how many bytes are there; all of them once the upload was finished."""
        if self.finished(ticket):
            return ticket.size
        try:
            return self._part(ticket).stat().st_size
        except FileNotFoundError:
            raise NoSuchPart from None
        except OSError as error:
            raise StoreUnavailable from error

    def append(self, ticket: Ticket, offset: int, stream: Source) -> int:
        """Add bytes behind what is there, never beyond the size announced; return what is there.

        Nobody is locked out while the bytes are on their way: of two who send the same, one adds
        each piece, and the other, perhaps on a connection that was given up, is told so.
        """
        self._add(ticket, offset, b"")
        while piece := stream.read(PIECE):
            self._add(ticket, offset, piece)
            offset += len(piece)
        return offset

    def _add(self, ticket: Ticket, offset: int, piece: bytes) -> None:
        with self._locked(ticket, os.O_WRONLY | os.O_APPEND) as descriptor:
            received = os.fstat(descriptor).st_size
            if offset != received or received + len(piece) > ticket.size:
                raise WrongOffset(received)
            _write(descriptor, piece)

    @contextmanager
    def hold(self, ticket: Ticket) -> Iterator[Part]:
        """Hold a complete upload, alone, while it is taken in; raise WrongOffset until it is."""
        with self._locked(ticket, os.O_RDONLY) as descriptor:
            received = os.fstat(descriptor).st_size
            if received != ticket.size:
                raise WrongOffset(received)
            yield Part(self._part(ticket), ticket.size)

    def finish(self, ticket: Ticket, sha256: str) -> None:
        """Note under which hash the bytes were kept, for whoever asks again, and let them go."""
        mark = self._mark(ticket)
        draft = mark.with_suffix(".new")
        try:
            draft.write_text(sha256)
            draft.rename(mark)
        except OSError:
            # The row is written: a finish that is sent again finds the same bytes once more.
            return
        self.discard(ticket)

    def finished(self, ticket: Ticket) -> str:
        """Return the hash under which the upload was kept; empty while it was not finished."""
        try:
            return checked(self._mark(ticket).read_text())
        except (OSError, ValueError):
            return ""

    def discard(self, ticket: Ticket) -> None:
        try:
            self._part(ticket).unlink(missing_ok=True)
        except OSError as error:
            raise StoreUnavailable from error

    @contextmanager
    def _locked(self, ticket: Ticket, flags: int) -> Iterator[int]:
        """Open the part with nobody else at it: two who append, or finish, take turns."""
        path = self._part(ticket)
        try:
            descriptor = os.open(path, flags)
        except FileNotFoundError:
            raise NoSuchPart from None
        except OSError as error:
            raise StoreUnavailable from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if not path.exists():
                raise NoSuchPart
            yield descriptor
        finally:
            os.close(descriptor)

    def _part(self, ticket: Ticket) -> Path:
        return self.folder / f"part-{ticket.person_id}-{ticket.key}"

    def _mark(self, ticket: Ticket) -> Path:
        return self.folder / f"done-{ticket.person_id}-{ticket.key}"


def _write(descriptor: int, piece: bytes) -> None:
    """Write all of it; a disk that is full keeps what went in, which is where it continues."""
    left = memoryview(piece)
    try:
        while left:
            left = left[os.write(descriptor, left) :]
    except OSError as error:
        raise StoreUnavailable from error
