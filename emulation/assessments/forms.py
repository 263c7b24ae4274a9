"""What a commune types into one row; where it cannot be read, a sentence for the field."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from emulation import formatting
from emulation.assessments.facts import Entry, SheetFacts
from emulation.rules.criteria_facts import SYSTEM_METRICS, Field, FieldKind
from emulation.rules.inputs import InputCode, InputProblem, Value, check_fields, check_inputs

LONGEST_NOTE = 4000
NOTE, VERSION, NOT_APPLICABLE = "note", "version", "not_applicable"
NEVER = "-never"  # the checkbox beside a date: it did not happen
YES, NO = "1", "0"


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row as it was sent: what could be read, what could not, and the typed text itself."""

    code: str
    version: int
    entry: Entry
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


def read_row(sheet: SheetFacts, code: str, sent: Mapping[str, str]) -> TypedRow:
    """Read the fields of one row, by their names without the row's code."""
    errors: dict[str, str] = {}
    inputs: dict[str, Value] = {}
    for one in typed_fields(sheet, code):
        try:
            value = _read(one, sent)
        except (formatting.NotANumber, formatting.NotADate) as error:
            errors[one.name] = _unreadable(one, error.args[0], sheet.year)
            continue
        if value is not None:
            inputs[one.name] = value
    for problem in _problems(sheet, code, inputs):
        errors.setdefault(problem.field, sentence(problem, sheet.fields(code)[problem.field]))
    note = _note(sent.get(NOTE, ""), errors)
    entry = Entry(inputs=inputs, note=note, not_applicable=sent.get(NOT_APPLICABLE) == YES)
    return TypedRow(code, _version(sent), entry, sent, errors)


def _note(text: str, errors: dict[str, str]) -> str:
    """Tidy what can be a note; a whole book is not looked at letter by letter."""
    note = formatting.tidy(text) if len(text) <= 4 * LONGEST_NOTE else text
    if len(note) <= LONGEST_NOTE:
        return note
    errors[NOTE] = _(
        "At most %(most)s characters; this is %(count)s.",
        most=formatting.number(LONGEST_NOTE, 0),
        count=formatting.number(len(note), 0),
    )
    return ""


def typed_fields(sheet: SheetFacts, code: str) -> list[Field]:
    """Return the figures of a line that people type, and no other part of the program supplies."""
    return [
        one
        for name, one in sheet.fields(code).items()
        if name not in sheet.sources and name not in SYSTEM_METRICS
    ]


def _version(sent: Mapping[str, str]) -> int:
    text = sent.get(VERSION, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000000") else 0


def _read(one: Field, sent: Mapping[str, str]) -> Value | None:
    text = sent.get(one.name, "").strip()
    match one.kind:
        case FieldKind.BOOLEAN:
            return {YES: True, NO: False}.get(text)
        case FieldKind.DATE if sent.get(one.name + NEVER) == YES:
            return False
        case _ if not text:
            return None
        case FieldKind.DATE:
            return formatting.read_date(text)
        case FieldKind.COUNT:
            return formatting.read_count(text)
        case _:
            return formatting.read_number(text)


def _problems(
    sheet: SheetFacts, code: str, inputs: Mapping[str, Value]
) -> tuple[InputProblem, ...]:
    owner = sheet.owner(code)
    if owner is None:
        return check_fields(sheet.fields(code), inputs, year=sheet.year)
    supplied = {name: sheet.sources[name] for name in owner.fields_by_name if name in sheet.sources}
    return check_inputs(owner, {**supplied, **inputs}, year=sheet.year)


def _unreadable(one: Field, text: str, year: int) -> str:
    if one.kind is FieldKind.DATE:
        return str(_("Enter a date, like 15/02/%(year)s.", year=year))
    try:
        number = formatting.read_number(text)
    except formatting.NotANumber:
        return str(_("Enter a number, like 12."))
    if number < 0:
        return str(_("Enter a number that is not below 0."))
    return str(_("Enter a whole number, like 12."))


def sentence(problem: InputProblem, one: Field) -> str:
    """Say what is wrong with a figure, and what to do."""
    facts = problem.facts
    match problem.code:
        case InputCode.NEGATIVE:
            return str(_("Enter a number that is not below 0."))
        case InputCode.NOT_WHOLE:
            return str(_("Enter a whole number, like 12."))
        case InputCode.TOO_LARGE:
            most = formatting.number(_number(facts["maximum"]))
            return str(_("Enter a number of at most %(most)s.", most=most))
        case InputCode.TOO_MANY_DECIMALS:
            return str(_("Enter a number with at most two decimals."))
        case InputCode.OUTSIDE_PERIOD:
            return str(_("Enter a day of the year %(year)s.", year=facts["year"]))
        case InputCode.ABOVE_TOTAL:
            return str(
                _(
                    "%(part)s is more than the total %(whole)s. Correct one of the two.",
                    part=formatting.number(_number(facts["numerator"])),
                    whole=formatting.number(_number(facts["denominator"])),
                )
            )
        case _ if one.kind is FieldKind.DATE:
            return str(_("Enter a date, like 15/02/2024."))
        case _:
            return str(_("Enter a number, like 12."))


def _number(value: object) -> formatting.Number:
    return value if isinstance(value, formatting.Number) else 0
