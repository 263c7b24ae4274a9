"""Looking at every signature of a PDF: is it whole, what came after it, who vouches for whom."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
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
    TimestampSignatureStatus,
)

from emulation.evidence.signatures.coverage import fills_the_gap
from emulation.evidence.signatures.judging import (
    Document,
    added_after,
    doubt_about,
    fault_in,
    leaves_doubt,
    with_reason,
)
from emulation.evidence.signatures.people import naming, sensible
from emulation.evidence.signatures.trusting import SIGNING, Papers, Unsupported, why_not_trusted
from emulation.evidence.signatures.verdicts import Added, Checked, Reason, State

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
    RuntimeError,
)


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
    except (Unsupported, UnsupportedAlgorithm):
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
