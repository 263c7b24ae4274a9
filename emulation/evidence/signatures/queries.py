"""Reading what was found in the signatures of a document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from emulation.database import db
from emulation.evidence.signatures.models import PdfSignature, SignatureCheck
from emulation.evidence.signatures.verdicts import Added, Checked, Looked, Outcome, Reason, State


@dataclass(frozen=True, slots=True)
class Kept:
    """What a look at a document gave, and when that was."""

    looked: Looked
    looked_at: datetime


def find_signatures(sha256: str) -> Kept | None:
    """Return what was found in these bytes; None while nobody has looked."""
    check = db.session.get(SignatureCheck, sha256)
    if check is None:
        return None
    looked = Looked(
        Outcome(check.outcome),
        signatures_in(sha256),
        left_out=check.left_out,
        stray=check.stray,
        reason=Reason(check.reason),
        trust=check.trust,
    )
    return Kept(looked, check.looked_at)


def signatures_in(sha256: str) -> Sequence[Checked]:
    query = (
        select(PdfSignature).where(PdfSignature.sha256 == sha256).order_by(PdfSignature.position)
    )
    return [
        Checked(
            state=State(row.state),
            reason=Reason(row.reason),
            added=Added(row.added),
            is_timestamp=row.is_timestamp,
            signer=row.signer,
            organisation=row.organisation,
            issuer=row.issuer,
            claimed_at=row.claimed_at,
            stamped_at=row.stamped_at,
            stamp_in_doubt=row.stamp_in_doubt,
        )
        for row in db.session.scalars(query)
    ]
