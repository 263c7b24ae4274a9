"""Reading the lines of a criteria set: criteria, adjustments, and the conditions on levels."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from emulation.rules.criteria_facts import (
    Adjustment,
    AdjustmentKind,
    Condition,
    Criterion,
    Field,
    FieldKind,
    Formula,
    Method,
    NotApplicable,
    Op,
    Tier,
    Validity,
)
from emulation.rules.criteria_problems import ProblemCode
from emulation.rules.criteria_tree import Node
from emulation.rules.criteria_vocabulary import MET, Vocabulary, number_kind
from emulation.rules.points import decimals_of

_COMMON = (
    *("code", "max", "method", "source", "pillar", "title_vi", "title_en", "deadline"),
    *("evidence", "knock_out", "level_cap", "survey", "extra_inputs"),
)
_BY_FORMULA = {
    Formula.BOOLEAN: (),
    Formula.LINEAR: ("numerator", "denominator", "zero_at", "full_at", "share"),
    Formula.PROPORTIONAL: ("numerator", "denominator", "cutoff", "share"),
    Formula.TIERED: ("input", "numerator", "denominator", "share", "tiers"),
    Formula.DEDUCTION: ("input", "per_unit"),
    Formula.BONUS: ("input", "per_unit"),
}
_REQUIRED = {
    Formula.BOOLEAN: (),
    Formula.LINEAR: ("numerator", "denominator", "zero_at", "full_at"),
    Formula.PROPORTIONAL: ("numerator", "denominator", "cutoff"),
    Formula.TIERED: ("tiers",),
    Formula.DEDUCTION: ("input", "per_unit"),
    Formula.BONUS: ("input", "per_unit"),
}
_RATIO_FORMULAS = (Formula.LINEAR, Formula.PROPORTIONAL)
_FREE_FORMULAS = tuple(Formula)
# What is held or collected against a quota may go beyond it; everything else is a part of a whole.
_QUOTAS = ("_required", "_target")
_OF_LINE = frozenset({MET, "ratio", "input"})
_ONE = Decimal(1)


@dataclass(frozen=True)
class Place:
    """Where a criterion stands in its set."""

    group: str
    heading: str
    position: int
    decimals: int
    validity: Validity | None


class _Figures(NamedTuple):
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    input: tuple[str, ...]
    extra: tuple[str, ...]


def read_criterion(node: Node, code: str, place: Place, words: Vocabulary) -> Criterion:
    node.require("max", "method", "title_vi")
    method = node.choice("method", Method, Method.BOOLEAN)
    formula = _formula(node, method)
    _allow(node, method, formula)
    node.require(*_REQUIRED[formula])
    maximum = node.number("max", low=Decimal("0.01"), high=Decimal(1000), decimals=place.decimals)
    figures = _Figures(*map(node.names, ("numerator", "denominator", "input", "extra_inputs")))
    _check_figures(node, formula, figures)
    tiers = _tiers(node, maximum, place.decimals) if formula is Formula.TIERED else ()
    zero_at, full_at = _bounds(node) if formula is Formula.LINEAR else (Decimal(0), _ONE)
    title = node.text("title_vi", code)
    return Criterion(
        code=code,
        group=place.group,
        heading=place.heading,
        position=place.position,
        max_points=maximum,
        method=method,
        formula=formula,
        source=node.one_of("source", words.sources, "manual")
        if words.sources
        else node.text("source", "manual"),
        pillar=node.one_of("pillar", (*words.pillars, ""), "")
        if words.pillars
        else node.text("pillar"),
        title_vi=title,
        title_en=node.text("title_en", title),
        fields=words.fields(node, _fields(formula, figures, tiers)),
        numerator=figures.numerator,
        denominator=figures.denominator,
        input=figures.input,
        extra_inputs=figures.extra,
        share=node.flag("share", default=_is_share(figures)),
        zero_at=zero_at,
        full_at=full_at,
        cutoff=node.number("cutoff", high=_ONE),
        per_unit=_per_unit(node, place.decimals),
        tiers=tiers,
        evidence=words.evidence(node),
        deadline=node.month_day("deadline"),
        survey=node.text("survey") or None,
        not_applicable=node.choice("not_applicable", NotApplicable, NotApplicable.ZERO)
        if "not_applicable" in node
        else None,
        knock_out=_own_condition(node, "knock_out", code, formula, figures),
        level_cap=_own_condition(node, "level_cap", code, formula, figures),
        validity=place.validity,
        decimals=place.decimals,
    )


def _formula(node: Node, method: Method) -> Formula:
    match method:
        case Method.RATIO:
            node.require("formula")
            formula = node.choice("formula", Formula, Formula.LINEAR)
            if formula not in _RATIO_FORMULAS:
                node.note(
                    "formula",
                    ProblemCode.UNKNOWN_VALUE,
                    value=formula,
                    allowed=", ".join(_RATIO_FORMULAS),
                )
                formula = Formula.LINEAR
            return formula
        case Method.DERIVED:
            node.require("formula", "source")
            return node.choice("formula", Formula, Formula.TIERED)
        case _:
            return Formula(method.value)


def _allow(node: Node, method: Method, formula: Formula) -> None:
    if node.values.get("method") not in set(Method):
        # What belongs to a method nobody knows cannot be judged.
        return
    named = ("formula",) if method in {Method.RATIO, Method.DERIVED} else ()
    node.allow(*_COMMON, *named, "not_applicable", *_BY_FORMULA[formula])


def _check_figures(node: Node, formula: Formula, figures: _Figures) -> None:
    if formula is not Formula.TIERED:
        return
    if figures.input and figures.numerator:
        node.note("numerator", ProblemCode.UNKNOWN_KEY, key="numerator beside input")
    elif figures.numerator or figures.denominator:
        node.require("numerator", "denominator")
    else:
        node.require("input")


def _is_share(figures: _Figures) -> bool:
    return bool(figures.denominator) and not any(
        name.endswith(_QUOTAS) for name in figures.denominator
    )


def _bounds(node: Node) -> tuple[Decimal, Decimal]:
    zero_at = node.number("zero_at", high=Decimal(100))
    full_at = node.number("full_at", _ONE, high=Decimal(100))
    if zero_at >= full_at:
        node.note("zero_at", ProblemCode.BOUNDS_ORDER, zero_at=zero_at, full_at=full_at)
        return Decimal(0), _ONE
    return zero_at, full_at


def _per_unit(node: Node, decimals: int) -> Decimal:
    if "per_unit" not in node:
        return Decimal(0)
    return node.number("per_unit", low=Decimal("0.01"), high=Decimal(1000), decimals=decimals)


def _fields(
    formula: Formula, figures: _Figures, tiers: tuple[Tier, ...]
) -> Iterator[tuple[str, str, FieldKind]]:
    """Yield (key, name, kind) of everything that must be given, in the order of the sheet."""
    if formula is Formula.BOOLEAN:
        yield "method", MET, FieldKind.BOOLEAN
    for name in figures.numerator:
        yield "numerator", name, FieldKind.COUNT
    for name in figures.denominator:
        yield "denominator", name, FieldKind.COUNT
    dated = any(tier.on_or_before for tier in tiers)
    broken = any(tier.min is not None and decimals_of(tier.min) for tier in tiers)
    for name in figures.input:
        yield "input", name, FieldKind.DATE if dated else number_kind(name, decimals=broken)
    for name in figures.extra:
        yield "extra_inputs", name, number_kind(name)


def _tiers(node: Node, maximum: Decimal, decimals: int) -> tuple[Tier, ...]:
    tiers = tuple(_tier(one, maximum, decimals) for one in node.items("tiers"))
    if not tiers:
        return ()
    _check_order(node, tiers)
    if [n for n, tier in enumerate(tiers) if tier.otherwise] != [len(tiers) - 1]:
        node.note("tiers", ProblemCode.TIERS_NOT_COVERING)
    best = max(tier.points for tier in tiers)
    if best < maximum:
        node.note("tiers", ProblemCode.MAX_NOT_REACHED, value=best, maximum=maximum)
    return tiers


def _tier(node: Node, maximum: Decimal, decimals: int) -> Tier:
    node.allow("label", "label_vi", "label_en", "min", "on_or_before", "else", "points")
    node.require("points")
    points = node.number("points", high=Decimal(1000), decimals=decimals)
    if points > maximum:
        node.note("points", ProblemCode.TIER_ABOVE_MAX, value=points, maximum=maximum)
    ways = [key for key in ("min", "on_or_before", "else") if key in node]
    if len(ways) > 1:
        node.note("", ProblemCode.TIERS_MIXED)
    elif not ways:
        node.note("", ProblemCode.MISSING_KEY, key="min, on_or_before or else")
    if "else" in node and not node.flag("else"):
        node.note("else", ProblemCode.UNKNOWN_VALUE, value="false", allowed="true")
    label = node.words("label_vi") or node.words("label")
    return Tier(
        points=points,
        label_vi=label,
        label_en=node.words("label_en") or label,
        min=node.number("min", high=Decimal(10) ** 12) if "min" in node else None,
        on_or_before=node.month_day("on_or_before"),
    )


def _check_order(node: Node, tiers: tuple[Tier, ...]) -> None:
    bands = [tier for tier in tiers if not tier.otherwise]
    by_number = any(one.min is not None and not one.on_or_before for one in bands)
    by_day = any(one.on_or_before and one.min is None for one in bands)
    if by_number and by_day:
        node.note("tiers", ProblemCode.TIERS_MIXED)
        return
    pairs = pairwise(tiers)
    for n, (above, below) in enumerate(pairs, start=1):
        at = (*node.path, "tiers", n)
        if above.min is not None and below.min is not None and below.min >= above.min:
            node.notes.add(at, ProblemCode.TIER_ORDER, value=below.min, previous=above.min)
        if above.on_or_before and below.on_or_before and below.on_or_before <= above.on_or_before:
            first, second = above.on_or_before, below.on_or_before
            node.notes.add(at, ProblemCode.TIER_ORDER, value=second, previous=first)
        if below.points >= above.points:
            node.notes.add(
                at, ProblemCode.TIER_POINTS_ORDER, value=below.points, previous=above.points
            )


def _own_condition(
    node: Node, key: str, code: str, formula: Formula, figures: _Figures
) -> Condition | None:
    if key not in node:
        return None
    own = node.child(key)
    condition = read_condition(own, code, capped=key == "level_cap", criterion=code)
    supplied = {
        MET: formula is Formula.BOOLEAN,
        "ratio": bool(figures.denominator),
        "input": bool(figures.input),
    }
    if not supplied.get(condition.metric, True):
        own.note("metric", ProblemCode.UNKNOWN_METRIC, value=condition.metric)
    return condition


def read_condition(
    node: Node, code: str, *, capped: bool, criterion: str | None = None
) -> Condition:
    own_code = ("code",) if criterion is None else ()
    cap = ("max_level",) if capped else ()
    node.allow("metric", "op", "value", "reason_vi", "reason_en", *own_code, *cap)
    node.require("metric", "op", "value", *cap)
    op = node.choice("op", Op, Op.IS)
    value = node.values.get("value")
    if isinstance(value, bool) is not (op is Op.IS):
        node.note("value", ProblemCode.CONDITION_MISMATCH, op=op, value=value)
    limit = value if isinstance(value, bool) else node.number("value", high=Decimal(10) ** 12)
    metric = node.text("metric")
    if criterion is None and metric in _OF_LINE:
        node.note("metric", ProblemCode.UNKNOWN_METRIC, value=metric)
    reason = node.text("reason_vi", metric)
    return Condition(
        code=code,
        metric=metric,
        op=op,
        value=limit,
        reason_vi=reason,
        reason_en=node.text("reason_en", reason),
        max_level=node.text("max_level") or None,
        criterion=criterion,
    )


def metric_field(node: Node, condition: Condition, words: Vocabulary) -> Field | None:
    """Describe what a condition asks for beyond the figures of its own criterion."""
    if condition.metric in _OF_LINE or not condition.metric:
        return None
    kind = FieldKind.BOOLEAN if condition.op is Op.IS else number_kind(condition.metric)
    return words.field(node, "metric", condition.metric, kind)


def read_adjustment(
    node: Node, code: str, position: int, decimals: int, words: Vocabulary
) -> Adjustment:
    node.allow("code", "method", "per_unit", "cap", "input", "title_vi", "title_en", "evidence")
    node.require("method", "per_unit", "cap", "input", "title_vi")
    names = node.names("input")
    title = node.text("title_vi", code)
    return Adjustment(
        code=code,
        kind=node.choice("method", AdjustmentKind, AdjustmentKind.BONUS),
        position=position,
        per_unit=_per_unit(node, decimals),
        cap=node.number("cap", low=Decimal("0.01"), high=Decimal(1000), decimals=decimals),
        title_vi=title,
        title_en=node.text("title_en", title),
        fields=words.fields(node, (("input", name, number_kind(name)) for name in names)),
        input=names,
        evidence=words.evidence(node),
        decimals=decimals,
    )
