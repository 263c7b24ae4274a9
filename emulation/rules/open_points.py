"""What is still open on a sheet: points left, what each needs, and the way to the next level."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil

from emulation.rules.criteria_facts import CriteriaSet, Criterion, Formula
from emulation.rules.inputs import Value, total
from emulation.rules.scoring import ItemResult, ItemState, SheetResult, score_criterion


class NeedKind(StrEnum):
    ANSWER = "answer"
    MET = "met"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BY_DAY = "by_day"


@dataclass(frozen=True, slots=True)
class Step:
    """What must be true for so many points: the named figures, added up, against a value."""

    points: Decimal
    gain: Decimal
    need: NeedKind
    fields: tuple[str, ...]
    value: int | Decimal | date | None = None


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A criterion with points left; `next` is the next band, where there is one before full."""

    code: str
    points: Decimal
    max_points: Decimal
    next: Step | None
    full: Step

    @property
    def left(self) -> Decimal:
        return self.max_points - self.points


def open_items(
    criteria_set: CriteriaSet,
    answers: Mapping[str, Mapping[str, Value]],
    result: SheetResult,
    *,
    year: int | None = None,
) -> tuple[OpenItem, ...]:
    """List the criteria with points left, the largest gain first."""
    period = criteria_set.year if year is None else year
    found = [
        _open_item(criterion, answers.get(criterion.code, {}), result.items[criterion.code], period)
        for criterion in criteria_set.criteria
        if result.items[criterion.code].state is not ItemState.NOT_APPLICABLE
        and result.items[criterion.code].points < criterion.max_points
    ]
    return tuple(sorted(found, key=lambda one: -one.left))


def _open_item(
    criterion: Criterion, inputs: Mapping[str, Value], item: ItemResult, year: int
) -> OpenItem:
    full = Step(criterion.max_points, criterion.max_points - item.points, NeedKind.ANSWER, ())
    following = None
    if item.state is ItemState.SCORED and "fixed" not in item.because:
        steps = _steps(criterion, inputs, item, year)
        if steps:
            full = steps[-1]
            following = steps[0] if len(steps) > 1 else None
    return OpenItem(criterion.code, item.points, criterion.max_points, following, full)


def _steps(
    criterion: Criterion, inputs: Mapping[str, Value], item: ItemResult, year: int
) -> list[Step]:
    """Return the next band and full points, or full points alone."""
    if criterion.denominator and not total(criterion.denominator, inputs):
        return []
    wanted = _wanted(criterion, inputs, item, year)
    steps = []
    for points, need, fields, value in wanted:
        gain = points - item.points
        if gain > 0:
            steps.append(Step(points, gain, need, fields, value))
    return steps


_Wanted = tuple[Decimal, NeedKind, tuple[str, ...], int | Decimal | date | None]


def _wanted(
    criterion: Criterion, inputs: Mapping[str, Value], item: ItemResult, year: int
) -> list[_Wanted]:
    match criterion.formula:
        case Formula.BOOLEAN:
            return [(criterion.max_points, NeedKind.MET, ("met",), None)]
        case Formula.LINEAR | Formula.PROPORTIONAL:
            return _ratio(criterion, inputs, item, year)
        case Formula.TIERED:
            return _tiers(criterion, inputs, item, year)
        case Formula.DEDUCTION:
            return _fewer(criterion, inputs)
        case Formula.BONUS:
            most = ceil(Fraction(criterion.max_points) / Fraction(criterion.per_unit))
            return [(criterion.max_points, NeedKind.AT_LEAST, criterion.input, most)]


def _ratio(
    criterion: Criterion, inputs: Mapping[str, Value], item: ItemResult, year: int
) -> list[_Wanted]:
    votes = item.because.get("votes_needed")
    if isinstance(votes, int):
        return [(criterion.max_points, NeedKind.AT_LEAST, ("votes_valid",), votes)]
    whole = Fraction(total(criterion.denominator, inputs) or 0)
    linear = criterion.formula is Formula.LINEAR
    full = ceil(whole * Fraction(criterion.full_at if linear else 1))
    wanted: list[_Wanted] = []
    if not item.points:
        first = _first_points(criterion, whole)
        points = _points_at(criterion, inputs, first, year)
        wanted.append((points, NeedKind.AT_LEAST, criterion.numerator, first))
    if not wanted or wanted[0][0] < criterion.max_points:
        wanted.append((criterion.max_points, NeedKind.AT_LEAST, criterion.numerator, full))
    return wanted


def _first_points(criterion: Criterion, whole: Fraction) -> int:
    """Return the smallest numerator that gives any points at all."""
    if criterion.formula is Formula.PROPORTIONAL:
        return max(1, ceil(whole * Fraction(criterion.cutoff)))
    width = Fraction(criterion.full_at - criterion.zero_at)
    half_step = width / (2 * criterion.line.max_units)
    return ceil(whole * (Fraction(criterion.zero_at) + half_step))


def _points_at(
    criterion: Criterion, inputs: Mapping[str, Value], numerator: int, year: int
) -> Decimal:
    parts: dict[str, Value] = dict.fromkeys(criterion.numerator, 0)
    parts[criterion.numerator[0]] = numerator
    kept = {name: inputs[name] for name in criterion.denominator if name not in parts}
    if len(kept) < len(criterion.denominator):
        # The numerator is part of the denominator: what moves in moves out of the rest.
        whole = total(criterion.denominator, inputs) or 0
        kept = dict.fromkeys(kept, 0)
        kept[next(iter(kept))] = whole - numerator
    return score_criterion(criterion, {**parts, **kept}, year=year).points


def _tiers(
    criterion: Criterion, inputs: Mapping[str, Value], item: ItemResult, year: int
) -> list[_Wanted]:
    band = item.because.get("band")
    better = criterion.tiers[: band if isinstance(band, int) else 0]
    whole = Fraction(total(criterion.denominator, inputs) or 0)
    wanted: list[_Wanted] = []
    for tier in (better[-1:] + better[:1]) if len(better) > 1 else better:
        if tier.on_or_before is not None:
            day = tier.on_or_before.on(year)
            wanted.append((tier.points, NeedKind.BY_DAY, criterion.input, day))
        elif tier.min is not None and criterion.denominator:
            value = ceil(whole * Fraction(tier.min))
            wanted.append((tier.points, NeedKind.AT_LEAST, criterion.numerator, value))
        elif tier.min is not None:
            wanted.append((tier.points, NeedKind.AT_LEAST, criterion.input, tier.min))
    return wanted


def _fewer(criterion: Criterion, inputs: Mapping[str, Value]) -> list[_Wanted]:
    """Points come back with every event that turns out not to count."""
    full: _Wanted = (criterion.max_points, NeedKind.AT_MOST, criterion.input, 0)
    count = total(criterion.input, inputs) or 0
    # The first event that brings points back is the one below the floor.
    enough = ceil(Fraction(criterion.max_points) / Fraction(criterion.per_unit)) - 1
    fewer = min(int(count) - 1, enough)
    if fewer <= 0:
        return [full]
    points = criterion.max_points - criterion.per_unit * fewer
    return [(points, NeedKind.AT_MOST, criterion.input, fewer), full]
