"""Results and their reasons as plain JSON values, numbers as exact text."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from emulation.rules.inputs import Value, inputs_to_json
from emulation.rules.points import written
from emulation.rules.ranking import RankingTable
from emulation.rules.scoring import ItemResult, SheetResult

_RATIO_DECIMALS = 6
_SHARE_DECIMALS = 4


def trace_to_json(because: Mapping[str, object]) -> dict[str, object]:
    """Write a trace down; a ratio stands twice, readable and exact."""
    found: dict[str, object] = {}
    for key, value in because.items():
        if key == "ratio" and isinstance(value, Fraction):
            found["ratio"] = written(value, _RATIO_DECIMALS)
            found["ratio_exact"] = f"{value.numerator}/{value.denominator}"
        else:
            found[key] = _plain(value)
    return found


def _plain(value: object) -> object:
    match value:
        case bool() | int() | None:
            return value
        case Decimal():
            return str(value)
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            return str(value)


def item_to_json(item: ItemResult, decimals: int) -> dict[str, object]:
    return {
        "points": written(item.points, decimals),
        "max": written(item.max_points, decimals),
        "state": str(item.state),
        "because": trace_to_json(item.because),
    }


def sheet_to_json(result: SheetResult) -> dict[str, object]:
    decimals = result.decimals
    return {
        "items": {code: item_to_json(one, decimals) for code, one in result.items.items()},
        "adjustments": {
            code: item_to_json(one, decimals) for code, one in result.adjustments.items()
        },
        "groups": {code: written(one.points, decimals) for code, one in result.groups.items()},
        "headings": {
            code: {
                "points": written(one.points, decimals),
                "max": written(one.max_points, decimals),
            }
            for code, one in result.headings.items()
        },
        "core": written(result.core, decimals),
        "bonus": written(result.bonus, decimals),
        "deduction": written(result.deduction, decimals),
        "total": written(result.total, decimals),
        "level": result.level,
        "reasons": [
            {"kind": str(one.kind), "code": one.code, "level": one.level} for one in result.reasons
        ],
        "missing": list(result.missing),
    }


def table_to_json(table: RankingTable, decimals: int) -> dict[str, object]:
    target = table.target
    return {
        "ranking": [
            {
                "unit_code": one.standing.unit_code,
                "rank": one.rank,
                "cluster_rank": one.cluster_rank,
                "total": written(one.standing.total, decimals),
                "level": one.standing.level,
                "tied_with": list(one.tied_with),
                "classification": one.classification,
            }
            for one in table.ranked
        ],
        "unranked": [{"unit_code": one.unit_code, "reason": one.reason} for one in table.unranked],
        "target": {
            "recognised": target.recognised,
            "of": target.of,
            "share": written(target.share, _SHARE_DECIMALS),
            "target": None if target.target is None else str(target.target),
            "missing": target.missing,
            "not_risen": list(target.not_risen),
        },
    }


def answers_to_json(answers: Mapping[str, Mapping[str, Value]]) -> dict[str, object]:
    return {code: inputs_to_json(inputs) for code, inputs in answers.items()}
