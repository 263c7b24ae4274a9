"""Results as a CSV file: one unit a row, every fault with its row and column."""

import csv
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from io import StringIO

from emulation.rules.criteria_facts import CriteriaSet
from emulation.rules.points import decimals_of
from emulation.rules.ranking import VERIFIED, Standing

MAX_ROWS = 50_000
_BEFORE = ("unit_code", "unit_name", "cluster", "total")
_AFTER = (
    *("initiatives_effective", "self_total", "level", "status"),
    *("last_rank", "last_level"),
)
# A rescaled total is a fraction; it may be written as one, or with decimals enough to tell ranks.
_TOTAL_DECIMALS = 6
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,30})?", re.ASCII)
_FRACTION = re.compile(r"\d{1,15}/[1-9]\d{0,14}", re.ASCII)
_SHOWN = 40


class InvalidResults(Exception):
    """A file of results that cannot be ranked; every fault is one sentence with its row."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def columns(criteria_set: CriteriaSet) -> tuple[str, ...]:
    return (*_BEFORE, *(heading.code for heading in criteria_set.headings), *_AFTER)


def read_results(text: str, criteria_set: CriteriaSet) -> tuple[Standing, ...]:
    """Return one standing a row, or raise InvalidResults with all that is wrong in the file."""
    if not text.strip():
        raise InvalidResults(["the file is empty"])
    if "\0" in text:
        raise InvalidResults(["the file holds NUL bytes: it is not a CSV text"])
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader)]
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise InvalidResults([f"row {reader.line_num}: this is not CSV: {error}"]) from None
    _check_header(header, columns(criteria_set))
    if len(rows) > MAX_ROWS:
        raise InvalidResults([f"more than {MAX_ROWS} rows"])
    table = _Table(criteria_set, header)
    standings = tuple(
        table.standing(number, row) for number, row in rows if any(cell.strip() for cell in row)
    )
    if not standings and not table.problems:
        table.problems.append("the file has no rows below its header")
    if table.problems:
        raise InvalidResults(table.problems)
    return standings


def _check_header(header: list[str], wanted: tuple[str, ...]) -> None:
    problems = [f"row 1: the column {name} is missing" for name in wanted if name not in header]
    problems += [
        f"row 1: {name[:_SHOWN] or 'an empty name'} is not a known column"
        for name in header
        if name not in wanted
    ]
    problems += [
        f"row 1: the column {name} stands twice" for name in wanted if header.count(name) > 1
    ]
    if problems:
        raise InvalidResults(problems)


class _Table:
    """Reads row after row and keeps what is wrong."""

    def __init__(self, criteria_set: CriteriaSet, header: list[str]) -> None:
        self.set = criteria_set
        self.header = header
        self.levels = [level.code for level in criteria_set.levels]
        self.seen: dict[str, int] = {}
        self.problems: list[str] = []

    def standing(self, number: int, row: list[str]) -> Standing:
        if len(row) != len(self.header):
            self.problems.append(f"row {number}: {len(row)} cells under {len(self.header)} columns")
            row = (row + [""] * len(self.header))[: len(self.header)]
        cells = {name: cell.strip() for name, cell in zip(self.header, row, strict=True)}
        self._check_code(number, cells["unit_code"])
        verified = cells["status"] == VERIFIED
        top = self.set.max_total_after_bonus
        return Standing(
            unit_code=cells["unit_code"],
            unit_name=cells["unit_name"],
            cluster=cells["cluster"],
            total=self._points(number, cells, "total", top, _TOTAL_DECIMALS, needed=verified)
            or Fraction(0),
            headings={
                heading.code: self._points(
                    number, cells, heading.code, heading.max_points, self.set.score_decimals,
                    needed=verified,
                )
                or Fraction(0)
                for heading in self.set.headings
            },
            initiatives_effective=self._count(number, cells, "initiatives_effective") or 0,
            self_total=self._points(
                number, cells, "self_total", top, _TOTAL_DECIMALS, needed=False
            ),
            level=self._level(number, cells, "level", needed=verified)
            or self.set.lowest_level.code,
            status=cells["status"],
            last_rank=self._last_rank(number, cells),
            last_level=self._level(number, cells, "last_level", needed=False),
        )  # fmt: skip

    def _note(self, number: int, column: str, text: str) -> None:
        self.problems.append(f"row {number}, {column}: {text}")

    def _check_code(self, number: int, code: str) -> None:
        if not code:
            self._note(number, "unit_code", "is missing")
        elif code in self.seen:
            self._note(
                number, "unit_code", f"{code[:_SHOWN]} stands already in row {self.seen[code]}"
            )
        else:
            self.seen[code] = number

    def _points(
        self,
        number: int,
        cells: Mapping[str, str],
        column: str,
        top: Decimal,
        decimals: int,
        *,
        needed: bool,
    ) -> Fraction | None:
        text = cells[column]
        if not text:
            if needed:
                self._note(number, column, "is missing")
            return None
        if decimals == _TOTAL_DECIMALS and _FRACTION.fullmatch(text):
            value = Fraction(text)
        elif _NUMBER.fullmatch(text):
            value = Fraction(text)
            if decimals_of(Decimal(text)) > decimals:
                self._note(number, column, f"{text[:_SHOWN]} has more than {decimals} decimals")
        else:
            self._note(number, column, f"{text[:_SHOWN]!r} is not a number")
            return None
        if not 0 <= value <= top:
            self._note(number, column, f"{text[:_SHOWN]} is not between 0 and {top}")
        return value

    def _count(self, number: int, cells: Mapping[str, str], column: str) -> int | None:
        text = cells[column]
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < len("1000000")):
            self._note(number, column, f"{text[:_SHOWN]!r} is not a whole number from 0")
            return None
        return int(text)

    def _last_rank(self, number: int, cells: Mapping[str, str]) -> int | None:
        rank = self._count(number, cells, "last_rank")
        if rank == 0:
            self._note(number, "last_rank", "ranks begin at 1")
        return rank

    def _level(
        self, number: int, cells: Mapping[str, str], column: str, *, needed: bool
    ) -> str | None:
        text = cells[column]
        if text and text not in self.levels:
            allowed = ", ".join(self.levels)
            self._note(number, column, f"{text[:_SHOWN]!r} is not one of: {allowed}")
            return None
        if not text and needed:
            self._note(number, column, "is missing")
        return text or None
