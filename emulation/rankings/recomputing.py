"""Computing a published table again from its own inputs, and naming what does not follow."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from emulation.criteria.content import digest_of, from_json
from emulation.rankings.findings import CheckKind, Fault, Finding, fits, wrong
from emulation.rules.criteria_problems import InvalidCriteriaSet
from emulation.rules.criteria_set import CriteriaSet, build
from emulation.rules.published_table import (
    UnitScores,
    results_of,
    summary_of,
    table_of,
    unit_scores,
)

Content = Mapping[str, Any]
Unit = Mapping[str, Any]
KINDS: Mapping[CheckKind, tuple[str, ...]] = {
    CheckKind.METRICS: ("initiatives_effective", "criteria_overclaimed"),
    CheckKind.HEADINGS: ("headings",),
    CheckKind.TOTAL: ("adjustments", "total", "exact_total", "self_total"),
    CheckKind.LEVEL: ("level", "reasons", "knocked_out"),
    CheckKind.RANK: ("position", "rank", "cluster_rank", "classification"),
}
_UNREADABLE = (ValueError, ArithmeticError, KeyError, TypeError)


def recompute(content: Content) -> list[Finding]:
    """Return a finding for each kind of figure; the content has its shape already."""
    rules, problem = _set_of(content["criteria"])
    if rules is None:
        return [problem]
    levels = {"", *(level.code for level in rules.levels)}
    if stray := next((u for u in content["units"] if u["last_level"] not in levels), None):
        return [problem, _differs(CheckKind.LEVEL, stray, "last_level", stray["last_level"], "")]
    scores: dict[str, UnitScores] = {}
    points = fits(CheckKind.POINTS)
    for unit in reversed(content["units"]):
        if unit["sheet"] is not None:
            points = _score(rules, unit, content["year"], scores) or points
    findings = [problem, points]
    if points.fault is Fault.INPUTS_UNREADABLE:
        return findings
    return findings + list(_compare(rules, content, scores))


def _set_of(criteria: Content) -> tuple[CriteriaSet | None, Finding]:
    if digest_of(criteria["content"]) != criteria["digest"]:
        return None, wrong(CheckKind.CRITERIA, Fault.DIGEST_DIFFERS, stated=criteria["digest"])
    try:
        rules = build(from_json(criteria["content"]))
    except (InvalidCriteriaSet, *_UNREADABLE):
        return None, wrong(CheckKind.CRITERIA, Fault.SET_UNREADABLE)
    if (rules.code, rules.version) != (criteria["code"], criteria["version"]):
        return None, wrong(CheckKind.CRITERIA, Fault.DIGEST_DIFFERS, stated=criteria["code"])
    return rules, fits(CheckKind.CRITERIA, set=f"{rules.code} {rules.version}")


def _score(
    rules: CriteriaSet, unit: Unit, year: int, scores: dict[str, UnitScores]
) -> Finding | None:
    try:
        found = unit_scores(rules, unit, year=year)
    except _UNREADABLE as error:
        return wrong(CheckKind.POINTS, Fault.INPUTS_UNREADABLE, **_place(unit), detail=str(error))
    scores[unit["unit_code"]] = found
    if not found.wrong:
        return None
    first = found.wrong[0]
    return wrong(
        CheckKind.POINTS,
        Fault.VALUE_DIFFERS,
        **_place(unit),
        criterion=first.code,
        stage=str(first.stage),
        stated=_points(first.stated),
        computed=_points(first.computed),
    )


def _points(points: Decimal | None) -> str:
    return _said(None if points is None else f"{points:.2f}")


def _compare(
    rules: CriteriaSet, content: Content, scores: Mapping[str, UnitScores]
) -> Iterator[Finding]:
    year = content["year"]
    table = table_of(rules, content["units"], scores, year=year)
    results = results_of(rules, table, scores)
    computed = {
        code: {**(result or {}), "position": place}
        for place, (code, result) in enumerate(results.items(), start=1)
    }
    for kind, names in KINDS.items():
        yield _first_difference(kind, names, content["units"], computed)
    summary = summary_of(
        rules,
        table,
        year=year,
        province=content["province"]["name"],
        digest=content["criteria"]["digest"],
        target_permille=content["target_permille"],
    )
    yield _sums(content["summary"], summary)


def _first_difference(
    kind: CheckKind,
    names: Sequence[str],
    units: Sequence[Unit],
    computed: Mapping[str, Mapping[str, Any]],
) -> Finding:
    for unit in units:
        stated = {**(unit["result"] or {}), "position": unit["position"]}
        other = computed[unit["unit_code"]]
        for name in names:
            if stated.get(name) != other.get(name):
                return _differs(kind, unit, name, stated.get(name), other.get(name))
    return fits(kind)


def _differs(kind: CheckKind, unit: Unit, name: str, stated: object, computed: object) -> Finding:
    if isinstance(stated, dict) and isinstance(computed, dict):
        keys = [*computed, *stated]
        part = next(key for key in keys if stated.get(key) != computed.get(key))
        return _differs(kind, unit, part, stated.get(part), computed.get(part))
    return wrong(
        kind,
        Fault.VALUE_DIFFERS,
        **_place(unit),
        name=name,
        stated=_said(stated),
        computed=_said(computed),
    )


def _sums(stated: Content, computed: Content) -> Finding:
    keys = [*computed, *(key for key in stated if key not in computed)]
    for name in keys:
        if stated.get(name) != computed.get(name):
            return wrong(
                CheckKind.SUMMARY,
                Fault.VALUE_DIFFERS,
                name=name,
                stated=_said(stated.get(name)),
                computed=_said(computed.get(name)),
            )
    return fits(CheckKind.SUMMARY)


def _place(unit: Unit) -> dict[str, str]:
    return {"unit": unit["unit_name"], "unit_code": unit["unit_code"]}


def _said(value: object) -> str:
    """Return a value as a sentence can hold it."""
    return "–" if value is None or value == "" else str(value)[:200]
