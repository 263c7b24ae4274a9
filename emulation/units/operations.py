"""What is done with units: taken in from tables, and their attributes corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from emulation.audit.operations import record
from emulation.database import db
from emulation.rules.collation import fold
from emulation.rules.errors import StaleVersion
from emulation.rules.roles import Person
from emulation.units import queries
from emulation.units.csv_tables import ImportRefused
from emulation.units.imports import UnitRow
from emulation.units.models import Unit
from emulation.units.seed import province_rows
from emulation.units.tree import Known, placed


@dataclass(frozen=True, slots=True)
class Imported:
    """How many units an import added, changed, and found as they were."""

    added: int
    changed: int
    unchanged: int


def import_units(rows: Sequence[UnitRow], *, by: Person | None, at: datetime) -> Imported:
    """Take in all rows, or none; a unit with the same code and first day is brought up to date."""
    known = {(unit.code, unit.valid_from): unit for unit in db.session.scalars(select(Unit))}
    stored = [Known(code, first, unit.valid_to, unit.kind) for (code, first), unit in known.items()]
    order, problems = placed(rows, stored)
    if problems:
        raise ImportRefused(problems)

    added: dict[str, str] = {}
    changed: dict[str, Any] = {}
    for row in order:
        unit = known.get((row.code, row.valid_from))
        values = _values(row, known)
        if unit is None:
            unit = known[row.code, row.valid_from] = Unit(version=1, **values)
            db.session.add(unit)
            added[row.code] = row.name
        elif different := _differences(unit, values):
            for name, value in different.items():
                setattr(unit, name, value)
            unit.version += 1
            changed[row.code] = _json_ready(different)
    db.session.flush()
    if added or changed:
        record(
            "units.import",
            "unit:*",
            by=by,
            at=at,
            after={"added": added, "changed": changed},
        )
    return Imported(len(added), len(changed), len(order) - len(added) - len(changed))


def seed_province(*, by: Person | None, at: datetime) -> Imported:
    """Take in the units that ship with the program: a province, its departments, its communes."""
    return import_units(province_rows(), by=by, at=at)


def change_unit(unit_id: int, *, version: int, by: Person, at: datetime, **values: Any) -> None:
    """Correct what is written about a unit, if nobody else has since the page was opened."""
    unit = queries.get_unit(unit_id)
    values["name_folded"] = fold(values["name"])
    before = {name: getattr(unit, name) for name in values}
    changed = db.session.execute(
        update(Unit)
        .where(Unit.id == unit_id, Unit.version == version)
        .values(version=version + 1, **values)
        .returning(Unit.id)
    ).scalar_one_or_none()
    if changed is None:
        raise StaleVersion(version, unit.version)

    record(
        "units.change",
        f"unit:{unit_id}",
        by=by,
        at=at,
        before=_json_ready(before),
        after=_json_ready(values),
    )


def _values(row: UnitRow, known: Mapping[tuple[str, date], Unit]) -> dict[str, Any]:
    parents = (
        unit
        for (code, first), unit in known.items()
        if code == row.parent_code
        and first <= row.valid_from
        and (unit.valid_to is None or unit.valid_to >= row.valid_from)
    )
    return {
        "code": row.code,
        "name": row.name,
        "name_folded": fold(row.name),
        "kind": row.kind,
        "parent": next(parents, None),
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "villages": row.villages,
        "population": row.population,
        "minority_permille": row.minority_permille,
    }


_FIGURES = ("villages", "population", "minority_permille")


def _differences(unit: Unit, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a table changes; a figure that it leaves empty stays as it is."""
    return {
        name: value
        for name, value in values.items()
        if getattr(unit, name) != value and not (name in _FIGURES and value is None)
    }


def _json_ready(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else value.code
        if isinstance(value, Unit)
        else value
        for name, value in values.items()
    }
