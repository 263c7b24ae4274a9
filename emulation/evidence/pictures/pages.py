"""The picture of a page: taken from the cache, or drawn by whoever asks for it first."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from emulation.evidence.models import MediaType
from emulation.evidence.pictures.cache import PATIENCE_SECONDS, Busy, Cache, CannotBeMade
from emulation.evidence.pictures.drawing import Wanted, draw
from emulation.evidence.pictures.sizes import WITH_PICTURE, Size
from emulation.storage import Damaged, Store

# A process that draws may need much memory: so many at a time for each server process.
DRAWN_AT_ONCE = 2

_few_at_a_time = threading.BoundedSemaphore(DRAWN_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes that are looked at: their hash, and what they are."""

    sha256: str
    media_type: MediaType


def page_picture(original: Original, page: int, size: Size, store: Store, cache: Cache) -> Path:
    """Return the file of a picture; raise CannotBeMade when these bytes have no such page.

    Raises Busy when it takes too long, and StoreUnavailable when the bytes cannot be had now.
    """
    if original.media_type not in WITH_PICTURE:
        raise CannotBeMade(original.sha256)
    place = place_of(cache, original.sha256, (page, size))
    if found := cache.find(place):
        return found
    draw_missing(original, [(page, size)], store, cache)
    if found := cache.find(place):
        return found
    raise CannotBeMade(original.sha256)


def draw_missing(original: Original, wanted: Sequence[Wanted], store: Store, cache: Cache) -> None:
    """Draw what nobody has drawn yet, in one process, while nobody else draws these bytes."""
    with cache.alone_with(original.sha256):
        missing = [one for one in wanted if not cache.find(place_of(cache, original.sha256, one))]
        if not missing:
            return
        try:
            with few_at_a_time(), store.fetch(original.sha256) as path:
                drawn = draw(path, original.media_type, missing)
        except (FileNotFoundError, Damaged) as error:
            raise CannotBeMade(original.sha256) from error
        for one in missing:
            cache.put(place_of(cache, original.sha256, one), drawn.get(one, b""))


@contextmanager
def few_at_a_time() -> Iterator[None]:
    if not _few_at_a_time.acquire(timeout=PATIENCE_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _few_at_a_time.release()


def place_of(cache: Cache, sha256: str, wanted: Wanted) -> Path:
    page, size = wanted
    return cache.place(sha256, f"{page}-{size}.webp")
