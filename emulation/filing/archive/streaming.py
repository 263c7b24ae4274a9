"""Packing while sending: one piece of one file is in memory at any moment.

Documents are stored and not compressed: PDF, pictures and Office files are compressed already. A
document whose bytes are not those that arrived is left out, and the index, packed last, says so.
"""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO

from emulation.filing.archive.contents import INDEX_NAME, LeftOut, Packed
from emulation.formatting import local
from emulation.storage import Damaged, Store, StoreUnavailable

PIECE = 256 * 1024
_READABLE = 0o100644 << 16

IndexOf = Callable[[Mapping[int, LeftOut]], bytes]


class _Pipe:
    """What was written and not yet sent; a ZIP file can be written to it from front to end."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def taken(self) -> bytes:
        pieces = b"".join(self._pieces)
        self._pieces.clear()
        return pieces


def stream(
    documents: Iterable[Packed], store: Store, index_of: IndexOf, *, at: datetime
) -> Iterator[bytes]:
    """Give the archive piece by piece; `index_of` is told what was left out."""
    pipe = _Pipe()
    left_out: dict[int, LeftOut] = {}
    with zipfile.ZipFile(pipe, "w") as archive:  # type: ignore[call-overload]  # a writer suffices
        for one in documents:
            if one.left_out:
                left_out[one.evidence_id] = one.left_out
                continue
            try:
                with store.fetch(one.sha256) as path:
                    yield from _packing(one, path, archive, pipe)
            except FileNotFoundError:
                left_out[one.evidence_id] = LeftOut.MISSING
            except Damaged:
                left_out[one.evidence_id] = LeftOut.DAMAGED
            except StoreUnavailable:
                left_out[one.evidence_id] = LeftOut.NOT_READ
        entry = _entry(INDEX_NAME, at)
        archive.writestr(entry, index_of(left_out))
    yield pipe.taken()


def _packing(
    document: Packed, path: Path, archive: zipfile.ZipFile, pipe: _Pipe
) -> Iterator[bytes]:
    entry = _entry(document.path, document.uploaded_at)
    entry.file_size = document.size
    with path.open("rb") as source, archive.open(entry, "w") as target:
        yield from _copying(source, target, pipe)


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, local(at).timetuple()[:6])
    entry.external_attr = _READABLE
    return entry


def _copying(source: IO[bytes], target: IO[bytes], pipe: _Pipe) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        target.write(piece)
        yield pipe.taken()
