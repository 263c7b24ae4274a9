"""What follows from what the library found: which reason, and so which of the three states."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import (
    PdfSignatureStatus,
    SignatureCoverageLevel,
    SignatureStatus,
)

from emulation.evidence.signatures.trusting import Papers, why_not_trusted
from emulation.evidence.signatures.verdicts import Added, Checked, Reason, State

AHEAD = timedelta(days=1)
COVERED = frozenset({SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION})
SPEAKS_AGAINST = frozenset(
    {Reason.CHANGED, Reason.BROKEN, Reason.NOT_COVERED, Reason.FORBIDDEN_CHANGE, Reason.REVOKED}
)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it arrived; `stamps` are its own timestamps that hold, by revision."""

    reader: PdfFileReader
    content: bytes
    papers: Papers
    arrived_at: datetime
    stamps: Sequence[tuple[int, datetime]] = ()


def with_reason(about: Checked, reason: Reason, **more: Any) -> Checked:
    """Give the answer that follows from a reason; no reason at all is a valid signature."""
    if reason is Reason.NONE:
        return replace(about, state=State.VALID, reason=reason, **more)
    state = State.INVALID if reason in SPEAKS_AGAINST else State.CANNOT_VERIFY
    return replace(about, state=state, reason=reason, **more)


def fault_in(
    status: SignatureStatus, coverage: SignatureCoverageLevel | None, *, allowed: bool
) -> Reason:
    """Name what is wrong with the signature itself, or with the document it stands for."""
    if not status.intact:
        return Reason.CHANGED
    if not status.valid:
        return Reason.BROKEN
    if coverage not in COVERED:
        return Reason.NOT_COVERED
    return Reason.NONE if allowed else Reason.FORBIDDEN_CHANGE


def leaves_doubt(reader: PdfFileReader, coverage: SignatureCoverageLevel | None) -> bool:
    """Tell whether readers may disagree on what a document shows, after something was added.

    What one signature covers whole may be built loosely; what was added is compared only where
    the document keeps to the standard.
    """
    loose = not reader.strict or reader.xrefs.hybrid_xrefs_present
    return loose and coverage is not SignatureCoverageLevel.ENTIRE_FILE


def added_after(signature: EmbeddedPdfSignature, *, allowed: bool) -> Added:
    if signature.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return Added.NOTHING
    if signature.coverage is not SignatureCoverageLevel.ENTIRE_REVISION:
        return Added.UNKNOWN
    return Added.ALLOWED if allowed else Added.FORBIDDEN


async def doubt_about(
    document: Document,
    about: Checked,
    signature: EmbeddedPdfSignature,
    status: PdfSignatureStatus,
    papers: Papers,
) -> Reason:
    """Name what keeps a whole signature from being trusted."""
    certificate = signature.signer_cert
    if not status.trusted:
        if status.trust_problem_indic is AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE:
            return Reason.WEAK_ALGORITHM
        if not papers.roots:
            return Reason.NO_ROOTS
        context = papers.at(about.stamped_at or document.arrived_at)
        context.certificate_registry.register_multiple(signature.other_embedded_certs)
        reason, since = await why_not_trusted(certificate, context)
        if reason is Reason.REVOKED and revoked_afterwards(about, since):
            return Reason.REVOKED_SINCE
        if reason is Reason.EXPIRED and about.stamped_at:
            return Reason.TIME_DOES_NOT_FIT
        return reason
    if not status.seed_value_ok or leaves_doubt(document.reader, signature.coverage):
        return Reason.CONSTRUCTION
    return Reason.NONE if time_fits(document, about, signature) else Reason.TIME_DOES_NOT_FIT


def revoked_afterwards(about: Checked, since: datetime | None) -> bool:
    """Without a timestamp nobody knows whether a signature was made before it was revoked."""
    if about.stamped_at is not None or since is None:
        return False
    return about.claimed_at is None or about.claimed_at < since


def time_fits(document: Document, about: Checked, signature: EmbeddedPdfSignature) -> bool:
    """Tell whether the signer's clock, where nobody else vouches, fits certificate and arrival."""
    claimed = about.claimed_at
    if claimed is None or about.stamped_at:
        return True
    if claimed > document.arrived_at + AHEAD:
        return False
    certificate = signature.signer_cert
    return bool(certificate.not_valid_before <= claimed <= certificate.not_valid_after)
