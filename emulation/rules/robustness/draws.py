"""What the ranking would be under other weights: many draws around the set's own."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emulation.rules.criteria_facts import CriteriaSet
from emulation.rules.robustness.matrix import Ints, Matrix, shared_ranks

DRAWS = 1000
SPREAD = 0.2
LOW, MIDDLE, HIGH = 5, 50, 95
# Few large products keep the processors busy; what follows each must still fit in memory.
_DRAWS_AT_ONCE, _LEVELS_AT_ONCE = 1000, 200
_NEARLY = 1e-4

Floats = NDArray[np.float32]
ShortRanks = NDArray[np.int16]


@dataclass(frozen=True)
class Robustness:
    """The band of each rank, the chance of each level, and who cannot be told apart.

    Everything that led to the result stands beside it: the same seed, draws and spread give the
    same answer again.
    """

    units: tuple[str, ...]
    ranks: NDArray[np.int32]
    low: ShortRanks
    median: ShortRanks
    high: ShortRanks
    level_chances: NDArray[np.float64]
    groups: tuple[tuple[str, ...], ...]
    seed: int
    draws: int
    spread: float


def robustness(
    matrix: Matrix,
    criteria_set: CriteriaSet,
    *,
    seed: int,
    draws: int = DRAWS,
    spread: float = SPREAD,
) -> Robustness:
    """Draw every weight within ± `spread` of its own, rescale to the core total, rank again."""
    weights = draw_weights(matrix, seed=seed, draws=draws, spread=spread)
    ranks = ranks_by_draw(matrix, weights)
    low, median, high = _bands(ranks)
    own = shared_ranks([matrix.points.sum(axis=1, dtype=np.int64)])
    return Robustness(
        units=matrix.units,
        ranks=own,
        low=low,
        median=median,
        high=high,
        level_chances=_level_chances(matrix, criteria_set, weights),
        groups=_groups(matrix.units, median, low, high),
        seed=seed,
        draws=draws,
        spread=spread,
    )


def draw_weights(matrix: Matrix, *, seed: int, draws: int, spread: float) -> Floats:
    """Return one row of weights a draw, each row adding up to the core total in points."""
    generator = np.random.Generator(np.random.PCG64(seed))
    factors = generator.uniform(1 - spread, 1 + spread, size=(draws, len(matrix.maxima)))
    weights = factors * matrix.maxima
    weights *= matrix.core_total / matrix.scale / weights.sum(axis=1, keepdims=True)
    return weights.astype(np.float32)


def shares(matrix: Matrix) -> Floats:
    """Return what each unit reached of each maximum."""
    return np.ascontiguousarray(matrix.points / matrix.maxima, dtype=np.float32)


def ranks_by_draw(matrix: Matrix, weights: Floats) -> ShortRanks:
    """Rank every draw; units alike on every criterion share a rank in each of them."""
    reached, alike, counts = _distinct(matrix)
    ranks = np.empty((len(weights), len(reached)), dtype=np.int16)
    before = None
    if counts is not None:
        before = np.empty(len(counts), dtype=np.int16)
    places = np.arange(1, len(reached) + 1, dtype=np.int16)
    for first, chunk in _chunks(-weights, _DRAWS_AT_ONCE):
        for draw, lost in enumerate(chunk @ reached.T, start=first):
            order = np.argsort(lost)
            if before is not None and counts is not None:
                np.cumsum(counts[order][:-1], out=before[1:])
                before[0] = 0
                places = before + np.int16(1)
            ranks[draw][order] = places
    return ranks if alike is None else ranks[:, alike]


def _distinct(matrix: Matrix) -> tuple[Floats, Ints | None, NDArray[np.int16] | None]:
    """Return each row once, where every row belongs, and how often it stands there."""
    reached = shares(matrix)
    # Equal rows have equal sums, so where no two sums are equal every row is another one.
    mixed = np.random.Generator(np.random.PCG64(0)).integers(1, 2**40, len(matrix.maxima))
    sums = matrix.points.astype(np.int64) @ mixed
    if len(np.unique(sums)) == len(sums):
        return reached, None, None
    distinct, alike, counts = np.unique(reached, axis=0, return_inverse=True, return_counts=True)
    return distinct, alike.reshape(-1), counts.astype(np.int16)


def _chunks(weights: Floats, size: int) -> Iterator[tuple[int, Floats]]:
    for first in range(0, len(weights), size):
        yield first, weights[first : first + size]


def _bands(ranks: ShortRanks) -> tuple[ShortRanks, ShortRanks, ShortRanks]:
    """Return the 5, 50 and 95 % points of each unit's ranks: ranks that really occurred."""
    in_order = np.sort(ranks, axis=0)
    last = len(ranks) - 1
    low, middle, high = (round(last * percent / 100) for percent in (LOW, MIDDLE, HIGH))
    return in_order[low], in_order[middle], in_order[high]


def _level_chances(
    matrix: Matrix, criteria_set: CriteriaSet, weights: Floats
) -> NDArray[np.float64]:
    """Return, for each unit, the share of draws in which its floors give each level."""
    reached = shares(matrix)
    levels = criteria_set.levels
    any_zero = matrix.points.min(axis=1) == 0
    counts = np.zeros((len(levels), len(reached)), dtype=np.int64)
    for _first, chunk in _chunks(weights, _LEVELS_AT_ONCE):
        totals, ratios = _headings(reached, chunk, matrix.starts)
        left = np.ones(totals.shape, dtype=bool)
        for position, level in enumerate(levels[:-1]):
            holds = left & (totals >= float(level.min_total) - _NEARLY)
            for ratio in ratios:
                holds &= ratio >= float(level.min_heading_ratio) - _NEARLY / 100
            if level.no_zero_criterion:
                holds &= ~any_zero
            counts[position] += holds.sum(axis=0)
            left &= ~holds
        counts[-1] += left.sum(axis=0)
    return (counts / len(weights)).T


def _headings(reached: Floats, weights: Floats, starts: Ints) -> tuple[Floats, list[Floats]]:
    """Return totals, and each heading as a share of its drawn maximum, draw by draw."""
    ends = [*starts[1:], reached.shape[1]]
    totals = np.zeros((len(weights), len(reached)), dtype=np.float32)
    ratios = []
    for start, end in zip(starts, ends, strict=True):
        part = weights[:, start:end]
        points = part @ reached[:, start:end].T
        totals += points
        ratios.append(points / part.sum(axis=1, keepdims=True))
    return totals, ratios


def _groups(
    units: tuple[str, ...], median: ShortRanks, low: ShortRanks, high: ShortRanks
) -> tuple[tuple[str, ...], ...]:
    """Cut the order only where every unit above is clear of every unit below."""
    order = np.lexsort([high, low, median])
    worst_above = np.maximum.accumulate(high[order])
    best_below = np.minimum.accumulate(low[order][::-1])[::-1]
    cuts = np.flatnonzero(worst_above[:-1] < best_below[1:]) + 1
    return tuple(tuple(units[n] for n in group) for group in np.split(order, cuts))
