"""Taking in what a person sends: hashed, looked at and kept, or refused with the reason."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Protocol

from emulation.audit.changes import now
from emulation.evidence.checks.verdicts import Reason, Refused
from emulation.evidence.inspection import inspect
from emulation.evidence.models import Scan
from emulation.evidence.names import clean_name
from emulation.evidence.operations import KeptFile
from emulation.evidence.readings import Read
from emulation.evidence.scanning.scanner import Scanner
from emulation.evidence.signatures.keeping import look_at
from emulation.storage import Store, Stored, TooLarge, Waiting

# Asked of every file before it is looked at; raises when there is no room for it.
Admit = Callable[[Stored], None]


class SentFile(Protocol):
    """A file as a browser sends it; one without a name is a field that was left empty."""

    @property
    def filename(self) -> str | None: ...
    @property
    def stream(self) -> IO[bytes] | Waiting: ...


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not taken: its name, its size, and why."""

    name: str
    size: int
    reason: Reason
    limit: int
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What became of the files of one request."""

    kept: Sequence[KeptFile]
    refused: Sequence[RefusedFile]


def take_in(
    sent: Iterable[SentFile],
    store: Store,
    scanner: Scanner,
    *,
    limit: int,
    admit: Admit | None = None,
) -> Arrivals:
    """Keep what passes the checks, one file after the other; nothing of the others remains."""
    kept, refused = [], []
    for file in sent:
        if not file.filename:
            continue
        name, size = clean_name(file.filename), size_of(file.stream)
        try:
            kept.append(take_one(name, file.stream, store, scanner, limit=limit, admit=admit))
        except Refused as refusal:
            refused.append(RefusedFile(name, size, refusal.reason, limit, refusal.finding))
    return Arrivals(kept, refused)


def take_one(
    name: str,
    stream: IO[bytes] | Waiting,
    store: Store,
    scanner: Scanner,
    *,
    limit: int,
    admit: Admit | None = None,
) -> KeptFile:
    """Keep one file, unless the checks or the scanner say no."""
    try:
        with store.receive(stream, limit=limit) as arrived:
            if admit:
                admit(arrived.stored)
            found = inspect(arrived.path, name)
            scanned = scanner.look_at(arrived.path)
            if scanned.state is Scan.INFECTED:
                raise Refused(Reason.INFECTED, scanned.finding)
            signatures = look_at(arrived.path, found.media_type, at=now())
            read = Read.of(found, signatures)
            return KeptFile(name, store.keep(arrived), read, scanned)
    except TooLarge as error:
        raise Refused(Reason.TOO_LARGE) from error


def size_of(stream: IO[bytes] | Waiting) -> int:
    if isinstance(stream, Waiting):
        return stream.size
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size
