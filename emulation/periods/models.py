"""A year of assessment: its calendar, its clusters, who takes part and who inspects whom."""

from datetime import date
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from emulation.accounts.models import User
from emulation.criteria.models import CriteriaSetVersion
from emulation.database import Base, Moment
from emulation.rules.deadlines import ExtensionKind, Window, WindowKind
from emulation.units.models import Unit, UnitKind


class PeriodState(StrEnum):
    OPEN = "open"
    PUBLISHED = "published"


class Period(Base):
    """One year of one province; everything that later changes elsewhere is copied into it."""

    __tablename__ = "period"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    province_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    criteria_set_id: Mapped[int] = mapped_column(ForeignKey(CriteriaSetVersion.id), index=True)
    state: Mapped[PeriodState] = mapped_column(default=PeriodState.OPEN)
    opened_at: Mapped[Moment]
    opened_by_id: Mapped[int | None]
    initiatives_minimum: Mapped[int] = mapped_column(default=3)
    explanation_days: Mapped[int] = mapped_column(default=3)
    appeal_days: Mapped[int] = mapped_column(default=5, server_default="5")
    target_permille: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    province: Mapped[Unit] = relationship()
    criteria_set: Mapped[CriteriaSetVersion] = relationship()
    windows: Mapped[list["PeriodWindow"]] = relationship(back_populates="period")

    __table_args__ = (
        UniqueConstraint("year", "province_id"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year_in_range"),
        CheckConstraint("initiatives_minimum >= 0", name="minimum_not_negative"),
        CheckConstraint(
            "target_permille IS NULL OR target_permille BETWEEN 0 AND 1000", name="target_share"
        ),
    )


class PeriodWindow(Base):
    """One window of the year's calendar; local dates, both ends included."""

    __tablename__ = "period_window"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey(Period.id), index=True)
    kind: Mapped[WindowKind]
    opens_on: Mapped[date]
    closes_on: Mapped[date]

    period: Mapped[Period] = relationship(back_populates="windows")

    __table_args__ = (
        UniqueConstraint("period_id", "kind"),
        CheckConstraint("closes_on >= opens_on", name="closes_after_opening"),
    )

    def as_window(self) -> Window:
        return Window(self.kind, self.opens_on, self.closes_on)


class Participant(Base):
    """A unit as it took part in a year: name, place and inspectors of that time.

    Communes are assessed; districts and departments take part as agencies that register
    initiatives.
    """

    __tablename__ = "participant"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey(Period.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    assessed: Mapped[bool]
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    name_folded: Mapped[str] = mapped_column(String(200))
    kind: Mapped[UnitKind]
    district_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    district_name: Mapped[str] = mapped_column(String(200), default="")
    province_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    cluster: Mapped[str] = mapped_column(String(200), default="")
    inspecting_unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    # How many bytes of evidence it may put forward, where that is not what everybody may.
    evidence_quota: Mapped[int | None] = mapped_column(BigInteger)

    period: Mapped[Period] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])

    __table_args__ = (
        UniqueConstraint("period_id", "unit_id"),
        Index("ix_participant_inspecting", "inspecting_unit_id", "period_id"),
        Index("ix_participant_district", "district_id", "period_id"),
    )


class Extension(Base):
    """More time for one unit and one purpose; a later grant adds to the record, none is taken back.

    `until` is the new last day, a local date; the latest of all grants counts.
    """

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey(Participant.id), index=True)
    kind: Mapped[ExtensionKind]
    until: Mapped[date]
    reason: Mapped[str]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    granted_at: Mapped[Moment]

    participant: Mapped[Participant] = relationship()

    __table_args__ = (CheckConstraint("length(reason) > 0", name="says_why"),)
