"""Which units there are, on a given day."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, func, or_, select

from emulation.database import db
from emulation.rules.collation import fold, vietnamese_key
from emulation.units.models import COMMUNE_KINDS, DISTRICT_KINDS, Unit, UnitKind


def units_valid_on(day: date) -> Select[tuple[Unit]]:
    return select(Unit).where(
        Unit.valid_from <= day, or_(Unit.valid_to.is_(None), Unit.valid_to >= day)
    )


def get_unit(unit_id: int) -> Unit:
    return db.session.execute(select(Unit).where(Unit.id == unit_id)).scalar_one()


def find_unit(code: str, on: date) -> Unit | None:
    """Return the unit that bears this code on this day; at other times it may be another one's."""
    return db.session.scalar(units_valid_on(on).where(Unit.code == code))


def find_province(on: date) -> Unit | None:
    return db.session.scalar(
        units_valid_on(on).where(Unit.kind == UnitKind.PROVINCE).order_by(Unit.id).limit(1)
    )


def list_districts(province_id: int, on: date) -> Sequence[Unit]:
    return _in_order(
        units_valid_on(on).where(Unit.parent_id == province_id, Unit.kind.in_(DISTRICT_KINDS))
    )


def list_children(unit_id: int, on: date) -> Sequence[Unit]:
    """Return the units right below this one, departments last."""
    children = _in_order(units_valid_on(on).where(Unit.parent_id == unit_id))
    return sorted(children, key=lambda unit: unit.kind is UnitKind.DEPARTMENT)


def list_units(on: date, *, words: str = "", parent_id: int | None = None) -> Sequence[Unit]:
    """Return the units below a parent, or those whose name or code holds what was typed."""
    found = units_valid_on(on)
    if parent_id is not None:
        found = found.where(Unit.parent_id == parent_id)
    if words:
        found = found.where(
            or_(Unit.name_folded.contains(fold(words), autoescape=True), Unit.code == words.strip())
        )
    return _in_order(found)


def grouped_by_parent(on: date) -> Sequence[tuple[str, Sequence[Unit]]]:
    """Return all units in groups to choose from: the province and its own, then each district."""
    units = _in_order(units_valid_on(on))
    groups: list[tuple[str, Sequence[Unit]]] = []
    for head in units:
        below = [unit for unit in units if unit.parent_id == head.id]
        if head.kind is UnitKind.PROVINCE:
            own = [unit for unit in below if unit.kind is UnitKind.DEPARTMENT]
            groups.insert(0, (head.name, [head, *own]))
        elif head.kind in DISTRICT_KINDS:
            groups.append((head.name, [head, *below]))
    return groups


def names_by_id(unit_ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {unit_id for unit_id in unit_ids if unit_id is not None}
    rows = db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def day_to_show(today: date) -> date:
    """Return today, or the last day with the most communes when none is entered for today."""
    spans = db.session.execute(
        select(Unit.valid_from, Unit.valid_to, func.count())
        .where(Unit.kind.in_(COMMUNE_KINDS))
        .group_by(Unit.valid_from, Unit.valid_to)
    ).all()

    def communes_on(day: date) -> int:
        return sum(count for first, last, count in spans if first <= day <= (last or date.max))

    if communes_on(today):
        return today
    ends = [last for _, last, _ in spans if last is not None]
    return max(ends, key=lambda day: (communes_on(day), day), default=today)


def _in_order(units: Select[tuple[Unit]]) -> Sequence[Unit]:
    return sorted(db.session.scalars(units), key=lambda unit: vietnamese_key(own_name(unit.name)))


def own_name(name: str) -> str:
    """'Thị trấn Chũ' -> 'Chũ': lists are ordered by the name without the word for the kind."""
    for word in ("Tỉnh", "Thành phố", "Thị xã", "Huyện", "Phường", "Thị trấn", "Xã", "Đặc khu"):
        if name.startswith(word + " "):
            return name[len(word) + 1 :]
    return name
