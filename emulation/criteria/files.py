"""A criteria set as a YAML file: text to a plain tree with exact numbers and line numbers."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from emulation.rules.criteria_facts import CriteriaSet
from emulation.rules.criteria_problems import InvalidCriteriaSet, Problem, ProblemCode
from emulation.rules.criteria_set import build

MAX_BYTES = 2_000_000
MAX_VALUES = 50_000
MAX_DEPTH = 20

# The parser in C is thirty times as fast; both give the same events.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Places = dict[tuple[str | int, ...], int]

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?")
_LONGEST_NUMBER = 40
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_WORDS: Mapping[str, bool | None] = {
    "": None, "~": None, "null": None, "true": True, "false": False,
}  # fmt: skip


def read_text(text: str) -> tuple[Any, Places]:
    """Return the tree and the line of every value; raise InvalidCriteriaSet if it is no YAML."""
    if len(text) > MAX_BYTES:
        raise _refused(ProblemCode.TOO_LARGE, limit=f"{MAX_BYTES // 1_000_000} MB")
    try:
        return _Reader(yaml.parse(text, Loader=_LOADER)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark is not None else None
        detail = error.problem or "it cannot be read"
        raise _refused(ProblemCode.NOT_YAML, line, detail=detail) from None
    except yaml.YAMLError:
        raise _refused(ProblemCode.NOT_YAML, detail="it has characters YAML forbids") from None


def read_bytes(content: bytes) -> tuple[Any, Places]:
    if len(content) > MAX_BYTES:
        raise _refused(ProblemCode.TOO_LARGE, limit=f"{MAX_BYTES // 1_000_000} MB")
    try:
        return read_text(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _refused(ProblemCode.NOT_YAML, detail="it is not saved as UTF-8") from None


def load(content: bytes | str) -> CriteriaSet:
    """Read and check a criteria set."""
    tree, places = read_text(content) if isinstance(content, str) else read_bytes(content)
    return build(tree, places=places)


def load_path(path: Path) -> CriteriaSet:
    with path.open("rb") as file:
        return load(file.read(MAX_BYTES + 1))


def _refused(code: ProblemCode, line: int | None = None, **facts: object) -> InvalidCriteriaSet:
    return InvalidCriteriaSet((Problem(line, "", code, facts),))


class _Reader:
    """Builds the tree from parser events, counting every value, copies by alias included."""

    def __init__(self, events: Iterator[Event]) -> None:
        self.events = events
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.places: Places = {}
        self.duplicates: list[Problem] = []
        self.values = 0

    def document(self) -> tuple[Any, Places]:
        tree: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    line = event.start_mark.line + 1
                    raise _refused(ProblemCode.NOT_YAML, line, detail="a second document begins")
                tree = self._value(next(self.events), ())
        if self.duplicates:
            raise InvalidCriteriaSet(tuple(self.duplicates))
        return tree, self.places

    def _value(self, event: Event, path: tuple[str | int, ...]) -> Any:
        line = event.start_mark.line + 1
        if len(path) > MAX_DEPTH:
            raise _refused(ProblemCode.TOO_DEEP, line, limit=MAX_DEPTH)
        self.places.setdefault(path, line)
        before = self.values
        value = self._build(event, path, line)
        if isinstance(event, NodeEvent) and event.anchor and not isinstance(event, AliasEvent):
            self.anchors[event.anchor] = (value, self.values - before)
        return value

    def _build(self, event: Event, path: tuple[str | int, ...], line: int) -> Any:
        self._count(1, line)
        if isinstance(event, AliasEvent):
            if event.anchor not in self.anchors:
                raise _refused(ProblemCode.NOT_YAML, line, detail=f"*{event.anchor} is unknown")
            value, size = self.anchors[event.anchor]
            self._count(size, line)
            return value
        if isinstance(event, MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        raise _refused(ProblemCode.NOT_YAML, line, detail="a value is missing")

    def _count(self, values: int, line: int) -> None:
        self.values += values
        if self.values > MAX_VALUES:
            raise _refused(ProblemCode.TOO_MANY_ALIASES, line, limit=MAX_VALUES)

    def _mapping(self, path: tuple[str | int, ...]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        last: str | None = None
        while not isinstance(event := next(self.events), MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, ScalarEvent):
                raise _refused(ProblemCode.NOT_YAML, line, detail="a key must be a word")
            key = event.value
            value = next(self.events)
            if last is not None and _continues(event, value):
                values[last] = f"{values[last]}, {key}"
                continue
            at = (*path, key)
            if key in values:
                facts = {"key": key}
                self.duplicates.append(Problem(line, key, ProblemCode.DUPLICATE_KEY, facts))
            self.places.setdefault(at, line)
            values[key] = self._value(value, at)
            last = key if _is_prose(key) and isinstance(values[key], str) else None
        return values

    def _sequence(self, path: tuple[str | int, ...]) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            values.append(self._value(event, (*path, len(values))))
        return values


def _is_prose(key: str) -> bool:
    return key in {"vi", "en"} or key.startswith(("title", "label", "reason", "note"))


def _continues(key: ScalarEvent, value: Event) -> bool:
    """Tell whether a "key" in braces is the rest of a text after a comma nobody quoted."""
    return (
        isinstance(value, ScalarEvent)
        and not value.value
        and value.implicit[0]
        and value.start_mark.index == key.end_mark.index
    )


def _scalar(event: ScalarEvent) -> Any:
    """Resolve a plain word; numbers become decimals, never binary floats."""
    text: str = event.value
    if event.style in {"'", '"', "|", ">"} or event.tag == "tag:yaml.org,2002:str":
        return text
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text):
        return int(text) if text.lstrip("+-").isdecimal() else Decimal(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
