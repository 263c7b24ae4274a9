"""Looking at every signature of a PDF: is it whole, what came after it, who vouches for whom."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.status import (
    PdfSignatureStatus,
    SignatureCoverageLevel,
    SignatureStatus,
    TimestampSignatureStatus,
)

from emulation.evidence.signatures.coverage import fills_the_gap
from emulation.evidence.signatures.people import naming, sensible
from emulation.evidence.signatures.trusting import SIGNING, Papers, Unsupported, why_not_trusted
from emulation.evidence.signatures.verdicts import Added, Checked, Reason, State

AHEAD = timedelta(days=1)
KNOWN_FORMATS = frozenset(one.value for one in SigSeedSubFilter)
# What reading a document made by somebody else may run into, in the library and below it.
TROUBLE = (
    PdfError,
    SignatureValidationError,
    UnsupportedAlgorithm,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
)
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


def fields_of(reader: PdfFileReader) -> list[tuple[str, Any]]:
    """Return the names and references of the signature fields that somebody signed."""
    return [(name, field) for name, _value, field in enumerate_sig_fields(reader, True)]


def check_all(document: Document, fields: Sequence[tuple[str, Any]]) -> Iterator[Checked]:
    """Check the signatures in the order in which they were made, timestamps of the whole first."""
    opened = [opened_field(document.reader, name, field) for name, field in fields]
    found = sorted(
        (one for one in opened if isinstance(one, EmbeddedPdfSignature)),
        key=lambda one: one.signed_revision,
    )
    stamps = {id(one): checked(document, one) for one in found if is_timestamp(one)}
    held = [
        (one.signed_revision, stamps[id(one)].stamped_at)
        for one in found
        if id(one) in stamps and stamps[id(one)].state is State.VALID
    ]
    stamped = replace(document, stamps=[(revision, at) for revision, at in held if at])
    for one in found:
        yield stamps[id(one)] if id(one) in stamps else checked(stamped, one)
    for unopened in opened:
        if isinstance(unopened, Checked):
            yield unopened


def opened_field(reader: PdfFileReader, name: str, field: Any) -> EmbeddedPdfSignature | Checked:
    """Open the data of a signature; what cannot be opened is an answer too."""
    try:
        kind = field.get_object()["/V"].get("/SubFilter")
        if kind not in KNOWN_FORMATS:
            return Checked(State.CANNOT_VERIFY, Reason.UNSUPPORTED)
        return EmbeddedPdfSignature(reader, field, name)
    except TROUBLE:
        return Checked(State.INVALID, Reason.BROKEN)


def is_timestamp(signature: EmbeddedPdfSignature) -> bool:
    return bool(signature.sig_object_type == "/DocTimeStamp")


def checked(document: Document, signature: EmbeddedPdfSignature) -> Checked:
    """Check one signature; trouble on the way never makes it valid, and stops no other one."""
    about = Checked(State.CANNOT_VERIFY, is_timestamp=is_timestamp(signature))
    try:
        about = naming(about, signature.signer_cert)
        about = replace(about, claimed_at=sensible(signature.self_reported_timestamp))
        if not fills_the_gap(signature, document.content):
            return with_reason(about, Reason.NOT_COVERED, added=Added.UNKNOWN)
        if about.is_timestamp:
            return asyncio.run(check_timestamp(document, signature, about))
        return asyncio.run(check_signature(document, signature, about))
    except (Unsupported, UnsupportedAlgorithm, NotImplementedError):
        return with_reason(about, Reason.UNSUPPORTED)
    except SignatureValidationError as error:
        return with_reason(about, reason_of_error(error))
    except TROUBLE:
        return with_reason(about, Reason.CONSTRUCTION)


def reason_of_error(error: SignatureValidationError) -> Reason:
    """Name why the library gave up: data that contradict themselves, or no certificate in them."""
    if error.ades_subindication is AdESIndeterminate.NO_SIGNING_CERTIFICATE_FOUND:
        return Reason.UNSUPPORTED
    return Reason.BROKEN


def with_reason(about: Checked, reason: Reason, **more: Any) -> Checked:
    """Give the answer that follows from a reason; no reason at all is a valid signature."""
    if reason is Reason.NONE:
        return replace(about, state=State.VALID, reason=reason, **more)
    state = State.INVALID if reason in SPEAKS_AGAINST else State.CANNOT_VERIFY
    return replace(about, state=state, reason=reason, **more)


async def check_timestamp(
    document: Document, signature: EmbeddedPdfSignature, about: Checked
) -> Checked:
    """Check a timestamp over the whole document, as far as it had come then."""
    papers = document.papers.with_store_of(document.reader)
    context = papers.at(document.arrived_at)
    status = await async_validate_pdf_timestamp(signature, context)
    allowed = signature.summarise_integrity_info()["docmdp_ok"]
    reason = fault_in(status, signature.coverage, allowed=bool(allowed))
    if reason is Reason.NONE and leaves_doubt(document.reader, signature.coverage):
        reason = Reason.CONSTRUCTION
    if reason is Reason.NONE and not status.trusted:
        reason, _since = await why_not_trusted(signature.signer_cert, context, for_signing=False)
    at = sensible(status.timestamp)
    return with_reason(
        about,
        reason,
        added=added_after(signature, allowed=bool(allowed)),
        stamped_at=at if reason is Reason.NONE else None,
        stamp_in_doubt=reason is not Reason.NONE,
    )


async def check_signature(
    document: Document, signature: EmbeddedPdfSignature, about: Checked
) -> Checked:
    """Check a person's signature as of the first moment at which it is known to have existed."""
    papers = document.papers.with_store_of(document.reader).with_those_in(signature)
    on_arrival = papers.at(document.arrived_at)
    status = await validated(signature, papers, on_arrival, on_arrival)
    stamp = status.timestamp_validity
    stamped_at = stamped(document, signature, stamp)
    if stamped_at is not None:
        status = await validated(signature, papers, papers.at(stamped_at), on_arrival)
    about = replace(
        about,
        claimed_at=sensible(status.signer_reported_dt),
        stamped_at=stamped_at,
        stamp_in_doubt=stamp is not None and stamped_at is None,
        added=added_after(signature, allowed=bool(status.docmdp_ok)),
    )
    reason = fault_in(status, signature.coverage, allowed=bool(status.docmdp_ok))
    if reason is Reason.NONE:
        reason = await doubt_about(document, about, signature, status, papers)
    return with_reason(about, reason)


async def validated(
    signature: EmbeddedPdfSignature, papers: Papers, signer: Any, authority: Any
) -> PdfSignatureStatus:
    return await async_validate_pdf_signature(
        signature,
        signer_validation_context=signer,
        ts_validation_context=authority,
        key_usage_settings=SIGNING,
    )


def stamped(
    document: Document, signature: EmbeddedPdfSignature, stamp: TimestampSignatureStatus | None
) -> datetime | None:
    """Return the earliest moment that an authority under our roots vouches for."""
    moments = [at for revision, at in document.stamps if revision > signature.signed_revision]
    if stamp is not None and stamp.trusted:
        moments.append(stamp.timestamp)
    sensible_ones = [one for one in map(sensible, moments) if one]
    return min(sensible_ones, default=None)


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


def as_json(signature: Checked) -> Mapping[str, Any]:
    """Return what can be printed, to be read by `apart.read_back`."""
    moments = {
        name: moment.isoformat() if moment else None
        for name, moment in (
            ("claimed_at", signature.claimed_at),
            ("stamped_at", signature.stamped_at),
        )
    }
    return {
        "state": signature.state.value,
        "reason": signature.reason.value,
        "added": signature.added.value,
        "is_timestamp": signature.is_timestamp,
        "signer": signature.signer,
        "organisation": signature.organisation,
        "issuer": signature.issuer,
        "stamp_in_doubt": signature.stamp_in_doubt,
        **moments,
    }
