"""From figures to points: one criterion, one adjustment, one whole sheet, each with its reasons."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from emulation.rules.criteria_facts import (
    Adjustment,
    AdjustmentKind,
    CriteriaSet,
    Criterion,
    Formula,
    NotApplicable,
    Tier,
)
from emulation.rules.inputs import (
    InputCode,
    InputProblem,
    Value,
    check_inputs,
    contradictions,
    inputs_to_json,
    missing_fields,
    read_inputs,
    total,
)
from emulation.rules.levels import Reason, recognise
from emulation.rules.points import round_half_up, round_units

__all__ = [
    "InputCode",
    "InputProblem",
    "ItemResult",
    "ItemState",
    "PartResult",
    "SheetResult",
    "Value",
    "check_inputs",
    "contradictions",
    "inputs_to_json",
    "missing_fields",
    "read_inputs",
    "score_adjustment",
    "score_criterion",
    "score_sheet",
]

_NOTHING: Mapping[str, Value] = {}
_ZERO = Decimal(0)


class ItemState(StrEnum):
    SCORED = "scored"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """The points of one line, and the trace of how they came about.

    `because` may hold: inputs, formula, numerator, denominator, ratio, zero_at, full_at, cutoff,
    count, per_unit, band (its place from 0), label_vi, label_en, exact (before rounding), decimals,
    not_applicable (the rule that was used), votes_needed, missing, fixed.
    """

    code: str
    points: Decimal
    max_points: Decimal
    state: ItemState
    because: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PartResult:
    """A group or a heading: its points, and its maximum without what does not apply."""

    code: str
    points: Decimal
    max_points: Decimal

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.points) / Fraction(self.max_points) if self.max_points else Fraction(1)


@dataclass(frozen=True, slots=True)
class SheetResult:
    items: Mapping[str, ItemResult]
    adjustments: Mapping[str, ItemResult]
    groups: Mapping[str, PartResult]
    headings: Mapping[str, PartResult]
    core: Fraction
    bonus: Decimal
    deduction: Decimal
    total: Fraction
    level: str
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    decimals: int

    @property
    def total_points(self) -> Decimal:
        """The total as it is shown; levels and ranks go by `total`."""
        return round_half_up(self.total, self.decimals)

    @property
    def core_points(self) -> Decimal:
        return round_half_up(self.core, self.decimals)

    @property
    def knocked_out(self) -> bool:
        return any(reason.kind == "knock_out" for reason in self.reasons)


_Scored = tuple[Decimal, dict[str, object]]


def score_criterion(
    criterion: Criterion,
    inputs: Mapping[str, Value],
    *,
    year: int,
    not_applicable: bool = False,
) -> ItemResult:
    """Give a criterion its points; figures must have passed `check_inputs`."""
    if not_applicable:
        return _not_applicable(criterion, inputs)
    absent = [name for name in criterion.needed if inputs.get(name) is None]
    if absent:
        return _missing(criterion.code, criterion.max_points, inputs, absent)
    if criterion.denominator:
        whole = total(criterion.denominator, inputs)
        if not whole:
            return _not_applicable(criterion, inputs)
    points, because = _FORMULAS[criterion.formula](criterion, inputs, year)
    because["formula"] = criterion.formula
    because["inputs"] = inputs
    return ItemResult(criterion.code, points, criterion.max_points, ItemState.SCORED, because)


def _missing(
    code: str, max_points: Decimal, inputs: Mapping[str, Value], absent: list[str]
) -> ItemResult:
    because: dict[str, object] = {"inputs": inputs, "missing": tuple(absent)}
    return ItemResult(code, _ZERO, max_points, ItemState.MISSING, because)


def _not_applicable(criterion: Criterion, inputs: Mapping[str, Value]) -> ItemResult:
    """There was nothing to measure: the set says what that is worth."""
    rule = criterion.not_applicable or NotApplicable.ZERO
    excluded = rule is NotApplicable.EXCLUDE
    points = criterion.max_points if rule is NotApplicable.FULL else _ZERO
    state = ItemState.NOT_APPLICABLE if excluded else ItemState.SCORED
    because: dict[str, object] = {"inputs": inputs, "not_applicable": rule}
    return ItemResult(criterion.code, points, criterion.max_points, state, because)


def _met(criterion: Criterion, inputs: Mapping[str, Value], year: int) -> _Scored:
    met = inputs["met"] is True
    return (criterion.max_points if met else _ZERO), {}


def _ratio_trace(
    criterion: Criterion, inputs: Mapping[str, Value]
) -> tuple[Fraction, dict[str, object]]:
    part = total(criterion.numerator, inputs) or 0
    whole = total(criterion.denominator, inputs) or 1
    if isinstance(part, int) and isinstance(whole, int):
        ratio = Fraction(part, whole)
    else:
        ratio = Fraction(part) / Fraction(whole)
    return ratio, {"numerator": part, "denominator": whole, "ratio": ratio}


def _linear(criterion: Criterion, inputs: Mapping[str, Value], year: int) -> _Scored:
    ratio, because = _ratio_trace(criterion, inputs)
    because["zero_at"] = criterion.zero_at
    because["full_at"] = criterion.full_at
    votes_needed = _votes_needed(criterion, inputs)
    if votes_needed:
        because["votes_needed"] = votes_needed
        return _ZERO, because
    line = criterion.line
    above = line.scale * ratio.numerator - line.zero_at * ratio.denominator
    whole = line.width * ratio.denominator
    return _part_of_max(criterion, min(max(above, 0), whole), whole, because), because


def _proportional(criterion: Criterion, inputs: Mapping[str, Value], year: int) -> _Scored:
    ratio, because = _ratio_trace(criterion, inputs)
    because["cutoff"] = criterion.cutoff
    if ratio.numerator >= ratio.denominator:
        return criterion.max_points, because
    line = criterion.line
    if ratio.numerator * line.scale < line.cutoff * ratio.denominator:
        return _ZERO, because
    return _part_of_max(criterion, ratio.numerator, ratio.denominator, because), because


def _part_of_max(
    criterion: Criterion, numerator: int, denominator: int, because: dict[str, object]
) -> Decimal:
    """Take a share of the maximum and round it half up, once."""
    exact = criterion.line.max_units * numerator
    units = round_units(exact, denominator)
    if units * denominator != exact:
        because["exact"] = Fraction(exact, denominator * 10**criterion.decimals)
        because["decimals"] = criterion.decimals
    return Decimal(units).scaleb(-criterion.decimals)


def _votes_needed(criterion: Criterion, inputs: Mapping[str, Value]) -> int:
    """Return the least number of valid votes when the survey has fewer, else 0."""
    if criterion.validity is None or "votes_valid" not in criterion.denominator:
        return 0
    least = criterion.validity.min_valid_votes_per_form
    votes = inputs["votes_valid"]
    return least if isinstance(votes, int) and votes < least else 0


def _tiered(criterion: Criterion, inputs: Mapping[str, Value], year: int) -> _Scored:
    because: dict[str, object] = {}
    value: Fraction | int | Decimal | date | None
    if criterion.denominator:
        value, because = _ratio_trace(criterion, inputs)
    elif isinstance(given := inputs[criterion.input[0]], date):
        value = given
    elif given is False:
        value = None
    else:
        value = because["count"] = total(criterion.input, inputs)
    band = next(n for n, tier in enumerate(criterion.tiers) if _fits(tier, value, year))
    tier = criterion.tiers[band]
    because |= {"band": band, "label_vi": tier.label_vi, "label_en": tier.label_en}
    return tier.points, because


def _fits(tier: Tier, value: Fraction | int | Decimal | date | None, year: int) -> bool:
    if tier.otherwise:
        return True
    if tier.on_or_before is not None:
        return isinstance(value, date) and value <= tier.on_or_before.on(year)
    if isinstance(value, date) or value is None or tier.min is None:
        return False
    return value >= (Fraction(tier.min) if isinstance(value, Fraction) else tier.min)


def _count_trace(
    owner: Criterion | Adjustment, inputs: Mapping[str, Value]
) -> tuple[Decimal, dict[str, object]]:
    count = total(owner.input, inputs) or 0
    return owner.per_unit * count, {"count": count, "per_unit": owner.per_unit}


def _deduction(criterion: Criterion, inputs: Mapping[str, Value], year: int) -> _Scored:
    lost, because = _count_trace(criterion, inputs)
    return max(criterion.max_points - lost, _ZERO), because


def _bonus(criterion: Criterion, inputs: Mapping[str, Value], year: int) -> _Scored:
    won, because = _count_trace(criterion, inputs)
    return min(won, criterion.max_points), because


_FORMULAS: Mapping[Formula, Callable[[Criterion, Mapping[str, Value], int], _Scored]] = {
    Formula.BOOLEAN: _met,
    Formula.LINEAR: _linear,
    Formula.PROPORTIONAL: _proportional,
    Formula.TIERED: _tiered,
    Formula.DEDUCTION: _deduction,
    Formula.BONUS: _bonus,
}


def score_adjustment(adjustment: Adjustment, inputs: Mapping[str, Value]) -> ItemResult:
    """Count a bonus or a deduction up to its cap; nothing given counts nothing."""
    absent = [name for name in adjustment.input if inputs.get(name) is None]
    if absent:
        return _missing(adjustment.code, adjustment.cap, inputs, absent)
    amount, because = _count_trace(adjustment, inputs)
    because |= {"formula": adjustment.kind, "inputs": inputs}
    points = min(amount, adjustment.cap)
    return ItemResult(adjustment.code, points, adjustment.cap, ItemState.SCORED, because)


def score_sheet(
    criteria_set: CriteriaSet,
    answers: Mapping[str, Mapping[str, Value]],
    *,
    metrics: Mapping[str, Value] = _NOTHING,
    not_applicable: Collection[str] = (),
    points: Mapping[str, Decimal] | None = None,
    year: int | None = None,
) -> SheetResult:
    """Score a whole sheet: items, groups, headings, total, level, and why the level is no higher.

    `not_applicable` names what the inspector agreed to leave out. `points` are amounts an inspector
    fixed instead of figures; they must lie between 0 and the maximum.
    """
    year = criteria_set.year if year is None else year
    fixed = points or {}
    items = {
        criterion.code: _fixed(criterion.code, criterion.max_points, fixed[criterion.code])
        if criterion.code in fixed
        else score_criterion(
            criterion,
            answers.get(criterion.code, _NOTHING),
            year=year,
            not_applicable=criterion.code in not_applicable,
        )
        for criterion in criteria_set.criteria
    }
    adjustments = {
        one.code: _fixed(one.code, one.cap, fixed[one.code])
        if one.code in fixed
        else score_adjustment(one, _adjustment_inputs(one, answers, metrics))
        for one in criteria_set.adjustments
    }
    return _add_up(criteria_set, items, adjustments, answers, metrics)


def _fixed(code: str, max_points: Decimal, points: Decimal) -> ItemResult:
    if not 0 <= points <= max_points:
        raise ValueError(f"{points} points for {code}, whose maximum is {max_points}")
    return ItemResult(code, points, max_points, ItemState.SCORED, {"fixed": points})


def _adjustment_inputs(
    adjustment: Adjustment,
    answers: Mapping[str, Mapping[str, Value]],
    metrics: Mapping[str, Value],
) -> Mapping[str, Value]:
    own = answers.get(adjustment.code, _NOTHING)
    known = {name: metrics[name] for name in adjustment.input if name in metrics}
    return {**known, **own}


def _add_up(
    criteria_set: CriteriaSet,
    items: Mapping[str, ItemResult],
    adjustments: Mapping[str, ItemResult],
    answers: Mapping[str, Mapping[str, Value]],
    metrics: Mapping[str, Value],
) -> SheetResult:
    groups = {
        group.code: _part(group.code, [items[one.code] for one in group.criteria])
        for group in criteria_set.groups
    }
    headings = {
        heading.code: _sum_parts(heading.code, [groups[code] for code in heading.groups])
        for heading in criteria_set.headings
    }
    core = _core(criteria_set, headings)
    bonus = _capped(criteria_set, adjustments, AdjustmentKind.BONUS)
    deduction = _capped(criteria_set, adjustments, AdjustmentKind.DEDUCTION)
    exact = core + Fraction(bonus - deduction)
    whole = min(max(exact, Fraction(0)), Fraction(criteria_set.max_total_after_bonus))
    level, reasons = recognise(
        criteria_set,
        total=whole,
        heading_ratios={part.code: part.ratio for part in headings.values()},
        zero_codes=[
            item.code
            for item in items.values()
            if not item.points and item.state is not ItemState.NOT_APPLICABLE
        ],
        value_of=lambda metric, code: _metric(criteria_set, items, answers, metrics, metric, code),
    )
    return SheetResult(
        items=items,
        adjustments=adjustments,
        groups=groups,
        headings=headings,
        core=core,
        bonus=bonus,
        deduction=deduction,
        total=whole,
        level=level,
        reasons=reasons,
        missing=tuple(one.code for one in items.values() if one.state is ItemState.MISSING),
        decimals=criteria_set.score_decimals,
    )


def _part(code: str, items: Collection[ItemResult]) -> PartResult:
    applicable = [item for item in items if item.state is not ItemState.NOT_APPLICABLE]
    return PartResult(
        code,
        sum((item.points for item in applicable), _ZERO),
        sum((item.max_points for item in applicable), _ZERO),
    )


def _sum_parts(code: str, parts: Collection[PartResult]) -> PartResult:
    return PartResult(
        code,
        sum((part.points for part in parts), _ZERO),
        sum((part.max_points for part in parts), _ZERO),
    )


def _core(criteria_set: CriteriaSet, headings: Mapping[str, PartResult]) -> Fraction:
    """Rescale what was reached to the core total, without what does not apply."""
    whole = _sum_parts("", list(headings.values()))
    if not whole.max_points:
        return Fraction(0)
    return Fraction(whole.points) * Fraction(criteria_set.core_total) / Fraction(whole.max_points)


def _capped(
    criteria_set: CriteriaSet, results: Mapping[str, ItemResult], kind: AdjustmentKind
) -> Decimal:
    cap = criteria_set.bonus_cap if kind is AdjustmentKind.BONUS else criteria_set.deduction_cap
    amounts = (results[one.code].points for one in criteria_set.adjustments if one.kind is kind)
    return min(sum(amounts, _ZERO), cap)


def _metric(
    criteria_set: CriteriaSet,
    items: Mapping[str, ItemResult],
    answers: Mapping[str, Mapping[str, Value]],
    metrics: Mapping[str, Value],
    metric: str,
    code: str | None,
) -> Value | Fraction | None:
    """Look up what a condition compares; None while nobody knows it."""
    if code is None:
        return metrics.get(metric)
    item = items[code]
    if item.state is ItemState.NOT_APPLICABLE:
        return None if metric in {"met", "ratio", "input"} else metrics.get(metric)
    inputs = answers.get(code, _NOTHING)
    criterion = criteria_set.criterion(code)
    match metric:
        case "met":
            return inputs.get("met")
        case "ratio":
            if "votes_needed" in item.because:
                return None
            part, whole = total(criterion.numerator, inputs), total(criterion.denominator, inputs)
            return Fraction(part) / Fraction(whole) if part is not None and whole else None
        case "input":
            return total(criterion.input, inputs)
        case _:
            return metrics.get(metric)
