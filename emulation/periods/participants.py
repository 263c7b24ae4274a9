"""Who takes part in a year: the units of the province as they are on one day, copied."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from emulation.database import db
from emulation.units.models import COMMUNE_KINDS, DISTRICT_KINDS, Unit, UnitKind
from emulation.units.queries import units_valid_on


class InspectingLevel(StrEnum):
    """Whose inspectors verify the communes: each district's own, or the province's."""

    DISTRICT = "district"
    PROVINCE = "province"


def participant_rows(
    period_id: int, province: Unit, *, on: date, inspecting_level: InspectingLevel
) -> list[dict[str, Any]]:
    """Return one row for every commune, district and department of the province on that day."""
    valid = db.session.scalars(units_valid_on(on).order_by(Unit.code))
    units = {unit.id: unit for unit in valid}
    return [
        _row(period_id, unit, province, district, inspecting_level)
        for unit, district in _members(units, province)
    ]


def _members(units: Mapping[int, Unit], province: Unit) -> Iterator[tuple[Unit, Unit | None]]:
    """Pair every unit of the province that takes part with its district, if it has one."""
    for unit in units.values():
        parent = units.get(unit.parent_id) if unit.parent_id else None
        if parent is None:
            continue
        if parent.id == province.id and unit.kind is not UnitKind.PROVINCE:
            yield unit, unit if unit.kind in DISTRICT_KINDS else None
        elif parent.parent_id == province.id and unit.kind in COMMUNE_KINDS:
            yield unit, parent


def _row(
    period_id: int,
    unit: Unit,
    province: Unit,
    district: Unit | None,
    inspecting_level: InspectingLevel,
) -> dict[str, Any]:
    assessed = unit.kind in COMMUNE_KINDS
    by_district = inspecting_level is InspectingLevel.DISTRICT and district is not None
    return {
        "period_id": period_id,
        "unit_id": unit.id,
        "assessed": assessed,
        "code": unit.code,
        "name": unit.name,
        "name_folded": unit.name_folded,
        "kind": unit.kind,
        "district_id": district.id if district else None,
        "district_name": district.name if district else "",
        "province_id": province.id,
        "cluster": district.name if district and assessed else "",
        "inspecting_unit_id": (district.id if by_district and district else province.id)
        if assessed
        else None,
    }
