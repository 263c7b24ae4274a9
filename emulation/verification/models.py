"""The inspector's questions to a commune, and the commune's answers."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from emulation.accounts.models import User
from emulation.assessments.models import Assessment
from emulation.criteria.models import CriterionLine
from emulation.database import Base, Moment, Points
from emulation.rules.workflow import AppealDecision


class Question(Base):
    """One question about one criterion; open until the commune has answered it."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey(Assessment.id))
    criterion_id: Mapped[int] = mapped_column(ForeignKey(CriterionLine.id))
    text: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    asked_at: Mapped[Moment]
    sent_at: Mapped[Moment | None]
    due_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    answered_at: Mapped[Moment | None]
    # The days for an answer ran out, and the inspection went on without one.
    dropped_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column(default=1)

    criterion: Mapped[CriterionLine] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])

    __table_args__ = (
        Index("ix_question_sheet", "assessment_id", "criterion_id"),
        CheckConstraint("length(text) > 0", name="asks_something"),
        CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"
        ),
    )


class Appeal(Base):
    """A commune's objection to the verdict on one criterion: once each, decided by somebody else.

    `contested_points` and `judged_by_id` are the verdict and the inspector it is raised against,
    copied when it is filed.
    """

    __tablename__ = "appeal"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey(Assessment.id))
    criterion_id: Mapped[int] = mapped_column(ForeignKey(CriterionLine.id), index=True)
    text: Mapped[str]
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    drafted_at: Mapped[Moment]
    filed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    filed_at: Mapped[Moment | None]
    contested_points: Mapped[Points | None]
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    decision: Mapped[AppealDecision | None]
    reason: Mapped[str] = mapped_column(default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    decided_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column(default=1)

    criterion: Mapped[CriterionLine] = relationship()

    __table_args__ = (
        UniqueConstraint("assessment_id", "criterion_id"),
        CheckConstraint("length(text) > 0", name="says_something"),
        CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL) AND (decision IS NULL OR reason <> '')",
            name="decided_with_reason",
        ),
        CheckConstraint(
            "decided_by_id IS NULL OR judged_by_id IS NULL OR decided_by_id <> judged_by_id",
            name="decided_by_another",
        ),
    )
