"""The few words of a text around what somebody looked for, with those words marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from emulation.rules.collation import fold

BEFORE, IN_ALL = 10, 44
_fold = lru_cache(maxsize=20_000)(fold)
# What stands before and after a word without belonging to it.
_AROUND = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a text that stand together, all of them looked for or none."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Pieces in their order; the text goes on before or after them."""

    pieces: Sequence[Piece]
    goes_on_before: bool
    goes_on_after: bool


def excerpt(text: str, searched: Sequence[str]) -> Excerpt:
    """Cut out the place where most of the words stand together; `searched` is folded already.

    A word that stands there by itself is marked; one that does not, wherever it is a part.
    """
    words = text.split()
    bare = [_AROUND.sub("", _fold(word)) for word in words]
    standing = set(bare)
    whole = [one in standing for one in searched]
    found = [
        any(
            word == one if alone else one in word
            for one, alone in zip(searched, whole, strict=True)
        )
        for word in bare
    ]
    start = _densest(bare, found, searched)
    part = list(zip(words[start : start + IN_ALL], found[start : start + IN_ALL], strict=True))
    return Excerpt(tuple(_pieces(part)), start > 0, start + IN_ALL < len(words))


def _densest(words: Sequence[str], found: Sequence[bool], searched: Sequence[str]) -> int:
    """Return where to begin, a little before the first of the nearest words."""
    best, start = 0, 0
    for place in (place for place, one in enumerate(found) if one):
        near = {word for word, hit in _window(words, found, place) if hit}
        kinds = sum(any(one in word for word in near) for one in searched)
        if kinds > best:
            best, start = kinds, max(0, place - BEFORE)
        if best == len(searched):
            break
    return start


def _window(words: Sequence[str], found: Sequence[bool], place: int) -> Iterator[tuple[str, bool]]:
    end = place + IN_ALL - BEFORE
    return zip(words[place:end], found[place:end], strict=True)


def _pieces(part: Sequence[tuple[str, bool]]) -> Iterator[Piece]:
    for found, words in groupby(part, key=lambda one: one[1]):
        yield Piece(" ".join(word for word, _ in words), found)
