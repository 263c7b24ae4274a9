"""Provinces, districts, communes and departments: each with a life of its own between two dates."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from emulation.database import Base


class UnitKind(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    TOWN = "town"
    RURAL_DISTRICT = "rural_district"
    COMMUNE = "commune"
    WARD = "ward"
    TOWNSHIP = "township"
    SPECIAL_ZONE = "special_zone"
    DEPARTMENT = "department"


DISTRICT_KINDS = frozenset({UnitKind.CITY, UnitKind.TOWN, UnitKind.RURAL_DISTRICT})
COMMUNE_KINDS = frozenset(
    {UnitKind.COMMUNE, UnitKind.WARD, UnitKind.TOWNSHIP, UnitKind.SPECIAL_ZONE}
)


class SuccessionKind(StrEnum):
    WHOLE = "whole"
    PART = "part"


class Unit(Base):
    """One administrative unit; the state re-uses codes, so a code is never a key."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), index=True)
    name: Mapped[str] = mapped_column(String(200))
    name_folded: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[UnitKind]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    villages: Mapped[int | None]
    population: Mapped[int | None]
    minority_permille: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id")

    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
        CheckConstraint("villages IS NULL OR villages >= 0", name="villages_not_negative"),
        CheckConstraint("population IS NULL OR population >= 0", name="population_not_negative"),
        CheckConstraint(
            "minority_permille IS NULL OR minority_permille BETWEEN 0 AND 1000",
            name="minority_share",
        ),
    )


class Succession(Base):
    """What became of a unit: the whole or a part of it went into another one."""

    __tablename__ = "succession"

    id: Mapped[int] = mapped_column(primary_key=True)
    predecessor_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    on: Mapped[date] = mapped_column("happened_on")
    kind: Mapped[SuccessionKind]

    __table_args__ = (
        UniqueConstraint("predecessor_id", "successor_id"),
        CheckConstraint("predecessor_id <> successor_id", name="two_units"),
    )
