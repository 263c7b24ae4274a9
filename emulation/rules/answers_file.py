"""Answers as a JSON file: one sheet or a list of sheets, every fault with its path."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from emulation.rules.criteria_facts import CriteriaSet, Field
from emulation.rules.input_sentences import sentence
from emulation.rules.inputs import InputProblem, Value, read_fields, read_inputs

MAX_SHEETS = 50_000
_KEYS = ("answers", "metrics", "not_applicable")
_LONGEST_NUMBER = 40
_EXPONENT = re.compile(r"[eE][-+]?\d{4,}")
_SHOWN = 60


@dataclass(frozen=True)
class Answers:
    """What one sheet says."""

    answers: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    metrics: Mapping[str, Value] = field(default_factory=dict)
    not_applicable: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswersFile:
    sheets: tuple[Answers, ...]
    is_list: bool


class InvalidAnswers(Exception):
    """A file of answers that cannot be used; every fault is one sentence with its place."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def read_answers(text: str, criteria_set: CriteriaSet, *, year: int) -> AnswersFile:
    """Return every sheet, or raise InvalidAnswers with all that is wrong in any of them."""
    content = _parse(text)
    sheets = content if isinstance(content, list) else [content]
    if len(sheets) > MAX_SHEETS:
        raise InvalidAnswers([f"more than {MAX_SHEETS} sheets in one file"])
    reader = _Reader(criteria_set, year)
    found = tuple(
        reader.sheet(one, f"[{n}]" if isinstance(content, list) else "")
        for n, one in enumerate(sheets)
    )
    if reader.problems:
        raise InvalidAnswers(reader.problems)
    return AnswersFile(found, isinstance(content, list))


class _TwiceTheSame(Exception):
    """A key that stands twice in one object."""


def _parse(text: str) -> Any:
    if not text.strip():
        raise InvalidAnswers(["the file is empty"])
    try:
        return json.loads(
            text,
            parse_int=_number,
            parse_float=_number,
            parse_constant=Decimal,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise InvalidAnswers([f"{place}: this is not JSON: {error.msg}"]) from None
    except _TwiceTheSame as error:
        raise InvalidAnswers([f"{error} is written twice in the same object"]) from None
    except RecursionError:
        raise InvalidAnswers(["values are nested too deeply"]) from None


def _number(text: str) -> int | Decimal:
    """Read a number exactly; one of absurd size becomes infinity and is refused as such."""
    if _EXPONENT.search(text):
        return Decimal("Infinity")
    if len(text) > _LONGEST_NUMBER:
        return Decimal(text[:_LONGEST_NUMBER]) if "." in text else Decimal("Infinity")
    return int(text) if text.lstrip("-").isdigit() else Decimal(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _value in pairs]
        raise _TwiceTheSame(next(name for name in names if names.count(name) > 1))
    return values


class _Reader:
    """Reads sheet after sheet and keeps what is wrong."""

    def __init__(self, criteria_set: CriteriaSet, year: int) -> None:
        self.set = criteria_set
        self.year = year
        self.problems: list[str] = []
        fields: dict[str, Field] = {
            one.name: one for one in (*criteria_set.metrics, *criteria_set.system_metrics)
        }
        for adjustment in criteria_set.adjustments:
            fields |= adjustment.fields_by_name
        self.metrics = fields

    def note(self, path: str, text: str) -> None:
        self.problems.append(f"{path}: {text}" if path else text)

    def sheet(self, content: Any, at: str) -> Answers:
        if not isinstance(content, dict):
            self.note(at, "expected an object with answers, metrics and not_applicable")
            return Answers()
        for key in content:
            if key not in _KEYS:
                self.note(_join(at, key), f"not a known key; known are {', '.join(_KEYS)}")
        if "answers" not in content:
            self.note(at, "answers is missing")
        return Answers(
            answers=self._answers(content.get("answers", {}), _join(at, "answers")),
            metrics=self._metrics(content.get("metrics", {}), _join(at, "metrics")),
            not_applicable=self._not_applicable(
                content.get("not_applicable", []), _join(at, "not_applicable")
            ),
        )

    def _answers(self, content: Any, at: str) -> dict[str, dict[str, Value]]:
        if not isinstance(content, dict):
            self.note(at, "expected an object of criteria")
            return {}
        return {code: self._line(code, one, _join(at, code)) for code, one in content.items()}

    def _line(self, code: str, content: Any, at: str) -> dict[str, Value]:
        owner = self.set.criteria_by_code.get(code) or self.set.adjustments_by_code.get(code)
        if owner is None:
            self.note(at, f"there is no criterion {code[:_SHOWN]}")
            return {}
        if not isinstance(content, dict):
            self.note(at, "expected an object of figures")
            return {}
        values, problems = read_inputs(owner, content, year=self.year)
        self._note_all(problems, at)
        return values

    def _metrics(self, content: Any, at: str) -> dict[str, Value]:
        if not isinstance(content, dict):
            self.note(at, "expected an object of metrics")
            return {}
        values, problems = read_fields(self.metrics, content, year=self.year)
        self._note_all(problems, at)
        return values

    def _note_all(self, problems: Iterable[InputProblem], at: str) -> None:
        for problem in problems:
            self.note(_join(at, problem.field), sentence(problem))

    def _not_applicable(self, content: Any, at: str) -> tuple[str, ...]:
        if not isinstance(content, list):
            self.note(at, "expected a list of criterion codes")
            return ()
        for n, code in enumerate(content):
            criterion = self.set.criteria_by_code.get(code) if isinstance(code, str) else None
            if criterion is None:
                self.note(f"{at}[{n}]", f"there is no criterion {str(code)[:_SHOWN]}")
            elif criterion.not_applicable is None:
                self.note(f"{at}[{n}]", f"the set does not let {code} be left out")
        return tuple(code for code in content if isinstance(code, str))


def _join(path: str, key: str) -> str:
    return f"{path}.{key[:_SHOWN]}" if path else key[:_SHOWN]
