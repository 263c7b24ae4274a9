"""The shortest list of criteria that lifts a sheet to the next recognition level."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from emulation.rules.criteria_facts import CriteriaSet, Level
from emulation.rules.levels import Reason, ReasonKind
from emulation.rules.scoring import ItemState, SheetResult

_CURABLE = frozenset({"met", "ratio", "input"})


@dataclass(frozen=True, slots=True)
class NextLevel:
    """What reaches the level above: these criteria brought to full points, unless it is barred.

    `codes` is empty where no list of criteria is enough. `barred_by` are conditions that points
    cannot lift: a discipline, a case, a late file.
    """

    level: str
    codes: tuple[str, ...]
    enough: bool
    barred_by: tuple[Reason, ...]


def next_level(criteria_set: CriteriaSet, result: SheetResult) -> NextLevel | None:
    """Return the way to the level above, or None at the top."""
    position = criteria_set.level_position(result.level)
    if position == 0:
        return None
    level = criteria_set.levels[position - 1]
    against = [reason for reason in result.reasons if reason.level == level.code]
    forced = _must_change(criteria_set, result, against)
    codes = _shortest(criteria_set, result, level, forced)
    return NextLevel(
        level=level.code,
        codes=codes or (),
        enough=codes is not None,
        barred_by=tuple(one for one in against if not _curable(criteria_set, one)),
    )


def _curable(criteria_set: CriteriaSet, reason: Reason) -> bool:
    """Tell whether full points on one criterion would take the reason away."""
    if reason.kind not in {ReasonKind.LEVEL_CAP, ReasonKind.KNOCK_OUT}:
        return True
    criterion = criteria_set.criteria_by_code.get(reason.code)
    return criterion is not None and any(
        condition.metric in _CURABLE for condition in criterion.conditions
    )


def _must_change(
    criteria_set: CriteriaSet, result: SheetResult, against: Collection[Reason]
) -> set[str]:
    """Name the criteria that must change whatever the total: zeros and own conditions."""
    return {
        reason.code
        for reason in against
        if reason.code in result.items
        and reason.kind not in {ReasonKind.MIN_TOTAL, ReasonKind.MIN_HEADING}
        and _curable(criteria_set, reason)
    }


def _shortest(
    criteria_set: CriteriaSet, result: SheetResult, level: Level, forced: set[str]
) -> tuple[str, ...] | None:
    """Pick what is forced, then what each heading needs, then the largest gains.

    Largest first is shortest: headings do not overlap, and within one the largest gain reaches its
    floor with the fewest criteria and adds most to the total.
    """
    gains = _gains(result)
    chosen = [code for code in result.items if code in forced]
    left = {code: gain for code, gain in gains.items() if code not in forced}
    for heading in criteria_set.headings:
        part = result.headings[heading.code]
        needed = level.min_heading_ratio * part.max_points - part.points
        members = {one.code for one in criteria_set.criteria if one.heading == heading.code}
        needed -= sum(
            (gains.get(code, Decimal(0)) for code in chosen if code in members), Decimal(0)
        )
        if not _take(left, members, Fraction(needed), chosen):
            return None
    needed_in_all = _core_needed(criteria_set, result, level)
    needed_in_all -= Fraction(sum((gains.get(code, Decimal(0)) for code in chosen), Decimal(0)))
    if not _take(left, set(left), needed_in_all, chosen):
        return None
    return tuple(chosen)


def _gains(result: SheetResult) -> dict[str, Decimal]:
    """Return the points left on each applicable criterion, largest first."""
    gains = {
        item.code: item.max_points - item.points
        for item in result.items.values()
        if item.state is not ItemState.NOT_APPLICABLE and item.points < item.max_points
    }
    return dict(sorted(gains.items(), key=lambda one: -one[1]))


def _take(
    left: dict[str, Decimal], members: Collection[str], needed: Fraction, chosen: list[str]
) -> bool:
    """Move the largest gains from `left` to `chosen` until enough; False when they run out."""
    for code in [code for code in left if code in members]:
        if needed <= 0:
            return True
        needed -= Fraction(left.pop(code))
        chosen.append(code)
    return needed <= 0


def _core_needed(criteria_set: CriteriaSet, result: SheetResult, level: Level) -> Fraction:
    """Return the points of the sheet, before rescaling, that the total still lacks."""
    applicable = sum((part.max_points for part in result.headings.values()), Decimal(0))
    scale = Fraction(criteria_set.core_total) / Fraction(applicable) if applicable else Fraction(1)
    outside = Fraction(result.bonus - result.deduction)
    return (Fraction(level.min_total) - outside - result.core) / scale
