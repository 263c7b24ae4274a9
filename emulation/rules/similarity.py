"""How alike two documents are: prints of 64 bits for words and pages, compared bit by bit.

A print of a text is its simhash over runs of three words: texts that share most runs differ in few
bits. Nothing is decided here: what lies near is shown to a person.
"""

import hashlib
import re

from emulation.rules.collation import fold

RUN = 3
# A short text is like many others by its letterhead alone.
FEWEST_WORDS = 40
PRINT_BITS = 64
# Pages that were scaled, brightened and compressed again, and texts with other names and dates,
# stay below these; unrelated ones differ in about half of the bits.
NEAR_PAGES = 6
NEAR_TEXTS = 9
# The first words say what a document is; more of them cost time and change little.
MOST_WORDS = 3000
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")


def print_of_text(text: str) -> int | None:
    """Return a signed 64-bit simhash; None for a text with too few words to say anything."""
    words = fold(text).split()[:MOST_WORDS]
    if len(words) < FEWEST_WORDS:
        return None
    sums = [0] * PRINT_BITS
    for run in {" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}:
        digest = int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "big")
        for bit in range(PRINT_BITS):
            sums[bit] += 1 if digest >> bit & 1 else -1
    found = sum(1 << bit for bit in range(PRINT_BITS) if sums[bit] > 0)
    return found - (1 << PRINT_BITS) if found >> (PRINT_BITS - 1) else found


def distance(one: int, other: int) -> int:
    """Return in how many of 64 bits two prints differ."""
    return ((one ^ other) & ((1 << PRINT_BITS) - 1)).bit_count()


def years_in(text: str) -> frozenset[int]:
    """Return the years of this century that a text names."""
    return frozenset(int(year) for year in _YEAR.findall(text))


def other_years(text: str, year: int) -> tuple[int, ...]:
    """Return the years a text names, when neither the one it should prove nor the next is there.

    A report on a year is often dated in January of the year after it.
    """
    named = years_in(text)
    return () if named & {year, year + 1} else tuple(sorted(named))
