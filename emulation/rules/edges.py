"""Claims on the edge of a step: one case fewer, or one day later, and they fall to the next."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from emulation.rules.criteria_facts import Criterion, Formula
from emulation.rules.inputs import Value, total
from emulation.rules.scoring import ItemState, score_criterion

# Only these scales have steps; on the others one case more or less is worth what it is worth.
_WITH_STEPS = frozenset({Formula.TIERED, Formula.PROPORTIONAL})


def stands_on_an_edge(criterion: Criterion, inputs: Mapping[str, Value], *, year: int) -> bool:
    """Tell whether the least worse figure would fall to a lower step.

    Everything out of everything is the end of a scale and no edge.
    """
    if criterion.formula not in _WITH_STEPS or _is_everything(criterion, inputs):
        return False
    worse = _least_worse(criterion, inputs)
    if worse is None:
        return False
    now = score_criterion(criterion, inputs, year=year)
    then = score_criterion(criterion, worse, year=year)
    if now.state is not ItemState.SCORED or then.state is not ItemState.SCORED:
        return False
    if criterion.formula is Formula.PROPORTIONAL:
        return now.points > then.points == 0
    return now.points > then.points


def _is_everything(criterion: Criterion, inputs: Mapping[str, Value]) -> bool:
    if criterion.denominator:
        part = total(criterion.numerator, inputs)
        whole = total(criterion.denominator, inputs)
        return part is None or whole is None or part >= whole
    (name, *_others) = criterion.input or ("",)
    field = criterion.fields_by_name.get(name)
    value = inputs.get(name)
    if field is None or field.maximum is None or isinstance(value, date) or value is None:
        return False
    return value >= field.maximum


def _least_worse(criterion: Criterion, inputs: Mapping[str, Value]) -> dict[str, Value] | None:
    """Return the figures with one case fewer, or a day one day later."""
    name = (criterion.numerator or criterion.input or ("",))[0]
    value = inputs.get(name)
    match value:
        case date() as day:
            return {**inputs, name: day + timedelta(days=1)}
        case bool() | None:
            return None
        case int() | Decimal() as count if count >= 1:
            return {**inputs, name: count - 1}
        case _:
            return None
