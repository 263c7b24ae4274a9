"""Which unit may stand below which, and whether a table fits what is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from emulation.units.csv_tables import Problem
from emulation.units.imports import UnitRow
from emulation.units.models import COMMUNE_KINDS, DISTRICT_KINDS, UnitKind

# Communes stand below districts, and right below the province where there are no districts.
PARENTS_OF_KIND = {
    UnitKind.PROVINCE: frozenset[UnitKind](),
    **dict.fromkeys(DISTRICT_KINDS, frozenset({UnitKind.PROVINCE})),
    **dict.fromkeys(COMMUNE_KINDS, DISTRICT_KINDS | {UnitKind.PROVINCE}),
    UnitKind.DEPARTMENT: DISTRICT_KINDS | {UnitKind.PROVINCE},
}


@dataclass(frozen=True, slots=True)
class Known:
    """A unit that is stored or stands in the table: what its neighbours must agree with."""

    code: str
    valid_from: date
    valid_to: date | None
    kind: UnitKind

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def overlaps(self, other: "Known") -> bool:
        return self.is_valid_on(other.valid_from) or other.is_valid_on(self.valid_from)


def placed(rows: Sequence[UnitRow], stored: Iterable[Known]) -> tuple[list[UnitRow], list[Problem]]:
    """Return the rows with parents before their children, and everything that does not fit."""
    by_code: dict[str, dict[date, Known]] = {}
    for unit in stored:
        by_code.setdefault(unit.code, {})[unit.valid_from] = unit
    for row in rows:
        by_code.setdefault(row.code, {})[row.valid_from] = known(row)
    problems = [Problem(row.line, sentence) for row in rows for sentence in misfits(row, by_code)]
    order = sorted(rows, key=lambda row: (depth(row.kind), row.valid_from))
    return order, problems


def misfits(row: UnitRow, by_code: dict[str, dict[date, Known]]) -> Iterable[str]:
    """Name what is wrong with the place of one row: its parent, its days."""
    parents = [
        unit
        for unit in by_code.get(row.parent_code, {}).values()
        if unit.is_valid_on(row.valid_from)
    ]
    allowed = PARENTS_OF_KIND[row.kind]
    if not allowed and row.parent_code:
        yield _("A province has no parent_code.")
    elif allowed and not parents:
        yield _(
            "There is no unit with the code %(code)s on that day to be the parent.",
            code=row.parent_code or "“”",
        )
    elif allowed and not any(unit.kind in allowed for unit in parents):
        yield _("A unit of this kind cannot stand below %(code)s.", code=row.parent_code)
    own = known(row)
    if any(
        own.overlaps(other) for first, other in by_code[row.code].items() if first != row.valid_from
    ):
        yield _("Another unit has the code %(code)s during some of these days.", code=row.code)


def known(row: UnitRow) -> Known:
    return Known(row.code, row.valid_from, row.valid_to, row.kind)


def depth(kind: UnitKind) -> int:
    if kind is UnitKind.PROVINCE:
        return 0
    return 1 if kind in DISTRICT_KINDS else 2
