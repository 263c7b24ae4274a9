"""What a correction changes: two tables of the same year, unit by unit, before and after."""

from collections.abc import Iterable, Mapping
from typing import Any

COMPARED = ("rank", "cluster_rank", "classification", "total", "self_total", "level")
_NOTHING: Mapping[str, Any] = {}


def changes_between(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Name every unit that stands differently, with its figures before and after.

    `criteria` are the lines whose rows or documents are not the same any more.
    """
    old = {unit["unit_code"]: unit for unit in before}
    changes = []
    for unit in after:
        earlier = old.get(unit["unit_code"], _NOTHING)
        was, now = figures_of(earlier), figures_of(unit)
        if "classification" not in (earlier.get("result") or was):
            was["classification"] = now["classification"]  # not published then
        criteria = changed_lines(earlier, unit)
        if was != now or criteria or earlier.get("predecessors") != unit.get("predecessors"):
            changes.append(
                {
                    "unit_code": unit["unit_code"],
                    "unit_name": unit["unit_name"],
                    "before": was,
                    "after": now,
                    "criteria": criteria,
                }
            )
    return changes


def figures_of(unit: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is compared of a unit: its place and result, or why it has none."""
    result = unit.get("result") or _NOTHING
    return {
        **{name: result.get(name) for name in COMPARED},
        "last_rank": unit.get("last_rank"),
        "last_level": unit.get("last_level"),
        "unranked_because": unit.get("unranked_because"),
    }


def changed_lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    was, now = _lines(before), _lines(after)
    if not was or not now:
        return []
    return [code for code in {**was, **now} if was.get(code) != now.get(code)]


def _lines(unit: Mapping[str, Any]) -> Mapping[str, Any]:
    sheet = unit.get("sheet") or _NOTHING
    lines: Mapping[str, Any] = sheet.get("lines", _NOTHING)
    return lines
