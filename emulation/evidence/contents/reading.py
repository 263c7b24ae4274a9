"""The contents of a Word or Excel file: taken from the cache, or read by whoever asks first."""

import json
from dataclasses import dataclass
from typing import Any

from emulation.evidence.inspection import KINDS, run_module
from emulation.evidence.models import MediaType
from emulation.evidence.pictures.cache import Cache, CannotBeMade
from emulation.evidence.pictures.pages import Original, few_at_a_time
from emulation.storage import Damaged, Store

PROGRAM = "emulation.evidence.checks.contents"
READ = frozenset({MediaType.DOCX, MediaType.XLSX})
NAME = "contents.json"


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet of a workbook, or a whole text: blocks of text and tables, perhaps cut short."""

    number: int
    of: int
    name: str
    hidden: bool
    is_cut: bool
    # Rows and columns of the whole sheet, and how many sheets or pictures are not shown.
    height: int
    width: int
    more: int
    pictures: int
    blocks: list[dict[str, Any]]


def part_of(original: Original, number: int, store: Store, cache: Cache) -> Part:
    """Return one part, counted from one; raise CannotBeMade when there is none of that number.

    Raises Busy when it takes too long, and StoreUnavailable when the bytes cannot be had now.
    """
    if original.media_type not in READ:
        raise CannotBeMade(original.sha256)
    found = json.loads(_kept(original, store, cache))
    parts = found["parts"]
    if not 1 <= number <= len(parts):
        raise CannotBeMade(original.sha256)
    part = parts[number - 1]
    return Part(
        number=number,
        of=len(parts),
        name=part["name"],
        hidden=part["hidden"],
        is_cut=part["is_cut"],
        height=part.get("height", 0),
        width=part.get("width", 0),
        more=found["more"],
        pictures=found["pictures"],
        blocks=part["blocks"],
    )


def _kept(original: Original, store: Store, cache: Cache) -> bytes:
    place = cache.place(original.sha256, NAME)
    if found := cache.find(place):
        return found.read_bytes()
    with cache.alone_with(original.sha256):
        if found := cache.find(place):
            return found.read_bytes()
        try:
            with few_at_a_time(), store.fetch(original.sha256) as path:
                read = run_module(PROGRAM, str(path), KINDS[original.media_type].value)
        except (FileNotFoundError, Damaged) as error:
            raise CannotBeMade(original.sha256) from error
        cache.put(place, read or b"")
    if not read:
        raise CannotBeMade(original.sha256)
    return read
