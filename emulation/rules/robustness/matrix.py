"""A whole year as one matrix: totals, shared ranks and levels of many units at once.

The same answers as `score_sheet` and `rank` give one by one, for ready points where every
criterion applies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

import numpy as np
from numpy.typing import NDArray

from emulation.rules.criteria_facts import CriteriaSet

Ints = NDArray[np.int64]
Ranks = NDArray[np.int32]

_LARGEST_KEY = 2**62


NO_CLASS, EXCELLENT, COUNCIL_DECIDES = 0, 1, 2


@dataclass(frozen=True)
class Matrix:
    """Points of every unit (rows) on every criterion (columns), in hundredths or as the set says.

    Columns stand heading by heading; `starts` is the first column of each heading. `clusters`
    numbers the cluster of each unit, `barred` marks an open case or a knock-out.
    """

    units: tuple[str, ...]
    points: NDArray[np.integer]
    maxima: Ints
    starts: Ints
    core_total: int
    scale: int
    clusters: NDArray[np.integer] | None = None
    barred: NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class Table:
    """What the year says of each unit, in the order of the matrix."""

    totals: Ints
    heading_points: Ints
    levels: NDArray[np.int8]
    ranks: Ranks
    classes: NDArray[np.int8]


def matrix_of(
    criteria_set: CriteriaSet,
    units: Sequence[str],
    points: Sequence[Sequence[Decimal]],
    *,
    clusters: Sequence[str] = (),
) -> Matrix:
    """Build the matrix from exact points, one row a unit, in the order of the set's criteria."""
    scale = 10**criteria_set.score_decimals
    order, starts = columns(criteria_set)
    maxima = [int(one.max_points * scale) for one in criteria_set.criteria]
    table = np.array([[int(value * scale) for value in row] for row in points], dtype=np.int64)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(clusters))}
    return Matrix(
        units=tuple(units),
        points=stored(table.reshape(len(units), len(maxima))[:, order]),
        maxima=np.array(maxima, dtype=np.int64)[order],
        starts=starts,
        core_total=int(criteria_set.core_total * scale),
        scale=scale,
        clusters=np.array([numbers[one] for one in clusters], dtype=np.int64) if clusters else None,
    )


def stored(points: NDArray[np.integer]) -> NDArray[np.integer]:
    """Keep points column by column, in the fewest bytes that hold them: sums are then fastest."""
    small = not points.size or points.max() <= np.iinfo(np.int16).max
    return np.asfortranarray(points, dtype=np.int16 if small else np.int64)


def columns(criteria_set: CriteriaSet) -> tuple[Ints, Ints]:
    """Return the criteria heading by heading, and where each heading begins."""
    order: list[int] = []
    starts: list[int] = []
    for heading in criteria_set.headings:
        starts.append(len(order))
        order += [n for n, one in enumerate(criteria_set.criteria) if one.heading == heading.code]
    return np.array(order, dtype=np.int64), np.array(starts, dtype=np.int64)


def rank_matrix(
    matrix: Matrix, criteria_set: CriteriaSet, *, further_keys: Sequence[Ints] = ()
) -> Table:
    """Add up, give levels by their floors, and rank by total, then headings as the set orders.

    `further_keys` are the keys after the headings, greatest first, best first: effective
    initiatives, or the gap between claim and verdict with its sign turned.
    """
    heading_points = _heading_points(matrix)
    totals = heading_points.sum(axis=0)
    codes = [f"heading_{one.code}" for one in criteria_set.headings]
    keys = [
        heading_points[codes.index(one.key)]
        for one in criteria_set.ranking.order_by
        if one.key in codes
    ]
    ranks = shared_ranks([totals, *keys, *further_keys])
    levels = _levels(matrix, criteria_set, totals, heading_points)
    return Table(
        totals=totals,
        heading_points=heading_points,
        levels=levels,
        ranks=ranks,
        classes=_classes(matrix, criteria_set, levels, ranks),
    )


def _heading_points(matrix: Matrix) -> Ints:
    """Add up each heading, one row a heading; criteria stand in columns, so whole columns add."""
    ends = [*matrix.starts[1:], matrix.points.shape[1]]
    return np.stack(
        [
            matrix.points[:, start:end].sum(axis=1, dtype=_sum_type(matrix.points))
            for start, end in zip(matrix.starts, ends, strict=True)
        ]
    ).astype(np.int64)


def _sum_type(points: NDArray[np.integer]) -> type[np.integer]:
    return np.int32 if points.dtype.itemsize <= np.dtype(np.int16).itemsize else np.int64


def _levels(
    matrix: Matrix, criteria_set: CriteriaSet, totals: Ints, heading_points: Ints
) -> NDArray[np.int8]:
    """Return 0 for the best level and one more for each below, by the floors alone."""
    maxima = np.add.reduceat(matrix.maxima, matrix.starts)
    any_zero = matrix.points.min(axis=1) == 0
    found = np.full(len(totals), len(criteria_set.levels) - 1, dtype=np.int8)
    for position in range(len(criteria_set.levels) - 2, -1, -1):
        level = criteria_set.levels[position]
        share, whole = level.min_heading_ratio.as_integer_ratio()
        holds = totals >= ceil(level.min_total * matrix.scale)
        for points, floor in zip(heading_points, -(-maxima * share // whole), strict=True):
            holds &= points >= floor
        if level.no_zero_criterion:
            holds &= ~any_zero
        found[holds] = position
    return found


def _classes(
    matrix: Matrix, criteria_set: CriteriaSet, levels: NDArray[np.int8], ranks: Ranks
) -> NDArray[np.int8]:
    """Fill the places of every cluster, as `quotas.classify` does for one."""
    classes = np.zeros(len(ranks), dtype=np.int8)
    quota = criteria_set.ranking.excellence_quota
    if matrix.clusters is None or not quota:
        return classes
    share, whole = quota.as_integer_ratio()
    places = np.bincount(matrix.clusters) * share // whole
    eligible = levels < len(criteria_set.levels) - 1
    if matrix.barred is not None:
        eligible &= ~matrix.barred
    units = np.flatnonzero(eligible)
    clusters = matrix.clusters[units]
    together = clusters * (len(ranks) + 1) + ranks[units]
    order = np.argsort(together)
    units, clusters, together = units[order], clusters[order], together[order]
    begins = np.flatnonzero(np.diff(together, prepend=-1))
    first = np.searchsorted(clusters, clusters[begins])
    taken = np.diff(np.append(begins, len(units)))
    left = places[clusters[begins]] - (begins - first)
    outcome = np.where(taken <= left, EXCELLENT, np.where(left > 0, COUNCIL_DECIDES, NO_CLASS))
    classes[units] = np.repeat(outcome, taken)
    return classes


def shared_ranks(keys: Sequence[Ints]) -> Ranks:
    """Rank by the keys, greatest first; equals share a rank and the next one is skipped."""
    count = len(keys[0])
    if not count:
        return np.zeros(0, dtype=np.int32)
    whole = _one_key(keys)
    if whole is not None:
        order = np.argsort(whole)[::-1]
        in_order = whole[order]
        differs = in_order[1:] != in_order[:-1]
    else:
        order = np.lexsort([-key for key in reversed(keys)])
        differs = np.zeros(count - 1, dtype=bool)
        for key in keys:
            differs |= key[order][1:] != key[order][:-1]
    places = np.zeros(count, dtype=np.int32)
    places[1:] = np.where(differs, np.arange(1, count, dtype=np.int32), 0)
    np.maximum.accumulate(places, out=places)
    ranks = np.empty(count, dtype=np.int32)
    ranks[order] = places + 1
    return ranks


def _one_key(keys: Sequence[Ints]) -> Ints | None:
    """Pack all keys into one number that orders alike, where it fits."""
    packed: Ints | None = None
    room = 1
    for key in keys:
        low = int(key.min())
        width = int(key.max()) - low + 1
        room *= width
        if room > _LARGEST_KEY:
            return None
        packed = key - low if packed is None else packed * width + (key - low)
    return packed
