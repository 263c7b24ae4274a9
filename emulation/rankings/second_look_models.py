"""Second looks: what was drawn, who took it on, and what was decided without the first verdict."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from emulation.accounts.models import User
from emulation.assessments.models import Assessment
from emulation.criteria.models import CriterionLine
from emulation.database import Base, Moment, Points
from emulation.periods.models import Period
from emulation.rules.workflow import ReasonCode, Verdict


class SecondLookDraw(Base):
    """Sheets drawn by lot, or one sheet that the council chose.

    `listed` are the codes of the units that could be drawn: with the seed and the share they give
    the same draw again. A chosen sheet has a reason in place of a share.
    """

    __tablename__ = "second_look_draw"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey(Period.id), index=True)
    share_permille: Mapped[int | None]
    line_count: Mapped[int | None]
    seed: Mapped[str] = mapped_column(String(64))
    listed: Mapped[list[Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(default="")
    drawn_at: Mapped[Moment]
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    __table_args__ = (
        CheckConstraint("(share_permille IS NULL) = (reason <> '')", name="drawn_or_chosen"),
        CheckConstraint(
            "share_permille IS NULL OR share_permille BETWEEN 1 AND 1000", name="share_of_sheets"
        ),
        CheckConstraint("line_count IS NULL OR line_count > 0", name="some_lines"),
    )


class SecondLook(Base):
    """One sheet to be looked at again; whoever takes it on decides all its lines."""

    __tablename__ = "second_look"

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey(SecondLookDraw.id))
    assessment_id: Mapped[int] = mapped_column(ForeignKey(Assessment.id), unique=True)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), index=True)
    taken_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column(default=1)

    draw: Mapped[SecondLookDraw] = relationship()
    assessment: Mapped[Assessment] = relationship()

    __table_args__ = (
        CheckConstraint("(taken_by_id IS NULL) = (taken_at IS NULL)", name="taken_by_somebody"),
    )


class SecondVerdict(Base):
    """One line looked at again; once decided it stays, beside a copy of the first verdict."""

    __tablename__ = "second_verdict"

    id: Mapped[int] = mapped_column(primary_key=True)
    look_id: Mapped[int] = mapped_column(ForeignKey(SecondLook.id))
    criterion_id: Mapped[int] = mapped_column(ForeignKey(CriterionLine.id))
    verdict: Mapped[Verdict | None]
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    not_applicable: Mapped[bool] = mapped_column(default=False)
    points: Mapped[Points | None]
    points_set: Mapped[bool] = mapped_column(default=False)
    reason_code: Mapped[ReasonCode | None]
    note: Mapped[str] = mapped_column(default="")
    judged_version: Mapped[int | None]
    judged_evidence: Mapped[str | None] = mapped_column(String(64))
    first_points: Mapped[Points | None]
    first_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    decided_at: Mapped[Moment | None]

    look: Mapped[SecondLook] = relationship()
    criterion: Mapped[CriterionLine] = relationship()

    __table_args__ = (
        UniqueConstraint("look_id", "criterion_id"),
        CheckConstraint("(decided_at IS NULL) = (verdict IS NULL)", name="decided_with_verdict"),
    )
