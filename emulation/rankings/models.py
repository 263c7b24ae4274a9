"""Rankings as they were published: copied, so that no later change can rewrite them."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from emulation.database import Base, Moment, Points
from emulation.periods.models import Period
from emulation.units.models import Unit


class Publication(Base):
    """One publication of one year's ranking, with everything it rests on as one JSON text.

    A correction is another one, with the next number. What was published before signing began has
    no signature; the first signed one names the last of those by its digest. `proof` is what goes
    out beside the content: the event in the log, its place there and the checkpoint over it.
    """

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey(Period.id), index=True)
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    published_at: Mapped[Moment]
    published_by_id: Mapped[int | None]
    signed_by: Mapped[str] = mapped_column(String(200))
    summary: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Some megabytes: read only where the file itself is wanted.
    content: Mapped[str] = mapped_column(deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(100), default="", server_default="")
    key: Mapped[str] = mapped_column(String(300), default="", server_default="")
    previous_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("publication.id"), unique=True)
    reason: Mapped[str] = mapped_column(default="", server_default="")
    changes: Mapped[list[Any]] = mapped_column(
        JSON, default=list, server_default="[]", deferred=True
    )
    proof: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, server_default="{}", deferred=True
    )

    period: Mapped[Period] = relationship()
    corrects: Mapped["Publication | None"] = relationship(remote_side="Publication.id")
    rows: Mapped[list["PublishedRow"]] = relationship(
        back_populates="publication", order_by="PublishedRow.position"
    )

    __table_args__ = (
        UniqueConstraint("period_id", "number"),
        CheckConstraint("(corrects_id IS NULL) = (reason = '')", name="correction_says_why"),
        CheckConstraint("(signature = '') = (key = '')", name="signed_by_a_key"),
    )

    @property
    def is_signed(self) -> bool:
        return bool(self.signature)


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
    classification: Mapped[str] = mapped_column(String(40), default="", server_default="")
    predecessors: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")

    publication: Mapped[Publication] = relationship(back_populates="rows")

    __table_args__ = (
        UniqueConstraint("publication_id", "unit_id"),
        CheckConstraint("(rank IS NULL) = (unranked_because <> '')", name="ranked_or_said_why_not"),
    )
