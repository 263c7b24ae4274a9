"""The application file: which document of a unit stands in which of its places."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from emulation.accounts.models import User
from emulation.database import Base, Moment
from emulation.evidence.models import Evidence
from emulation.periods.models import Participant

_IN_FORCE = text("withdrawn_at IS NULL")


class ApplicationPaper(Base):
    """One document in one place of the application file, from when it was put there until it left.

    A place holds one document at a time. What another one replaced stays readable: the newer row
    points back at it.
    """

    __tablename__ = "application_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey(Participant.id))
    # The place, as the criteria set names it.
    code: Mapped[str] = mapped_column(String(20))
    evidence_id: Mapped[int] = mapped_column(ForeignKey(Evidence.id), index=True)
    put_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    put_at: Mapped[Moment]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("application_paper.id"))
    withdrawn_at: Mapped[Moment | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    evidence: Mapped[Evidence] = relationship()

    __table_args__ = (
        UniqueConstraint("replaces_id"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"
        ),
        Index(
            "ix_application_paper_in_force",
            "participant_id",
            "code",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
    )
