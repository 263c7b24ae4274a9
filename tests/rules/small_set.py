"""A criteria set small enough to reckon by hand, and answers that earn everything."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

from emulation.rules.criteria_facts import FieldKind, Formula
from emulation.rules.criteria_set import build

_TITLES = {"title_vi": "Tên", "title_en": "Title"}


def criterion(code, maximum, method, **more):
    return {"code": code, "max": Decimal(maximum), "method": method, **_TITLES, **more}


def ratio(code, maximum, formula, **more):
    figures = {"numerator": f"{code}_done", "denominator": f"{code}_total"}
    return criterion(code, maximum, "ratio", formula=formula, **{**figures, **more})


def linear(code, maximum, zero_at="0", full_at="1", **more):
    bounds = {"zero_at": Decimal(zero_at), "full_at": Decimal(full_at)}
    return ratio(code, maximum, "linear", **bounds, **more)


def proportional(code, maximum, cutoff="0.8", **more):
    return ratio(code, maximum, "proportional", cutoff=Decimal(cutoff), **more)


def tiered(code, maximum, tiers, **more):
    return criterion(code, maximum, "tiered", input=f"{code}_count", tiers=tiers, **more)


def band(points, **more):
    return {"label_vi": f"{points}", "points": Decimal(points), **more}


def deduction(code, maximum, per_unit, **more):
    each = Decimal(per_unit)
    figures = {"input": f"{code}_events", **more}
    return criterion(code, maximum, "deduction", per_unit=each, **figures)


def group(code, *criteria, **more):
    maximum = sum((one["max"] for one in criteria), Decimal(0))
    return {"code": code, "max": maximum, **_TITLES, "criteria": list(criteria), **more}


def tree(*groups, **more):
    """Give each group a heading of its own; a name given replaces that section."""
    total = sum((one["max"] for one in groups), Decimal(0))
    return {
        "meta": {
            "code": "SMALL",
            "version": "1",
            "title_vi": "Bộ nhỏ",
            "valid_from": date(2024, 1, 1),
            "core_total": total,
        },
        "headings": [
            {"code": f"H{one['code']}", "max": one["max"], **_TITLES, "groups": [one["code"]]}
            for one in groups
        ],
        "groups": deepcopy(list(groups)),
        "levels": [
            {"code": "L1", **_TITLES, "min_total": total / 2},
            {"code": "L0", **_TITLES, "min_total": 0},
        ],
        **more,
    }


def small_set(*groups, **more):
    return build(tree(*groups, **more))


def one_criterion(found):
    """Build a set of one criterion, and return that criterion as the rules see it."""
    return small_set(group("A", found)).criteria[0]


class FullSheet:
    """Answers that earn every point of a set."""

    def __init__(self, criteria_set):
        self.answers = {one.code: self._inputs(one) for one in criteria_set.criteria}

    def _inputs(self, found):
        values = {one.name: self._best(found, one) for one in found.fields}
        if len(found.denominator) > 1:
            values |= dict.fromkeys(set(found.denominator) - set(found.numerator), 0)
        if len(found.numerator) > 1:
            values |= dict.fromkeys(found.numerator[1:], 0)
        return values

    def _best(self, found, one):
        match one.kind:
            case FieldKind.BOOLEAN:
                return True
            case FieldKind.DATE:
                return date(2024, 1, 1)
            case _ if found.formula is Formula.DEDUCTION:
                return 0
            case FieldKind.PERCENT:
                return Decimal(100)
            case _ if found.formula is Formula.TIERED and found.input:
                return int(found.tiers[0].min)
            case _:
                return 100
