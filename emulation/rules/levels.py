"""Which recognition level a sheet earns, and what ruled out each level above it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from operator import eq, ge, gt, le, lt

from emulation.rules.criteria_facts import Condition, CriteriaSet, Level, Op

_COMPARE: Mapping[Op, Callable[[Fraction, Fraction], bool]] = {
    Op.LT: lt,
    Op.LE: le,
    Op.GT: gt,
    Op.GE: ge,
    Op.EQ: eq,
}


class ReasonKind(StrEnum):
    MIN_TOTAL = "min_total"
    MIN_HEADING = "min_heading"
    ZERO_CRITERION = "zero_criterion"
    LEVEL_CAP = "level_cap"
    KNOCK_OUT = "knock_out"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that rules one level out: the total, a heading, a criterion or a condition."""

    kind: ReasonKind
    code: str
    level: str


Metric = bool | int | Decimal | Fraction | date | None


def holds(condition: Condition, value: Metric) -> bool:
    """Tell whether a condition holds; what nobody knows does not hold."""
    if value is None or isinstance(value, date):
        return False
    if condition.op is Op.IS:
        return isinstance(value, bool) and value is condition.value
    return _COMPARE[condition.op](Fraction(value), Fraction(condition.value))


def recognise(
    criteria_set: CriteriaSet,
    *,
    total: Fraction,
    heading_ratios: Mapping[str, Fraction],
    zero_codes: Collection[str],
    value_of: Callable[[str, str | None], Metric],
) -> tuple[str, tuple[Reason, ...]]:
    """Return the highest level left, with everything that ruled out those above it."""
    met = [
        one for one in criteria_set.conditions if holds(one, value_of(one.metric, one.criterion))
    ]
    reasons: list[Reason] = []
    for position, level in enumerate(criteria_set.levels):
        against = [
            *_floors(level, total, heading_ratios, zero_codes),
            *_conditions(criteria_set, level, position, met),
        ]
        if not against or level is criteria_set.lowest_level:
            return level.code, tuple(reasons)
        reasons += against
    raise ValueError("a criteria set without levels")


def _floors(
    level: Level,
    total: Fraction,
    heading_ratios: Mapping[str, Fraction],
    zero_codes: Collection[str],
) -> list[Reason]:
    reasons = []
    if total < level.min_total:
        reasons.append(Reason(ReasonKind.MIN_TOTAL, "total", level.code))
    reasons += [
        Reason(ReasonKind.MIN_HEADING, code, level.code)
        for code, ratio in heading_ratios.items()
        if ratio < level.min_heading_ratio
    ]
    if level.no_zero_criterion:
        reasons += [Reason(ReasonKind.ZERO_CRITERION, code, level.code) for code in zero_codes]
    return reasons


def _conditions(
    criteria_set: CriteriaSet, level: Level, position: int, met: Collection[Condition]
) -> list[Reason]:
    reasons = []
    for condition in met:
        if condition.max_level is None:
            reasons.append(Reason(ReasonKind.KNOCK_OUT, condition.code, level.code))
        elif position < criteria_set.level_position(condition.max_level):
            reasons.append(Reason(ReasonKind.LEVEL_CAP, condition.code, level.code))
    return reasons
