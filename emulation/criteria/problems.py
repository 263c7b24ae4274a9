"""What is wrong with a criteria set, said to the person who wrote it."""

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from emulation.rules.criteria_problems import Problem, ProblemCode

_SENTENCES = {
    ProblemCode.EMPTY: _l("There is nothing in the file."),
    ProblemCode.MISSING_KEY: _l("%(key)s is missing."),
    ProblemCode.UNKNOWN_KEY: _l("%(key)s is not a known key: check its spelling."),
    ProblemCode.DUPLICATE_KEY: _l("%(key)s is written twice: remove one."),
    ProblemCode.WRONG_TYPE: _l("Here %(expected)s is needed, not %(found)s."),
    ProblemCode.UNKNOWN_VALUE: _l("%(value)s cannot be used here; choose from: %(allowed)s."),
    ProblemCode.OUT_OF_RANGE: _l("%(value)s must lie between %(low)s and %(high)s."),
    ProblemCode.TOO_MANY_DECIMALS: _l("%(value)s has more than %(decimals)s decimals."),
    ProblemCode.DUPLICATE_CODE: _l("Code %(value)s is used twice, first at %(first)s."),
    ProblemCode.SUM_DIFFERS: _l("The parts add up to %(found)s instead of %(expected)s."),
    ProblemCode.BOUNDS_ORDER: _l("zero_at (%(zero_at)s) must be below full_at (%(full_at)s)."),
    ProblemCode.TIER_ORDER: _l(
        "Bands go from the best to the worst: %(value)s must not follow %(previous)s."
    ),
    ProblemCode.TIER_POINTS_ORDER: _l(
        "Points must fall from band to band: %(value)s must not follow %(previous)s."
    ),
    ProblemCode.TIERS_NOT_COVERING: _l("The last band, and only the last, is “else: true”."),
    ProblemCode.TIERS_MIXED: _l("Bands go by number (min) or by day (on_or_before), not by both."),
    ProblemCode.TIER_ABOVE_MAX: _l("%(value)s points are above the maximum of %(maximum)s."),
    ProblemCode.MAX_NOT_REACHED: _l(
        "The best band gives %(value)s points, so nobody reaches the maximum of %(maximum)s."
    ),
    ProblemCode.UNKNOWN_METRIC: _l("No figure is called %(value)s."),
    ProblemCode.CONDITION_MISMATCH: _l("“%(op)s” cannot compare with %(value)s."),
    ProblemCode.UNKNOWN_LEVEL: _l("There is no level %(value)s."),
    ProblemCode.LEVEL_ORDER: _l("Level %(value)s must ask for less than level %(previous)s."),
    ProblemCode.LOWEST_LEVEL: _l("The last level, %(value)s, must ask for nothing."),
    ProblemCode.UNKNOWN_GROUP: _l("There is no group %(value)s."),
    ProblemCode.GROUP_PLACEMENT: _l(
        "Group %(value)s must belong to one heading; it belongs to %(found)s."
    ),
    ProblemCode.UNKNOWN_FIELD: _l("%(value)s is not described in vocabulary.fields."),
    ProblemCode.FIELD_CONFLICT: _l("%(value)s is used as %(first)s and as %(second)s."),
    ProblemCode.UNKNOWN_ORDER_KEY: _l("Units cannot be ranked by %(value)s."),
    ProblemCode.NOT_YAML: _l("This line cannot be read as YAML: %(detail)s."),
    ProblemCode.TOO_LARGE: _l("The file is larger than %(limit)s."),
    ProblemCode.TOO_MANY_ALIASES: _l("References blow the file up beyond %(limit)s values."),
    ProblemCode.TOO_DEEP: _l("Values are nested more than %(limit)s deep."),
}
_KINDS = {
    "true or false": _l("true or false"),
    "a number": _l("a number"),
    "a whole number": _l("a whole number"),
    "text": _l("text"),
    "a date": _l("a date"),
    "nothing": _l("nothing"),
    "a table": _l("a table of keys"),
    "a list": _l("a list"),
    "a name": _l("a name"),
    "a name or a list of names": _l("a name or a list of names"),
    "a date like 2024-01-31": _l("a date like 2024-01-31"),
    'a day like "01-31"': _l("a day like “01-31”"),
    'two days like ["10-01", "10-31"]': _l("two days like [“10-01”, “10-31”]"),
}


class ProblemRow(NamedTuple):
    """One fault: its line, its place in the file, and what to do."""

    line: int | None
    place: str
    sentence: str


def problem_rows(problems: tuple[Problem, ...]) -> list[ProblemRow]:
    return [ProblemRow(one.line, one.path, problem_sentence(one)) for one in problems]


def problem_sentence(problem: Problem) -> str:
    """Return the sentence in the reader's language; a fault not worded here keeps its own."""
    if problem.code not in _SENTENCES:
        return problem.sentence
    facts = {name: _worded(value) for name, value in problem.facts.items()}
    return str(_SENTENCES[problem.code]) % facts


def _worded(value: object) -> str:
    text = str(value)
    if text in _KINDS:
        return str(_KINDS[text])
    return text if not text.startswith("the text ") else _("the text %(text)s", text=text[9:])
