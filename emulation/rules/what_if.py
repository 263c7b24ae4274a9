"""A finished year under other weights, bands or levels: who moves, and what the set still tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from emulation.rules.criteria_facts import CriteriaSet, Criterion, Level, Tier
from emulation.rules.inputs import Value
from emulation.rules.points import round_half_up
from emulation.rules.ranking import VERIFIED, Ranked, Standing, rank
from emulation.rules.scoring import ItemState, SheetResult, score_sheet


@dataclass(frozen=True)
class Sheet:
    """One unit's finished sheet, as figures."""

    unit_code: str
    unit_name: str
    cluster: str
    answers: Mapping[str, Mapping[str, Value]]
    metrics: Mapping[str, Value] = field(default_factory=dict)
    not_applicable: tuple[str, ...] = ()
    points: Mapping[str, Decimal] = field(default_factory=dict)
    initiatives_effective: int = 0
    self_total: Fraction | Decimal | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One unit under both sets; `move` is positive when it rises."""

    unit_code: str
    rank_before: int
    rank_after: int
    total_before: Fraction
    total_after: Fraction
    level_before: str
    level_after: str

    @property
    def move(self) -> int:
        return self.rank_before - self.rank_after


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Every unit in the new order; `flat` separate nobody; `unreached` is what nobody earned."""

    changes: tuple[Change, ...]
    flat: tuple[str, ...]
    unreached: Mapping[str, Decimal]

    @property
    def movers(self) -> tuple[Change, ...]:
        return tuple(one for one in self.changes if one.move)

    @property
    def level_changers(self) -> tuple[Change, ...]:
        return tuple(one for one in self.changes if one.level_before != one.level_after)


def what_if(before: CriteriaSet, after: CriteriaSet, sheets: Sequence[Sheet]) -> WhatIf:
    """Score and rank the same sheets under both sets."""
    results_before = _results(before, before, sheets)
    results_after = _results(before, after, sheets)
    ranked_before = {one.standing.unit_code: one for one in _ranked(before, sheets, results_before)}
    return WhatIf(
        changes=tuple(
            _change(ranked_before[one.standing.unit_code], one)
            for one in _ranked(after, sheets, results_after)
        ),
        flat=flat_criteria(after, list(results_after.values())),
        unreached=unreached_points(after, list(results_after.values())),
    )


def _change(before: Ranked, after: Ranked) -> Change:
    return Change(
        unit_code=after.standing.unit_code,
        rank_before=before.rank,
        rank_after=after.rank,
        total_before=before.standing.total,
        total_after=after.standing.total,
        level_before=before.standing.level,
        level_after=after.standing.level,
    )


def _results(
    original: CriteriaSet, criteria_set: CriteriaSet, sheets: Sequence[Sheet]
) -> dict[str, SheetResult]:
    return {
        sheet.unit_code: score_sheet(
            criteria_set,
            sheet.answers,
            metrics=sheet.metrics,
            not_applicable=sheet.not_applicable,
            points=_carried(original, criteria_set, sheet.points),
        )
        for sheet in sheets
    }


def _carried(
    original: CriteriaSet, criteria_set: CriteriaSet, points: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """Keep an inspector's fixed points as the same share of the new maximum."""
    maxima, now = _maxima(original), _maxima(criteria_set)
    return {
        code: round_half_up(
            Fraction(fixed) * Fraction(now[code]) / Fraction(maxima[code]),
            criteria_set.score_decimals,
        )
        for code, fixed in points.items()
        if code in now
    }


def _maxima(criteria_set: CriteriaSet) -> dict[str, Decimal]:
    core = {one.code: one.max_points for one in criteria_set.criteria}
    return core | {one.code: one.cap for one in criteria_set.adjustments}


def _ranked(
    criteria_set: CriteriaSet, sheets: Sequence[Sheet], results: Mapping[str, SheetResult]
) -> tuple[Ranked, ...]:
    standings = [
        Standing(
            unit_code=sheet.unit_code,
            unit_name=sheet.unit_name,
            cluster=sheet.cluster,
            total=results[sheet.unit_code].total,
            headings={
                part.code: part.points for part in results[sheet.unit_code].headings.values()
            },
            initiatives_effective=sheet.initiatives_effective,
            self_total=sheet.self_total,
            level=results[sheet.unit_code].level,
            status=VERIFIED,
            knocked_out=results[sheet.unit_code].knocked_out,
        )
        for sheet in sheets
    ]
    return rank(standings, criteria_set).ranked


def flat_criteria(criteria_set: CriteriaSet, results: Sequence[SheetResult]) -> tuple[str, ...]:
    """Name the criteria on which every unit has the same points."""
    return tuple(
        one.code
        for one in criteria_set.criteria
        if len({result.items[one.code].points for result in results}) == 1
    )


def unreached_points(
    criteria_set: CriteriaSet, results: Sequence[SheetResult]
) -> dict[str, Decimal]:
    """Return, for each criterion that nobody filled, the points that stayed out of reach."""
    best = {
        one.code: max(
            (
                result.items[one.code].points
                for result in results
                if result.items[one.code].state is not ItemState.NOT_APPLICABLE
            ),
            default=one.max_points,
        )
        for one in criteria_set.criteria
    }
    return {
        one.code: one.max_points - best[one.code]
        for one in criteria_set.criteria
        if best[one.code] < one.max_points
    }


def changed(
    criteria_set: CriteriaSet,
    *,
    weights: Mapping[str, Decimal] | None = None,
    tiers: Mapping[str, tuple[Tier, ...]] | None = None,
    levels: tuple[Level, ...] | None = None,
) -> CriteriaSet:
    """Return the set with other maxima, bands or levels.

    A new maximum scales the bands and the points per event with it; the core is still rescaled to
    its total, so weights need not add up to it.
    """
    weights, tiers = weights or {}, tiers or {}
    criteria = tuple(
        replace(_weighted(one, weights.get(one.code)), tiers=tiers[one.code])
        if one.code in tiers
        else _weighted(one, weights.get(one.code))
        for one in criteria_set.criteria
    )
    groups = tuple(
        replace(
            group,
            criteria=(own := tuple(one for one in criteria if one.group == group.code)),
            max_points=sum((one.max_points for one in own), Decimal(0)),
        )
        for group in criteria_set.groups
    )
    maxima = {group.code: group.max_points for group in groups}
    headings = tuple(
        replace(one, max_points=sum((maxima[code] for code in one.groups), Decimal(0)))
        for one in criteria_set.headings
    )
    return replace(
        criteria_set,
        criteria=criteria,
        groups=groups,
        headings=headings,
        levels=levels or criteria_set.levels,
    )


def _weighted(criterion: Criterion, maximum: Decimal | None) -> Criterion:
    if maximum is None or maximum == criterion.max_points:
        return criterion
    factor = Fraction(maximum) / Fraction(criterion.max_points)

    def scaled(points: Decimal) -> Decimal:
        return round_half_up(Fraction(points) * factor, criterion.decimals)

    return replace(
        criterion,
        max_points=maximum,
        per_unit=scaled(criterion.per_unit),
        tiers=tuple(replace(tier, points=scaled(tier.points)) for tier in criterion.tiers),
    )
