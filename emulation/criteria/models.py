"""Criteria sets: what a commune is assessed against; frozen once a period uses them."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from emulation.database import Base, Moment, Points


class LineKind(StrEnum):
    """What a line of the sheet is: a core criterion, a bonus, a deduction, or the conditions."""

    CORE = "core"
    BONUS = "bonus"
    DEDUCTION = "deduction"
    CONDITIONS = "conditions"


class CriteriaSetVersion(Base):
    """One version of a criteria set, as it was imported."""

    __tablename__ = "criteria_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    title_vi: Mapped[str]
    title_en: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[Moment]
    frozen_at: Mapped[Moment | None]

    lines: Mapped[list["CriterionLine"]] = relationship(
        back_populates="criteria_set", order_by="CriterionLine.position"
    )

    __table_args__ = (UniqueConstraint("code", "version"),)


class CriterionLine(Base):
    """One line of the sheet, so that scores and evidence can point at it.

    The core criteria come first, then bonuses and deductions, then one line named `CONDITIONS`
    that holds the figures for knock-outs and level caps.
    """

    __tablename__ = "criterion"

    id: Mapped[int] = mapped_column(primary_key=True)
    criteria_set_id: Mapped[int] = mapped_column(ForeignKey(CriteriaSetVersion.id), index=True)
    position: Mapped[int]
    kind: Mapped[LineKind]
    code: Mapped[str] = mapped_column(String(20))
    group_code: Mapped[str] = mapped_column(String(20))
    heading_code: Mapped[str] = mapped_column(String(20))
    max_points: Mapped[Points]
    title_vi: Mapped[str]
    title_en: Mapped[str]

    criteria_set: Mapped[CriteriaSetVersion] = relationship(back_populates="lines")

    __table_args__ = (
        UniqueConstraint("criteria_set_id", "code"),
        CheckConstraint("max_points >= 0", name="max_points_not_negative"),
    )


CONDITIONS_CODE = "CONDITIONS"
