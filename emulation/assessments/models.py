"""A commune's sheet: its state, and its scores side by side, stage by stage."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from emulation.accounts.models import User
from emulation.criteria.models import CriterionLine
from emulation.database import Base, Moment, Points
from emulation.periods.models import Participant
from emulation.rules.approval import OpenCase
from emulation.rules.workflow import AssessmentState, ReasonCode, Stage, Verdict


class Assessment(Base):
    """One commune in one year: the sheet that is filled in, verified and published."""

    __tablename__ = "assessment"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey(Participant.id), unique=True)
    state: Mapped[AssessmentState] = mapped_column(default=AssessmentState.DRAFT, index=True)
    submitted_at: Mapped[Moment | None]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    verified_at: Mapped[Moment | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    settled_at: Mapped[Moment | None]
    approved_at: Mapped[Moment | None]
    # Since when the sheet is open again after its result stood; only flagged lines are judged then.
    reopened_at: Mapped[Moment | None]
    # An open case keeps a sheet out of approval and ranking until the council takes it up again.
    set_aside_at: Mapped[Moment | None]
    set_aside_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    set_aside_case: Mapped[OpenCase | None]
    set_aside_reason: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int] = mapped_column(default=1)

    participant: Mapped[Participant] = relationship()

    __table_args__ = (
        CheckConstraint(
            "state = 'closed' OR (state = 'draft') = (submitted_at IS NULL)",
            name="submitted_once_out_of_draft",
        ),
        CheckConstraint(
            "state NOT IN ('verified', 'under_appeal', 'settled', 'approved', 'published')"
            " OR verified_at IS NOT NULL",
            name="verified_once_verified",
        ),
        CheckConstraint(
            "(set_aside_at IS NULL) = (set_aside_reason = '')", name="set_aside_with_reason"
        ),
    )


class Score(Base):
    """What one stage says of one line: the inputs entered, and the points the rules gave.

    The self stage has a row for every line from the opening of the year; the verified stage gets
    its rows when verification begins, the appeal stage when an appeal is decided. `points` is NULL
    while inputs are missing. `reopened` opens a claim to the commune for an answer, a verdict to
    the inspection for another look, and takes a decided appeal out of the count.
    """

    __tablename__ = "score"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey(Assessment.id))
    criterion_id: Mapped[int] = mapped_column(ForeignKey(CriterionLine.id), index=True)
    stage: Mapped[Stage]
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    not_applicable: Mapped[bool] = mapped_column(default=False)
    points: Mapped[Points | None]
    points_set: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    reopened: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[Verdict | None]
    reason_code: Mapped[ReasonCode | None]
    judged_version: Mapped[int | None]
    judged_evidence: Mapped[str | None] = mapped_column(String(64))
    saved_at: Mapped[Moment | None]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    version: Mapped[int] = mapped_column(default=1)

    assessment: Mapped[Assessment] = relationship()
    criterion: Mapped[CriterionLine] = relationship()

    __table_args__ = (
        UniqueConstraint("assessment_id", "stage", "criterion_id"),
        CheckConstraint(
            "verdict IS NULL OR verdict <> 'adjust' OR (reason_code IS NOT NULL AND note <> '')",
            name="adjustment_has_reason_and_text",
        ),
    )


class SheetTotal(Base):
    """What a whole sheet came to at one stage when it was last computed, for lists and ranks."""

    __tablename__ = "sheet_total"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey(Assessment.id))
    stage: Mapped[Stage]
    total: Mapped[Points]
    exact_total: Mapped[str] = mapped_column(String(60))
    core: Mapped[Points]
    bonus: Mapped[Points]
    deduction: Mapped[Points]
    level: Mapped[str] = mapped_column(String(20))
    headings: Mapped[dict[str, Any]] = mapped_column(JSON)
    groups: Mapped[dict[str, Any]] = mapped_column(JSON)
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    lines_done: Mapped[int]
    lines_all: Mapped[int]
    computed_at: Mapped[Moment]

    assessment: Mapped[Assessment] = relationship()

    __table_args__ = (UniqueConstraint("assessment_id", "stage"),)
