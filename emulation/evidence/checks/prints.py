"""Prints of pages and photos, made so that the same one comes out alike however it was taken in.

A rough print has 64 bits and suits photos. A fine one has 500 bits and suits pages of words, which
are laid straight and cut to what is written on them first; the letterhead, alike on all papers of
an office, is left out. No array library here: it would take longer to load than the file to read.
"""

from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageChops, ImageOps, ImageStat

from emulation.evidence.checks.looks import print_of
from emulation.rules.similarity import Looks

FINE_COLUMNS, FINE_ROWS = 20, 25
# Side by side in a fine print of 64 bytes; the last bits stay empty.
FINE_BYTES = 64
# Neighbours that differ by less are told apart by dust alone.
CLEARLY_DARKER = 2
LETTERHEAD = 0.2
SMALL_SIDE = 96
WORKING_WIDTH = 620
STRAIGHTENING_WIDTH = 256
# Degrees tried to lay a page straight: coarsely, then between the best and its neighbours.
COARSE = (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5)
FINER = (0.25, 0.125)
INK = 128
SPECK_SIDE, SPECK = 4, 40
PAPER_SHARE, PAPER_SPREAD = 0.7, 48
MOST_COLOUR = 12.0


@dataclass(frozen=True, slots=True)
class PageLooks:
    """The prints of one page; `fine` in hexadecimal, empty where words are compared."""

    looks: Looks
    rough: int
    fine: str = ""


def looks_of(picture: Image.Image, *, has_words: bool = False) -> PageLooks:
    """Return the prints by which this page or photo is compared."""
    small = picture.reduce(max(1, min(picture.size) // SMALL_SIDE))
    rough = print_of(small)
    if has_words:
        return PageLooks(Looks.WORDS, rough)
    if is_paper(small):
        straight = straightened(picture.convert("L"))
        top = round(straight.height * LETTERHEAD)
        body = straight.crop((0, top, straight.width, max(top + 1, straight.height)))
        return PageLooks(Looks.PAPER, rough, fine_print(body, CLEARLY_DARKER))
    return PageLooks(Looks.SCENE, rough, fine_print(small.convert("L"), 0))


def is_paper(picture: Image.Image) -> bool:
    """Tell whether the picture is of one light grey nearly everywhere, and without colours."""
    small = picture.convert("RGB").resize((96, 96), Image.Resampling.BOX)
    red, green, blue = small.split()
    lightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    colour = ImageStat.Stat(ImageChops.difference(lightest, darkest)).mean[0]
    if colour > MOST_COLOUR:
        return False
    shades = small.convert("L").histogram()
    commonest = max(range(len(shades)), key=lambda shade: sum(shades[shade : shade + 8]))
    near = sum(shades[max(0, commonest - PAPER_SPREAD) :])
    return commonest > INK and near >= PAPER_SHARE * sum(shades)


def straightened(grey: Image.Image) -> Image.Image:
    """Lay the lines level, stretch the contrast, and cut away what is around the writing."""
    height = max(1, round(WORKING_WIDTH * grey.height / grey.width))
    page = grey.resize((WORKING_WIDTH, height), Image.Resampling.LANCZOS)
    page = page.rotate(level_angle(page), Image.Resampling.BICUBIC, fillcolor=background(page))
    page = ImageOps.autocontrast(page, cutoff=(1, 20))
    ink = page.point([255 if shade < INK else 0 for shade in range(256)])
    small = (max(1, page.width // SPECK_SIDE), max(1, page.height // SPECK_SIDE))
    spots = ink.resize(small, Image.Resampling.BOX)
    box = spots.point([255 if shade > SPECK else 0 for shade in range(256)]).getbbox()
    if box is None:
        return page
    left, top, right, bottom = (side * SPECK_SIDE for side in box)
    return page.crop((left, top, right, bottom))


def level_angle(page: Image.Image) -> float:
    """Return by how much to turn the page so that its lines stand out most."""
    height = max(1, round(STRAIGHTENING_WIDTH * page.height / page.width))
    small = ImageOps.invert(page.resize((STRAIGHTENING_WIDTH, height), Image.Resampling.BOX))
    best = max(COARSE, key=lambda angle: lines_seen(small, angle))
    for step in FINER:
        best = max((best - step, best, best + step), key=lambda angle: lines_seen(small, angle))
    return best


def lines_seen(small: Image.Image, angle: float) -> int:
    turned = small.rotate(angle, Image.Resampling.BILINEAR)
    rows = turned.resize((1, small.height), Image.Resampling.BOX).tobytes()
    return sum((one - other) ** 2 for one, other in pairwise(rows))


def background(page: Image.Image) -> int:
    shades = page.histogram()
    return max(range(len(shades)), key=shades.__getitem__)


def fine_print(grey: Image.Image, threshold: int) -> str:
    """Return for 500 places whether it gets clearly darker to the right."""
    size = (FINE_COLUMNS + 1, FINE_ROWS)
    cells = grey.resize(size, Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(FINE_ROWS):
        start = row * (FINE_COLUMNS + 1)
        for place in range(start, start + FINE_COLUMNS):
            bits = bits << 1 | (cells[place] > cells[place + 1] + threshold)
    return bits.to_bytes(FINE_BYTES, "big").hex()
