"""What was found in the signatures of documents, kept with the bytes and not with who sent them."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from emulation.database import Base, Moment
from emulation.evidence.models import Blob
from emulation.evidence.signatures.verdicts import Added, Outcome, Reason, State


class SignatureCheck(Base):
    """That somebody looked for signatures in bytes, and what came of the look as a whole.

    Bytes without such a row were not looked at yet. `trust` is the digest of the roots that were
    trusted then; where the folder holds others now, the look is repeated.
    """

    __tablename__ = "signature_check"

    sha256: Mapped[str] = mapped_column(ForeignKey(Blob.sha256), primary_key=True)
    outcome: Mapped[Outcome]
    # What is to be thought of the signatures taken together; empty where there are none.
    state: Mapped[str] = mapped_column(String(20), default="")
    # Why some or all were not looked at.
    reason: Mapped[Reason] = mapped_column(String(30), default=Reason.NONE)
    left_out: Mapped[int] = mapped_column(default=0)
    stray: Mapped[int] = mapped_column(default=0)
    trust: Mapped[str] = mapped_column(String(64), default="")
    looked_at: Mapped[Moment]

    __table_args__ = (
        CheckConstraint("state IN ('', 'valid', 'cannot_verify', 'invalid')", name="known_state"),
        CheckConstraint("outcome <> 'not_looked_at' OR reason <> ''", name="says_why_not"),
        CheckConstraint("left_out = 0 OR reason <> ''", name="says_what_was_left_out"),
        CheckConstraint("left_out >= 0 AND stray >= 0", name="counts"),
        Index("ix_signature_check_outcome_trust", "outcome", "trust"),
    )


class PdfSignature(Base):
    """One signature of a document, in the order in which they were made."""

    __tablename__ = "pdf_signature"

    sha256: Mapped[str] = mapped_column(ForeignKey(SignatureCheck.sha256), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[State]
    reason: Mapped[Reason] = mapped_column(String(30), default=Reason.NONE)
    added: Mapped[Added]
    # A timestamp over the whole document rather than a person's signature.
    is_timestamp: Mapped[bool] = mapped_column(default=False)
    signer: Mapped[str] = mapped_column(String(200), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    issuer: Mapped[str] = mapped_column(String(200), default="")
    # By the signer's own clock; and by a time-stamping authority under a root of ours.
    claimed_at: Mapped[Moment | None]
    stamped_at: Mapped[Moment | None]
    stamp_in_doubt: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint("(state = 'valid') = (reason = '')", name="says_why"),
        CheckConstraint("position > 0", name="counted_from_one"),
    )
