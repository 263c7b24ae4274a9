"""Units in a table: each line judged by itself, then against the others and what is stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from flask_babel import gettext as _

from emulation.formatting import NotADate, NotANumber, read_count, read_date, read_number, tidy
from emulation.rules.collation import fold
from emulation.units.csv_tables import ImportRefused, Problem, Row, heading_of, read_table
from emulation.units.models import UnitKind

T = TypeVar("T")

REQUIRED = ("code", "name", "kind", "parent_code", "valid_from")
OPTIONAL = ("valid_to", "villages", "population", "minority_share")
# The official list: a line for each commune, which also names its district.
OFFICIAL = ("district_code", "district_name", "commune_code", "commune_name", "commune_type")
OFFICIAL_OPTIONAL = ("this_record_valid_to", "note")

LONGEST_CODE = 20
LONGEST_NAME = 200
LARGEST_COUNT = 10_000_000

PROVINCE_CODE = "24"
PROVINCE_NAME = "Tỉnh Bắc Giang"
# The province exists again since that day; the official list does not say when a commune began.
BEGINNING = date(1997, 1, 1)

KIND_OF_WORD: Mapping[str, UnitKind] = {
    **{kind.value: kind for kind in UnitKind},
    "tinh": UnitKind.PROVINCE,
    "thanh pho": UnitKind.CITY,
    "thi xa": UnitKind.TOWN,
    "huyen": UnitKind.RURAL_DISTRICT,
    "xa": UnitKind.COMMUNE,
    "phuong": UnitKind.WARD,
    "thi tran": UnitKind.TOWNSHIP,
    "dac khu": UnitKind.SPECIAL_ZONE,
    "so": UnitKind.DEPARTMENT,
    "so, ban, nganh": UnitKind.DEPARTMENT,
}
_DISTRICT_WORDS = ("Thành phố", "Thị xã", "Huyện")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as a table names it; the parent by its code."""

    line: int
    code: str
    name: str
    kind: UnitKind
    parent_code: str
    valid_from: date
    valid_to: date | None = None
    villages: int | None = None
    population: int | None = None
    minority_permille: int | None = None


def read_units(data: bytes) -> list[UnitRow]:
    """Read a table of units in the general form, or the official list of communes."""
    problems: list[Problem] = []
    if "commune_code" in heading_of(data):
        rows = read_table(data, required=OFFICIAL, allowed=OFFICIAL_OPTIONAL, problems=problems)
        units = _official_units(rows, problems)
    else:
        rows = read_table(data, required=REQUIRED, allowed=OPTIONAL, problems=problems)
        units = _general_units(rows, problems)
    _refuse_repeated(units, problems)
    if problems:
        raise ImportRefused(problems)
    return units


def _refuse_repeated(units: Sequence[UnitRow], problems: list[Problem]) -> None:
    seen: dict[tuple[str, date], int] = {}
    for unit in units:
        first = seen.setdefault((unit.code, unit.valid_from), unit.line)
        if first != unit.line:
            sentence = _(
                "The code %(code)s already stands on line %(line)s.", code=unit.code, line=first
            )
            problems.append(Problem(unit.line, sentence))


def _general_units(rows: Sequence[Row], problems: list[Problem]) -> list[UnitRow]:
    units = []
    for row in rows:
        cells = Cells(row, problems)
        kind = cells.kind("kind")
        valid_from = cells.day("valid_from")
        unit = UnitRow(
            line=row.line,
            code=cells.code("code"),
            name=cells.name("name"),
            kind=kind or UnitKind.COMMUNE,
            parent_code=row["parent_code"],
            valid_from=valid_from or BEGINNING,
            valid_to=cells.day("valid_to") if row["valid_to"] else None,
            villages=cells.count("villages"),
            population=cells.count("population"),
            minority_permille=cells.permille("minority_share"),
        )
        if unit.valid_to and unit.valid_to < unit.valid_from:
            cells.complain(_("valid_to lies before valid_from."))
        units.append(unit)
    return units


def _official_units(rows: Sequence[Row], problems: list[Problem]) -> list[UnitRow]:
    units: list[UnitRow] = []
    districts: dict[str, str] = {}
    for row in rows:
        cells = Cells(row, problems)
        code, name = cells.code("district_code"), cells.name("district_name")
        if districts.setdefault(code, name) != name:
            cells.complain(_("District %(code)s has two names in this file.", code=code))
        elif not any(unit.code == code for unit in units):
            units.append(
                UnitRow(row.line, code, name, _district_kind(name), PROVINCE_CODE, BEGINNING)
            )
        units.append(
            UnitRow(
                row.line,
                cells.code("commune_code"),
                cells.name("commune_name"),
                cells.kind("commune_type") or UnitKind.COMMUNE,
                code,
                BEGINNING,
                cells.day("this_record_valid_to") if row["this_record_valid_to"] else None,
            )
        )
    return units


def _district_kind(name: str) -> UnitKind:
    word = next((word for word in _DISTRICT_WORDS if name.startswith(word)), "Huyện")
    return KIND_OF_WORD[fold(word)]


class Cells:
    """The cells of one line, read as what they should be; what cannot be read is noted down."""

    def __init__(self, row: Row, problems: list[Problem]) -> None:
        self.row = row
        self.problems = problems

    def complain(self, sentence: str) -> None:
        self.problems.append(Problem(self.row.line, sentence))

    def code(self, column: str) -> str:
        code = self.row[column]
        if not code.isascii() or not code.replace("-", "").isalnum() or len(code) > LONGEST_CODE:
            self.complain(
                _(
                    "%(column)s must be 1 to 20 digits, plain letters or hyphens, not “%(text)s”.",
                    column=column,
                    text=code[:40],
                )
            )
        return code

    def name(self, column: str) -> str:
        name = tidy(self.row[column])
        if not name or len(name) > LONGEST_NAME:
            self.complain(_("%(column)s must have 1 to 200 characters.", column=column))
        return name

    def kind(self, column: str) -> UnitKind | None:
        kind = KIND_OF_WORD.get(fold(self.row[column]))
        if kind is None:
            self.complain(_("“%(text)s” is no kind of unit.", text=self.row[column][:40]))
        return kind

    def day(self, column: str) -> date | None:
        return self._read(
            column,
            read_date,
            _("%(column)s must be a day such as 31/12/2024, not “%(text)s”."),
        )

    def count(self, column: str) -> int | None:
        sentence = _("%(column)s must be a whole number, not “%(text)s”.")
        count = self._read(column, read_count, sentence) if self.row[column] else None
        if count is not None and count > LARGEST_COUNT:
            self.complain(sentence % {"column": column, "text": self.row[column][:40]})
        return count

    def permille(self, column: str) -> int | None:
        if not self.row[column]:
            return None
        sentence = _("%(column)s must be a percentage from 0 to 100, not “%(text)s”.")
        share = self._read(column, read_number, sentence)
        if share is None:
            return None
        permille = share * 10
        if not 0 <= permille <= Decimal(1000):
            self.complain(sentence % {"column": column, "text": self.row[column][:40]})
            return None
        return round(permille)

    def _read(self, column: str, read: Callable[[str], T], sentence: str) -> T | None:
        try:
            return read(self.row[column])
        except (NotADate, NotANumber):
            self.complain(sentence % {"column": column, "text": self.row[column][:40]})
            return None
