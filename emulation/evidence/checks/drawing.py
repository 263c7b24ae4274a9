"""Draws pages of PDFs, and photos, as new pictures: none of the bytes that came in are in them.

Run as `drawing PATH KIND PAGE:SIDE…`; what it prints is read by `pictures.drawing`.
"""

import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, WebPImagePlugin

from emulation.evidence.checks.images import decoded, on_white, open_image
from emulation.evidence.checks.pdf import draw_page, open_pdf
from emulation.evidence.checks.program import limit_ourselves
from emulation.evidence.checks.verdicts import Kind, Refused

QUALITY = 72
# Half the time of the default, for pictures that are a tenth larger.
EFFORT = 2
LENGTH_BYTES = 4
SMALLEST_SIDE = 80

Source = Callable[[int, int], Image.Image]


def main(path: Path, kind: Kind, jobs: Sequence[tuple[int, int]]) -> None:
    """Draw every job in turn; one that fails is an empty picture, and the others are drawn."""
    source = pages_of(path) if kind is Kind.PDF else photo(path, kind)
    for page, side in jobs:
        try:
            content = drawn(source, page, side)
        except (Refused, OSError, SyntaxError, ValueError, MemoryError):
            content = b""
        sys.stdout.buffer.write(len(content).to_bytes(LENGTH_BYTES))
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def drawn(source: Source, page: int, side: int) -> bytes:
    """Return the picture; where the memory does not reach, one of half the size, or less."""
    while True:
        try:
            return encoded(source(page, side), side)
        except MemoryError:
            side //= 2
            if side < SMALLEST_SIDE:
                raise


def pages_of(path: Path) -> Source:
    document = open_pdf(path)

    def draw(page: int, side: int) -> Image.Image:
        if not 1 <= page <= len(document):
            raise ValueError(page)
        return draw_page(document, page - 1, side)

    return draw


def photo(path: Path, kind: Kind) -> Source:
    def draw(page: int, side: int) -> Image.Image:
        if page != 1:
            raise ValueError(page)
        with open_image(path, kind) as picture:
            return on_white(decoded(picture, side))

    return draw


def encoded(picture: Image.Image, side: int) -> bytes:
    picture.thumbnail((side, side))
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    file = io.BytesIO()
    bare.save(file, WebPImagePlugin.WebPImageFile.format, quality=QUALITY, method=EFFORT)
    return file.getvalue()


def job(text: str) -> tuple[int, int]:
    page, _, side = text.partition(":")
    return int(page), int(side)


if __name__ == "__main__":
    limit_ourselves()
    main(Path(sys.argv[1]), Kind(sys.argv[2]), [job(one) for one in sys.argv[3:]])
