"""Prints of many files side by side, searched by passing over all of them; small and fast."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from emulation.rules.similarity import (
    FEWEST_MARKS,
    FINE_BITS,
    NEAR_FINE_SCENES,
    NEAR_PAPERS,
    NEAR_SCENES,
    PRINT_BITS,
)

WORDS = FINE_BITS // 64


def places_of(found: NDArray[np.bool_]) -> list[int]:
    return [int(place) for place in np.flatnonzero(found)]


@dataclass(frozen=True, slots=True)
class Prints:
    """Prints of 64 bits: row n of both belongs to one page or one text."""

    hashes: Sequence[str]
    bits: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, int]]) -> Self:
        pairs = list(rows)
        return cls(
            [sha256 for sha256, _ in pairs],
            np.array([bits for _, bits in pairs], dtype=np.int64),
        )

    def near(self, bits: int, limit: int) -> Iterator[tuple[str, int]]:
        """Give the files with a print that differs in at most `limit` bits, and in how many."""
        differing = self.differing(bits)
        for place in places_of(differing <= limit):
            yield self.hashes[place], int(differing[place])

    def differing(self, bits: int) -> NDArray[np.uint8]:
        return np.bitwise_count((self.bits ^ np.int64(bits)).view(np.uint64))


@dataclass(frozen=True, slots=True)
class FinePrints:
    """Prints of 512 bits: a column for each page, so that a pass reads memory in order."""

    hashes: Sequence[str]
    words: NDArray[np.uint64]
    marks: NDArray[np.int16]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, bytes]]) -> Self:
        pairs = list(rows)
        flat = np.frombuffer(b"".join(fine for _, fine in pairs), dtype=np.uint64)
        words = np.ascontiguousarray(flat.reshape(-1, WORDS).T)
        marks = np.bitwise_count(words).sum(axis=0, dtype=np.int16)
        return cls([sha256 for sha256, _ in pairs], words, marks)

    def near(self, fine: bytes) -> Iterator[tuple[str, int]]:
        """Give the files with a page with nearly the same marks, and how far it is, in 64ths."""
        mine = int.from_bytes(fine).bit_count()
        if mine < FEWEST_MARKS:
            return
        differing, together = self.differing(fine), self.marks + mine
        near = (differing <= NEAR_PAPERS * together) & (self.marks >= FEWEST_MARKS)
        for place in places_of(near):
            yield self.hashes[place], round(PRINT_BITS * differing[place] / together[place])

    def differing(self, fine: bytes) -> NDArray[np.int16]:
        """Return in how many bits each page differs from this one."""
        total = np.zeros(self.words.shape[1], dtype=np.int16)
        for row, word in zip(self.words, np.frombuffer(fine, dtype=np.uint64), strict=True):
            total += np.bitwise_count(row ^ word)
        return total


@dataclass(frozen=True, slots=True)
class Scenes:
    """Photos: near by their rough prints, and by the fine ones of those few."""

    rough: Prints
    fine: Sequence[bytes]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, int, bytes]]) -> Self:
        kept = list(rows)
        return cls(
            Prints.of((sha256, rough) for sha256, rough, _ in kept), [fine for *_, fine in kept]
        )

    def near(self, rough: int, fine: bytes) -> Iterator[tuple[str, int]]:
        """Give the files with nearly the same photo, and in how many of 64 bits it differs."""
        differing, number = self.rough.differing(rough), int.from_bytes(fine)
        for place in places_of(differing <= NEAR_SCENES):
            apart = (number ^ int.from_bytes(self.fine[place])).bit_count()
            if apart <= NEAR_FINE_SCENES:
                yield self.rough.hashes[place], int(differing[place])
