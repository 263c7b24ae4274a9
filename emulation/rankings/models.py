"""Rankings as they were published: copied, so that no later change can rewrite them."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from emulation.database import Base, Moment, Points
from emulation.periods.models import Period
from emulation.units.models import Unit


class Publication(Base):
    """One publication of one year's ranking, with everything it rests on as one JSON text."""

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey(Period.id), index=True)
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    published_at: Mapped[Moment]
    published_by_id: Mapped[int | None]
    signed_by: Mapped[str] = mapped_column(String(200))
    summary: Mapped[dict[str, Any]] = mapped_column(JSON)
    content: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))

    period: Mapped[Period] = relationship()
    rows: Mapped[list["PublishedRow"]] = relationship(
        back_populates="publication", order_by="PublishedRow.position"
    )

    __table_args__ = (UniqueConstraint("period_id", "number"),)


class PublishedRow(Base):
    """One line of the published table, in the words and figures of that day; never updated."""

    __tablename__ = "published_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey(Publication.id))
    position: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    assessment_id: Mapped[int | None]
    unit_code: Mapped[str] = mapped_column(String(20))
    unit_name: Mapped[str] = mapped_column(String(200))
    name_folded: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    district_name: Mapped[str] = mapped_column(String(200))
    cluster: Mapped[str] = mapped_column(String(200))
    rank: Mapped[int | None]
    cluster_rank: Mapped[int | None]
    last_rank: Mapped[int | None]
    total: Mapped[Points | None]
    self_total: Mapped[Points | None]
    level: Mapped[str] = mapped_column(String(20), default="")
    last_level: Mapped[str] = mapped_column(String(20), default="")
    headings: Mapped[dict[str, Any]] = mapped_column(JSON)
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    unranked_because: Mapped[str] = mapped_column(String(40), default="")

    publication: Mapped[Publication] = relationship(back_populates="rows")

    __table_args__ = (
        UniqueConstraint("publication_id", "unit_id"),
        CheckConstraint("(rank IS NULL) = (unranked_because <> '')", name="ranked_or_said_why_not"),
    )
