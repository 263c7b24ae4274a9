"""What leaders read first: shares against the target, averages, gaps, and how results spread."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from emulation.rules.points import round_half_up

LARGE_GAP = Decimal(5)
HEAT_LIMITS = (60, 70, 80, 90, 95)


@dataclass(frozen=True, slots=True)
class Result:
    """One unit's result: totals in points, headings as shares of their maximum."""

    name: str
    district: str
    total: Decimal | None
    self_total: Decimal | None
    level: str
    headings: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.count, self.of) if self.of else Fraction(0)

    @property
    def percent(self) -> Decimal:
        return round_half_up(self.ratio * 100, 1)

    def missing_to(self, target_permille: int) -> int:
        """Return how many more are needed to reach the target share."""
        needed = -(-target_permille * self.of // 1000)
        return max(0, needed - self.count)

    def reaches(self, target_permille: int) -> bool:
        return self.ratio >= Fraction(target_permille, 1000)


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of a province, a district or a cluster."""

    name: str
    units: int
    recognised: Share
    mean_total: Decimal | None
    mean_gap: Decimal | None
    median_total: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    large_gaps: int
    headings: Mapping[str, Decimal]


def overview(name: str, results: Sequence[Result], recognised: Collection[str]) -> Overview:
    """Return the headline figures; means are over the units that have a total."""
    totals = sorted(result.total for result in results if result.total is not None)
    gaps = [gap for result in results if (gap := gap_of(result)) is not None]
    codes = sorted({code for result in results for code in result.headings})
    return Overview(
        name=name,
        units=len(results),
        recognised=Share(sum(result.level in recognised for result in results), len(results)),
        mean_total=mean(totals),
        mean_gap=mean(gaps),
        median_total=median(totals),
        lowest=totals[0] if totals else None,
        highest=totals[-1] if totals else None,
        large_gaps=sum(gap <= -LARGE_GAP for gap in gaps),
        headings={code: mean_percent(results, code) for code in codes},
    )


def by_district(results: Iterable[Result], recognised: Collection[str]) -> tuple[Overview, ...]:
    """Return one overview for each district, in the order in which districts first appear."""
    grouped: dict[str, list[Result]] = {}
    for result in results:
        grouped.setdefault(result.district, []).append(result)
    return tuple(overview(name, group, recognised) for name, group in grouped.items())


def gap_of(result: Result) -> Decimal | None:
    """Return verified minus claimed points; negative where the claim was higher."""
    if result.total is None or result.self_total is None:
        return None
    return result.total - result.self_total


def mean(values: Sequence[Decimal]) -> Decimal | None:
    if not values:
        return None
    return round_half_up(Fraction(sum(values, Decimal(0))) / len(values), 2)


def median(ordered: Sequence[Decimal]) -> Decimal | None:
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return round_half_up(Fraction(ordered[middle - 1] + ordered[middle]) / 2, 2)


def mean_percent(results: Sequence[Result], heading: str) -> Decimal:
    """Return the mean share of a heading's maximum, in percent with one decimal."""
    ratios = [result.headings[heading] for result in results if heading in result.headings]
    return round_half_up(sum(ratios, Fraction(0)) / len(ratios) * 100, 1) if ratios else Decimal(0)


def heat_class(percent: Decimal) -> int:
    """Return 0 (below 60 %) to 5 (95 % and more): the colour of a share of the maximum."""
    return sum(percent >= limit for limit in HEAT_LIMITS)


@dataclass(frozen=True, slots=True)
class Bin:
    low: int
    high: int
    count: int


def distribution(totals: Iterable[Decimal], *, width: int = 5, top: int = 100) -> tuple[Bin, ...]:
    """Count totals in bands of `width` points; the last band includes the top."""
    counts = dict.fromkeys(range(0, top, width), 0)
    for total in totals:
        counts[min(int(total // width) * width, top - width)] += 1
    first = min((low for low, count in counts.items() if count), default=0)
    return tuple(Bin(low, low + width, count) for low, count in counts.items() if low >= first)


def near_level(
    results: Iterable[Result], min_total: Decimal, *, within: Decimal
) -> tuple[tuple[Result, Decimal], ...]:
    """Return units just below a level with the points they lack, the nearest first."""
    lacking = [
        (result, min_total - result.total)
        for result in results
        if result.total is not None and 0 < min_total - result.total <= within
    ]
    return tuple(sorted(lacking, key=lambda pair: pair[1]))
