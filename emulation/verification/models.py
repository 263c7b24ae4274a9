"""The inspector's questions to a commune, and the commune's answers."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from emulation.accounts.models import User
from emulation.assessments.models import Assessment
from emulation.criteria.models import CriterionLine
from emulation.database import Base, Moment


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
