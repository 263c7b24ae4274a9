"""Typed reading of a plain tree: a wrong value is noted with its place and stops nothing."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from emulation.rules.criteria_facts import MonthDay, Window
from emulation.rules.criteria_problems import Problem, ProblemCode
from emulation.rules.points import decimals_of

Path = tuple[str | int, ...]
Choice = TypeVar("Choice", bound=StrEnum)

_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_KINDS: Mapping[type, str] = {
    bool: "true or false",
    int: "a number",
    Decimal: "a number",
    str: "text",
    date: "a date",
    type(None): "nothing",
    dict: "a table",
    list: "a list",
}
_NOTHING: tuple[object, ...] = (None, [], {})
_LARGEST = Decimal(1_000_000)


def path_text(path: Path) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


class Notes:
    """The problems found so far, and where every value stands in the file."""

    def __init__(self, places: Mapping[Path, int]) -> None:
        self.places = places
        self.problems: list[Problem] = []

    def add(self, path: Path, code: ProblemCode, /, **facts: object) -> None:
        line = None
        for length in range(len(path), -1, -1):
            line = self.places.get(path[:length])
            if line is not None:
                break
        self.problems.append(Problem(line, path_text(path), code, facts))


class Node:
    """One table of the tree, and its place."""

    def __init__(self, value: object, path: Path, notes: Notes) -> None:
        self.path = path
        self.notes = notes
        self.values: Mapping[str, Any] = {}
        self.is_table = isinstance(value, Mapping)
        if isinstance(value, Mapping):
            self.values = value
        else:
            self._wrong((), value, "a table")

    def __contains__(self, key: str) -> bool:
        return self.values.get(key) is not None

    def note(self, key: str, code: ProblemCode, /, **facts: object) -> None:
        self.notes.add((*self.path, key) if key else self.path, code, **facts)

    def _wrong(self, at: Path, value: object, expected: str) -> None:
        found = _KINDS.get(type(value), type(value).__name__)
        if isinstance(value, str):
            found = f"the text {value[:40]!r}"
        self.notes.add((*self.path, *at), ProblemCode.WRONG_TYPE, expected=expected, found=found)

    def allow(self, *keys: str) -> None:
        for key in self.values:
            if key not in keys:
                self.note(str(key), ProblemCode.UNKNOWN_KEY, key=str(key))

    def require(self, *keys: str) -> bool:
        if not self.is_table:
            return False
        missing = [key for key in keys if self.values.get(key) in _NOTHING]
        for key in missing:
            self.note("", ProblemCode.MISSING_KEY, key=key)
        return not missing

    def text(self, key: str, default: str = "") -> str:
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._wrong((key,), value, "text")
        return default

    def words(self, key: str) -> str:
        """Keep a text that looks like a number (3, 2.1) as it was written."""
        value = self.values.get(key)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return str(value)
        return self.text(key)

    def code(self, key: str = "code") -> str:
        self.require(key)
        return self.words(key)

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self.values.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self._wrong((key,), value, "true or false")
            return default
        return value

    def number(
        self,
        key: str,
        default: Decimal = Decimal(0),
        *,
        low: Decimal = Decimal(0),
        high: Decimal = _LARGEST,
        decimals: int = 6,
    ) -> Decimal:
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self._wrong((key,), value, "a number")
            return default
        number = Decimal(value)
        if not number.is_finite() or not low <= number <= high:
            self.note(key, ProblemCode.OUT_OF_RANGE, value=value, low=low, high=high)
            return default
        if decimals_of(number) > decimals:
            self.note(key, ProblemCode.TOO_MANY_DECIMALS, value=value, decimals=decimals)
        return number

    def whole(self, key: str, default: int = 0, *, low: int = 0, high: int = 1_000_000) -> int:
        number = self.number(key, Decimal(default), low=Decimal(low), high=Decimal(high))
        if number != int(number):
            self._wrong((key,), self.values[key], "a whole number")
            return default
        return int(number)

    def choice(self, key: str, kind: type[Choice], default: Choice) -> Choice:
        value = self.values.get(key)
        if value is None:
            return default
        try:
            return kind(value)
        except ValueError:
            allowed = ", ".join(kind)
            self.note(key, ProblemCode.UNKNOWN_VALUE, value=str(value)[:40], allowed=allowed)
            return default

    def one_of(self, key: str, allowed: Sequence[str], default: str) -> str:
        value = self.text(key, default)
        if value not in allowed:
            self.note(key, ProblemCode.UNKNOWN_VALUE, value=value[:40], allowed=", ".join(allowed))
            return default
        return value

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if value is None or isinstance(value, date):
            return value
        self._wrong((key,), value, "a date like 2024-01-31")
        return None

    def month_day(self, key: str) -> MonthDay | None:
        return self._month_day((key,), self.values.get(key))

    def _month_day(self, at: Path, value: object) -> MonthDay | None:
        if value is None:
            return None
        match = _MONTH_DAY.fullmatch(value) if isinstance(value, str) else None
        if match:
            month, day = int(match[1]), int(match[2])
            if 1 <= month <= len(_DAYS) and 1 <= day <= _DAYS[month - 1]:
                return MonthDay(month, day)
        self._wrong(at, value, 'a day like "01-31"')
        return None

    def window(self, key: str, default: Window) -> Window:
        value = self.values.get(key)
        if value is None:
            return default
        if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != len("ab"):
            self._wrong((key,), value, 'two days like ["10-01", "10-31"]')
            return default
        first, last = (self._month_day((key, n), one) for n, one in enumerate(value))
        if first is None or last is None:
            return default
        if first > last:
            self.note(key, ProblemCode.OUT_OF_RANGE, value=last, low=first, high="12-31")
        return Window(first, last)

    def names(self, key: str) -> tuple[str, ...]:
        """One name or a list of names."""
        value = self.values.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, Sequence):
            self._wrong((key,), value, "a name or a list of names")
            return ()
        names = []
        for n, one in enumerate(value):
            if isinstance(one, str) and one.strip():
                names.append(one)
            else:
                self._wrong((key, n), one, "a name")
        return tuple(names)

    def child(self, key: str) -> "Node":
        return Node(self.values.get(key) or {}, (*self.path, key), self.notes)

    def items(self, key: str) -> Iterator["Node"]:
        value = self.values.get(key)
        if value is None:
            return
        if not isinstance(value, Sequence) or isinstance(value, str):
            self._wrong((key,), value, "a list")
            return
        for n, one in enumerate(value):
            yield Node(one, (*self.path, key, n), self.notes)


class Codes:
    """Codes that may each be used once."""

    def __init__(self, where: Callable[[Path], str] = path_text) -> None:
        self._first: dict[str, Path] = {}
        self._where = where

    def claim(self, node: Node) -> str:
        code = node.code()
        if code in self._first:
            first = self._where(self._first[code])
            node.note("code", ProblemCode.DUPLICATE_CODE, value=code, first=first)
        elif code:
            self._first[code] = node.path
        return code
