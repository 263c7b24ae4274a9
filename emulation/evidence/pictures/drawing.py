"""Asking the limited program for pictures of pages; a crash, a limit or a bad page give none."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from emulation.evidence.inspection import KINDS, run_module
from emulation.evidence.models import MediaType
from emulation.evidence.pictures.sizes import Size

PROGRAM = "emulation.evidence.checks.drawing"
LENGTH_BYTES = 4

# A page, counted from one, and how large it is wanted.
Wanted = tuple[int, Size]


def draw(path: Path, media_type: MediaType, wanted: Sequence[Wanted]) -> Mapping[Wanted, bytes]:
    """Return the pictures that could be drawn; what is wanted together is drawn by one process."""
    jobs = [f"{page}:{size.pixels}" for page, size in wanted]
    printed = run_module(PROGRAM, str(path), KINDS[media_type].value, *jobs) or b""
    return {one: content for one, content in zip(wanted, _parted(printed), strict=False) if content}


def _parted(printed: bytes) -> Iterator[bytes]:
    """Give the pictures one by one: each follows its own length."""
    place = 0
    while place < len(printed):
        start = place + LENGTH_BYTES
        place = start + int.from_bytes(printed[place:start])
        yield printed[start:place]
