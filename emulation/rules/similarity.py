"""How alike two documents are: prints for words and pages, compared bit by bit.

A print of a text is its simhash over runs of three words: texts that share most runs differ in few
bits. Nothing is decided here: what lies near is shown to a person.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from emulation.rules.collation import fold


class Looks(StrEnum):
    """What kind of picture a page is, and so with which others it is compared."""

    SCENE = "scene"
    PAPER = "paper"
    # A page whose words can be read: they are compared, not its picture.
    WORDS = "words"


class Judged(StrEnum):
    """What a person said of two files that are alike."""

    LEGITIMATE = "legitimate"
    DOUBTFUL = "doubtful"


RUN = 3
# A short text is like many others by its letterhead alone.
FEWEST_WORDS = 40
PRINT_BITS = 64
FINE_BITS = 512
# Photos that were scaled, brightened and compressed again stay below both; unrelated ones of the
# same room pass the first now and then, and the second hardly ever.
NEAR_SCENES = 8
NEAR_FINE_SCENES = 80
# Of the marks that two fine prints of pages have together, the share that only one of them has.
# docs/decisions/how-scans-are-compared.md tells how it was measured.
NEAR_PAPERS = 0.28
# A page with fewer marks holds too little to be told from another.
FEWEST_MARKS = 32
# Prints of texts with a few other words lie below; what lies below is looked at word by word.
NEAR_TEXTS = 18
NEAR_RUNS = 0.6
# The first words say what a document is; more of them cost time and change little.
MOST_WORDS = 3000
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")


def says_enough(text: str) -> bool:
    """Tell whether a text has enough words to be compared with others."""
    return len(text.split()) >= FEWEST_WORDS


def print_of_text(text: str) -> int | None:
    """Return a signed 64-bit simhash; None for a text with too few words to say anything."""
    words = fold(text).split()[:MOST_WORDS]
    if len(words) < FEWEST_WORDS:
        return None
    runs = {" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
    counts = how_often_set(
        int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "big") for run in runs
    )
    found = sum(1 << bit for bit in range(PRINT_BITS) if 2 * counts[bit] > len(runs))
    return found - (1 << PRINT_BITS) if found >> (PRINT_BITS - 1) else found


def how_often_set(digests: Iterable[int]) -> Sequence[int]:
    """Return for each of 64 places in how many digests its bit is set.

    All places are counted at once: the number in row n holds the bits of weight 2^n of all counts.
    """
    rows: list[int] = []
    for digest in digests:
        carried, place = digest, 0
        while carried:
            if place == len(rows):
                rows.append(0)
            rows[place], carried = rows[place] ^ carried, rows[place] & carried
            place += 1
    return [
        sum((row >> bit & 1) << weight for weight, row in enumerate(rows))
        for bit in range(PRINT_BITS)
    ]


def distance(one: int, other: int) -> int:
    """Return in how many of 64 bits two prints differ."""
    return ((one ^ other) & ((1 << PRINT_BITS) - 1)).bit_count()


def runs_of(text: str) -> frozenset[str]:
    """Return every run of three words, without accents and case."""
    words = fold(text).split()[:MOST_WORDS]
    return frozenset(" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def shared_runs(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which share of the runs of two texts stands in both of them."""
    return len(one & other) / max(1, len(one | other))


def covers(judged: Iterable[Judged]) -> bool:
    """Tell whether what people said of a document clears its next appearance too.

    One that was found legitimate is, and never doubtful.
    """
    said = set(judged)
    return Judged.LEGITIMATE in said and Judged.DOUBTFUL not in said


def apart(one: bytes, other: bytes) -> float:
    """Return which share of the marks of two fine prints only one of them has."""
    left, right = int.from_bytes(one), int.from_bytes(other)
    return (left ^ right).bit_count() / max(1, left.bit_count() + right.bit_count())


def years_in(text: str) -> frozenset[int]:
    """Return the years of this century that a text names."""
    return frozenset(int(year) for year in _YEAR.findall(text))


def other_years(text: str, year: int) -> tuple[int, ...]:
    """Return the years a text names, when neither the one it should prove nor the next is there.

    A report on a year is often dated in January of the year after it.
    """
    named = years_in(text)
    return () if named & {year, year + 1} else tuple(sorted(named))
