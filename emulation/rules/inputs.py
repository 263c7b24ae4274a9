"""The figures people give: what is wrong with them, and how they travel as JSON."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from math import isfinite

from emulation.rules.criteria_facts import Adjustment, Criterion, Field, FieldKind
from emulation.rules.points import decimals_of

Value = bool | int | Decimal | date
Owner = Criterion | Adjustment

LARGEST = 10**12
_PERCENT = 100
_DECIMALS = 2
_LONGEST = 40
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?", re.ASCII)


class InputCode(StrEnum):
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"
    ABOVE_TOTAL = "above_total"
    OUTSIDE_PERIOD = "outside_period"
    WRONG_TYPE = "wrong_type"
    UNKNOWN_FIELD = "unknown_field"
    TOO_MANY_DECIMALS = "too_many_decimals"


@dataclass(frozen=True)
class InputProblem:
    field: str
    code: InputCode
    facts: Mapping[str, object]


def total(names: Sequence[str], inputs: Mapping[str, Value]) -> int | Decimal | None:
    """Add up the named figures; None while one of them is missing."""
    amount: int | Decimal = 0
    for name in names:
        value = inputs.get(name)
        if value is None or isinstance(value, date):
            return None
        amount = amount + value if amount else value
    return amount


def missing_fields(owner: Owner, inputs: Mapping[str, Value]) -> tuple[str, ...]:
    """Name what a person still has to give, extra figures included."""
    return tuple(one.name for one in owner.fields if inputs.get(one.name) is None)


def check_inputs(
    fields_owner: Owner, inputs: Mapping[str, Value], *, year: int
) -> tuple[InputProblem, ...]:
    """Name everything that is wrong; figures not given yet are not wrong."""
    return check_fields(fields_owner.fields_by_name, inputs, year=year) + _above_total(
        fields_owner, inputs
    )


def check_fields(
    known: Mapping[str, Field], inputs: Mapping[str, Value], *, year: int
) -> tuple[InputProblem, ...]:
    problems = []
    for name, value in inputs.items():
        if name not in known:
            problems.append(InputProblem(name, InputCode.UNKNOWN_FIELD, {"known": tuple(known)}))
        elif (problem := _check_value(known[name], value, year)) is not None:
            problems.append(problem)
    return tuple(problems)


def _check_value(one: Field, value: Value, year: int) -> InputProblem | None:
    match one.kind:
        case FieldKind.BOOLEAN:
            fits = isinstance(value, bool)
        case FieldKind.DATE:
            # False says that it did not happen.
            fits = isinstance(value, date) or value is False
        case _:
            return _check_number(one, value)
    if not fits:
        facts = {"value": _shown(value), "expected": one.kind}
        return InputProblem(one.name, InputCode.WRONG_TYPE, facts)
    if isinstance(value, date) and value.year != year:
        return InputProblem(one.name, InputCode.OUTSIDE_PERIOD, {"value": value, "year": year})
    return None


def _check_number(one: Field, value: Value) -> InputProblem | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        facts = {"value": _shown(value), "expected": one.kind}
        return InputProblem(one.name, InputCode.WRONG_TYPE, facts)
    number = Decimal(value)
    if not number.is_finite():
        return InputProblem(one.name, InputCode.NOT_A_NUMBER, {"value": str(value)})
    if number < 0:
        return InputProblem(one.name, InputCode.NEGATIVE, {"value": _shown(value)})
    most = Decimal(_PERCENT if one.kind is FieldKind.PERCENT else LARGEST)
    if one.maximum is not None:
        most = min(most, one.maximum)
    limit: dict[str, object]
    if number > most:
        limit = {"value": _shown(value), "maximum": most}
        return InputProblem(one.name, InputCode.TOO_LARGE, limit)
    if one.kind is FieldKind.COUNT:
        if number != int(number):
            return InputProblem(one.name, InputCode.NOT_WHOLE, {"value": _shown(value)})
    elif decimals_of(number) > _DECIMALS:
        limit = {"value": _shown(value), "decimals": _DECIMALS}
        return InputProblem(one.name, InputCode.TOO_MANY_DECIMALS, limit)
    return None


def _above_total(owner: Owner, inputs: Mapping[str, Value]) -> tuple[InputProblem, ...]:
    if not isinstance(owner, Criterion) or not owner.share:
        return ()
    part, whole = total(owner.numerator, inputs), total(owner.denominator, inputs)
    if part is None or whole is None or not part > whole:
        return ()
    facts = {"numerator": part, "denominator": whole, "fields": owner.denominator}
    return (InputProblem(owner.numerator[0], InputCode.ABOVE_TOTAL, facts),)


def read_inputs(
    owner: Owner, raw: Mapping[str, object], *, year: int
) -> tuple[dict[str, Value], tuple[InputProblem, ...]]:
    """Turn JSON values into figures; what cannot be one is named and left out."""
    values, problems = read_fields(owner.fields_by_name, raw, year=year)
    if not problems:
        problems = _above_total(owner, values)
    return values, problems


def read_fields(
    known: Mapping[str, Field], raw: Mapping[str, object], *, year: int
) -> tuple[dict[str, Value], tuple[InputProblem, ...]]:
    values: dict[str, Value] = {}
    problems: list[InputProblem] = []
    for name, given in raw.items():
        if name not in known:
            problems.append(InputProblem(name, InputCode.UNKNOWN_FIELD, {"known": tuple(known)}))
            continue
        if given is None:
            continue
        value = _parse(known[name], given)
        if isinstance(value, InputCode):
            facts = {"value": _shown(given), "expected": known[name].kind}
            problems.append(InputProblem(name, value, facts))
            continue
        problem = _check_value(known[name], value, year)
        if problem is not None:
            problems.append(problem)
        elif known[name].kind is FieldKind.COUNT:
            values[name] = int(value) if isinstance(value, Decimal) else value
        else:
            values[name] = value
    return values, tuple(problems)


def _shown(given: object) -> str:
    """Quote what was given, as far as it helps to find it."""
    if isinstance(given, str):
        return f'"{given[:_LONGEST]}"'
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, int) and abs(given) > LARGEST**2:
        return "a number that large"
    return str(given)[:_LONGEST]


def _parse(one: Field, given: object) -> Value | InputCode:
    match one.kind:
        case FieldKind.BOOLEAN:
            return given if isinstance(given, bool) else InputCode.WRONG_TYPE
        case FieldKind.DATE:
            return _parse_date(given)
        case FieldKind.COUNT if isinstance(given, str):
            return InputCode.WRONG_TYPE
        case _:
            return _parse_number(given)


def _parse_date(given: object) -> Value | InputCode:
    if given is False or isinstance(given, date):
        return given
    if not isinstance(given, str) or len(given) != len("2024-01-31"):
        return InputCode.WRONG_TYPE
    try:
        return date.fromisoformat(given)
    except ValueError:
        return InputCode.WRONG_TYPE


def _parse_number(given: object) -> Value | InputCode:
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal | str):
        return InputCode.WRONG_TYPE
    if isinstance(given, int | Decimal):
        return given
    text = f"{Decimal(repr(given)):f}" if isinstance(given, float) and isfinite(given) else given
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        return InputCode.NOT_A_NUMBER
    return Decimal(text)


def inputs_to_json(inputs: Mapping[str, Value]) -> dict[str, object]:
    """Write figures so that read_inputs gives the same ones back."""
    return {name: value_to_json(value) for name, value in inputs.items()}


def value_to_json(value: Value) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def contradictions(
    criteria: Collection[Criterion], answers: Mapping[str, Mapping[str, Value]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Name each figure that was given differently in two criteria.

    Votes of different surveys share their names and may differ.
    """
    given: dict[tuple[str, str | None], dict[str, Value]] = {}
    for criterion in criteria:
        for name, value in answers.get(criterion.code, {}).items():
            given.setdefault((name, criterion.survey), {})[criterion.code] = value
    return tuple(
        (name, tuple(codes))
        for (name, _survey), codes in given.items()
        if len(set(codes.values())) > 1
    )
