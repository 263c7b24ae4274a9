"""Evidence: bytes kept once under their hash, and the documents that units put forward."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from emulation.accounts.models import User
from emulation.criteria.models import CriterionLine
from emulation.database import Base, Moment
from emulation.periods.models import Participant
from emulation.rules.similarity import Looks


class MediaType(StrEnum):
    """The kinds of file that are accepted, by content and not by name."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Fault(StrEnum):
    """What was found wrong with bytes in the store."""

    MISSING = "missing"
    DAMAGED = "damaged"


class Scan(StrEnum):
    """What a virus scanner said of bytes; without a scanner nothing was looked at."""

    UNSCANNED = "unscanned"
    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"


class Blob(Base):
    """Bytes in the store, named by their SHA-256; written and synced before this row exists."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    media_type: Mapped[MediaType] = mapped_column(String(80))
    stored_at: Mapped[Moment]
    # When the bytes were last compared with their hash, and what was wrong with them then.
    looked_at: Mapped[Moment | None] = mapped_column(index=True)
    fault: Mapped[str] = mapped_column(String(20), default="", server_default="")
    scan: Mapped[Scan] = mapped_column(
        String(20), default=Scan.UNSCANNED, server_default=Scan.UNSCANNED, index=True
    )
    scanned_at: Mapped[Moment | None]
    # The name of what the scanner found.
    scan_finding: Mapped[str] = mapped_column(String(200), default="", server_default="")

    __table_args__ = (
        CheckConstraint("size > 0", name="not_empty"),
        CheckConstraint("fault IN ('', 'missing', 'damaged')", name="known_fault"),
        CheckConstraint("scan IN ('unscanned', 'pending', 'clean', 'infected')", name="known_scan"),
        CheckConstraint("scan <> 'infected' OR scan_finding <> ''", name="infection_is_named"),
    )


class FileReading(Base):
    """What was read in bytes when they arrived: never personal data beyond what they hold.

    `text_print` is a simhash of the words; `taken_at` and `place` are what a camera wrote.
    """

    __tablename__ = "file_reading"

    sha256: Mapped[str] = mapped_column(ForeignKey(Blob.sha256), primary_key=True)
    pages: Mapped[int]
    flags: Mapped[list[Any]] = mapped_column(JSON)
    text: Mapped[str]
    text_folded: Mapped[str]
    text_print: Mapped[int | None] = mapped_column(BigInteger, index=True)
    taken_at: Mapped[str] = mapped_column(String(20), default="")
    place: Mapped[str] = mapped_column(String(40), default="")
    read_at: Mapped[Moment]
    # When these bytes were last compared with everything else; NULL puts them in the queue.
    compared_at: Mapped[Moment | None] = mapped_column(index=True)
    # The way in which their prints were made; those of an older way are made again.
    prints_made: Mapped[int] = mapped_column(default=0, server_default="0")


class PagePrint(Base):
    """The prints of one of the first pages, by which near-same pictures are found.

    `print` has 64 bits, `fine` 500; `looks` says with which other pages it is compared.
    """

    __tablename__ = "page_print"

    sha256: Mapped[str] = mapped_column(ForeignKey(Blob.sha256), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    print: Mapped[int] = mapped_column(BigInteger)
    fine: Mapped[bytes | None] = mapped_column(LargeBinary)
    looks: Mapped[str] = mapped_column(
        String(10), default=Looks.WORDS, server_default=Looks.WORDS.value, index=True
    )

    __table_args__ = (
        CheckConstraint("looks IN ('scene', 'paper', 'words')", name="known_looks"),
        CheckConstraint("looks = 'words' OR fine IS NOT NULL", name="compared_by_fine_print"),
    )


class Likeness(StrEnum):
    """How two files are alike."""

    SAME_BYTES = "same_bytes"
    PAGES = "pages"
    WORDS = "words"


class MatchMark(StrEnum):
    """What a person made of two files that are alike; nothing follows from it by itself."""

    OPEN = "open"
    LEGITIMATE = "legitimate"
    DOUBTFUL = "doubtful"


class Match(Base):
    """Two files that are alike, put forward by different units or in different years.

    `first_sha` is the smaller of the two hashes; both are the same for the very same bytes. The
    mark is kept for the bytes, so that what was found legitimate once is remembered: a match that
    such a judgement covers carries it, and names the match it was made on.
    """

    __tablename__ = "evidence_match"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_sha: Mapped[str] = mapped_column(ForeignKey(Blob.sha256))
    second_sha: Mapped[str] = mapped_column(ForeignKey(Blob.sha256), index=True)
    likeness: Mapped[Likeness]
    distance: Mapped[int]
    found_at: Mapped[Moment]
    mark: Mapped[MatchMark] = mapped_column(default=MatchMark.OPEN, index=True)
    note: Mapped[str] = mapped_column(default="")
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    marked_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column(default=1)
    remembered_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("evidence_match.id"), index=True
    )

    marked_by: Mapped[User | None] = relationship()

    __table_args__ = (
        UniqueConstraint("first_sha", "second_sha"),
        CheckConstraint(
            "remembered_from_id IS NULL OR mark = 'legitimate'", name="only_legitimate_remembered"
        ),
        CheckConstraint("first_sha <= second_sha", name="in_order"),
        CheckConstraint("(mark = 'open') = (marked_at IS NULL)", name="marked_by_somebody"),
        CheckConstraint("mark <> 'doubtful' OR note <> ''", name="doubt_says_why"),
    )


class Evidence(Base):
    """A document that a unit put forward in a year; added and superseded, never deleted.

    `kind` is one of the criteria set's kinds of evidence, or empty. `number`, `dated_on` and
    `issuer` are the paper's own; `proves_year` is the year it speaks of, where that was said.
    """

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey(Participant.id), index=True)
    sha256: Mapped[str] = mapped_column(ForeignKey(Blob.sha256), index=True)
    name: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(40), default="")
    number: Mapped[str] = mapped_column(String(60), default="", server_default="")
    dated_on: Mapped[date | None]
    issuer: Mapped[str] = mapped_column(String(200), default="", server_default="")
    proves_year: Mapped[int | None]
    # The document of an earlier year that was put forward again.
    reused_from_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    uploaded_at: Mapped[Moment]
    added_after_submission: Mapped[bool] = mapped_column(default=False)

    blob: Mapped[Blob] = relationship()
    uploaded_by: Mapped[User] = relationship()


class EvidenceUse(Base):
    """One document standing for one criterion; taken off means withdrawn, with who and when.

    One that another document replaced stays where it can be seen, and stands for nothing.
    """

    __tablename__ = "evidence_use"

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey(Evidence.id), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey(Participant.id))
    criterion_id: Mapped[int] = mapped_column(ForeignKey(CriterionLine.id))
    linked_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    linked_at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey(Evidence.id))

    evidence: Mapped[Evidence] = relationship(foreign_keys=[evidence_id])

    @property
    def is_in_force(self) -> bool:
        return self.withdrawn_at is None and self.replaced_by_id is None

    __table_args__ = (
        UniqueConstraint("evidence_id", "criterion_id"),
        Index("ix_evidence_use_sheet", "participant_id", "criterion_id"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"
        ),
    )
