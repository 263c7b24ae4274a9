"""Whether inspectors judge alike, and how far claims stand from what was verified."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import product

MINIMUM_ITEMS = 30
MINIMUM_PAIRS = 20
# Fewer judgements than this by others say nothing about what to expect.
_MINIMUM_PEERS = 5
_BANDS = (Decimal("0.5"), Decimal("0.8"), Decimal(1))
_CATEGORIES = len(_BANDS) + 2


@dataclass(frozen=True)
class Judgement:
    """One line as claimed and as verified; a whole year of them asks for cut and band often."""

    inspector: str
    unit: str
    criterion: str
    claimed: Decimal
    verified: Decimal
    max_points: Decimal
    reason: str = ""

    @cached_property
    def cut(self) -> Fraction:
        """The share of the maximum that was taken off; below zero where points were added."""
        return Fraction(self.claimed - self.verified) / Fraction(self.max_points)

    @cached_property
    def claim_band(self) -> int:
        return category(self.claimed, self.max_points)


def category(points: Decimal, max_points: Decimal) -> int:
    """Place points in one of five steps: none, some, from half, from four fifths, all."""
    return sum(points >= limit * max_points for limit in _BANDS) + (points > 0)


@dataclass(frozen=True, slots=True)
class Severity:
    """How much an inspector cuts against what others cut for the same criterion and claim.

    `difference` is above zero for a severe inspector, and None where too few judgements can be
    compared: then it cannot be told.
    """

    inspector: str
    judgements: int
    compared: int
    mean_cut: Fraction
    expected: Fraction | None
    difference: Fraction | None


def severity(
    judgements: Sequence[Judgement], *, minimum: int = MINIMUM_ITEMS
) -> tuple[Severity, ...]:
    by_inspector: dict[str, list[Judgement]] = defaultdict(list)
    alike: dict[tuple[str, int], _Sum] = defaultdict(_Sum)
    own: dict[tuple[str, str, int], _Sum] = defaultdict(_Sum)
    for one in judgements:
        by_inspector[one.inspector].append(one)
        alike[one.criterion, one.claim_band].add(one.cut)
        own[one.inspector, one.criterion, one.claim_band].add(one.cut)

    def expected(one: Judgement) -> Fraction | None:
        everyone = alike[one.criterion, one.claim_band]
        mine = own[one.inspector, one.criterion, one.claim_band]
        others = everyone.count - mine.count
        return (everyone.total - mine.total) / others if others >= _MINIMUM_PEERS else None

    return tuple(
        _severity(inspector, items, [expected(one) for one in items], minimum)
        for inspector, items in sorted(by_inspector.items())
    )


@dataclass
class _Sum:
    count: int = 0
    total: Fraction = Fraction(0)

    def add(self, value: Fraction) -> None:
        self.count += 1
        self.total += value


def _severity(
    inspector: str,
    items: Sequence[Judgement],
    expected: Sequence[Fraction | None],
    minimum: int,
) -> Severity:
    pairs = [
        (one.cut, usual) for one, usual in zip(items, expected, strict=True) if usual is not None
    ]
    told = len(pairs) >= minimum
    usual = _mean([usual for _cut, usual in pairs]) if told else None
    return Severity(
        inspector=inspector,
        judgements=len(items),
        compared=len(pairs),
        mean_cut=_mean([one.cut for one in items]),
        expected=usual,
        difference=_mean([cut for cut, _usual in pairs]) - usual if usual is not None else None,
    )


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


@dataclass(frozen=True, slots=True)
class Pair:
    """One line judged by two inspectors who did not see each other's verdict."""

    first: Decimal
    second: Decimal
    max_points: Decimal


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far double checks agree; None where it cannot be told.

    Kappa has quadratic weights over five steps of the maximum; the intraclass correlation is the
    one-way form, on shares of the maximum.
    """

    pairs: int
    kappa: float | None
    icc: float | None


def agreement(pairs: Sequence[Pair], *, minimum: int = MINIMUM_PAIRS) -> Agreement:
    if len(pairs) < minimum:
        return Agreement(len(pairs), None, None)
    return Agreement(len(pairs), _weighted_kappa(pairs), _icc(pairs))


def _weighted_kappa(pairs: Sequence[Pair]) -> float | None:
    seen = [
        (category(one.first, one.max_points), category(one.second, one.max_points)) for one in pairs
    ]
    rows = [sum(first == step for first, _second in seen) for step in range(_CATEGORIES)]
    columns = [sum(second == step for _first, second in seen) for step in range(_CATEGORIES)]
    observed = Fraction(sum((first - second) ** 2 for first, second in seen), len(seen))
    steps = range(_CATEGORIES)
    by_chance = Fraction(
        sum((a - b) ** 2 * rows[a] * columns[b] for a, b in product(steps, steps)), len(seen) ** 2
    )
    return float(1 - observed / by_chance) if by_chance else None


def _icc(pairs: Sequence[Pair]) -> float | None:
    shares = [
        (Fraction(one.first) / Fraction(one.max_points),
         Fraction(one.second) / Fraction(one.max_points))
        for one in pairs
    ]  # fmt: skip
    grand = sum(a + b for a, b in shares) / (2 * len(shares))
    between = 2 * sum(((a + b) / 2 - grand) ** 2 for a, b in shares) / (len(shares) - 1)
    within = sum((a - b) ** 2 / 2 for a, b in shares) / len(shares)
    whole = between + within
    return float((between - within) / whole) if whole else None


@dataclass(frozen=True, slots=True)
class HonestyGap:
    """How much more a unit claimed than was verified, and why it was cut."""

    unit: str
    gap: Decimal
    missing_paper: Decimal
    wrong_claim: Decimal
    underclaimed: Decimal


def honesty_gaps(
    judgements: Iterable[Judgement], *, paper_reasons: Collection[str]
) -> tuple[HonestyGap, ...]:
    """Keep points lost for missing paper apart from points claimed wrongly."""
    cuts: Mapping[str, list[Judgement]] = defaultdict(list)
    for one in judgements:
        cuts[one.unit].append(one)
    return tuple(_gap(unit, items, paper_reasons) for unit, items in sorted(cuts.items()))


def _gap(unit: str, items: Sequence[Judgement], paper_reasons: Collection[str]) -> HonestyGap:
    paper, wrong, under = Decimal(0), Decimal(0), Decimal(0)
    for one in items:
        cut = one.claimed - one.verified
        if cut < 0:
            under -= cut
        elif one.reason in paper_reasons:
            paper += cut
        else:
            wrong += cut
    return HonestyGap(unit, paper + wrong - under, paper, wrong, under)
