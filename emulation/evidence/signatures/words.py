"""What a person reads of the signatures of a document: each one, and what was not looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from emulation import labels
from emulation.evidence.models import Blob, MediaType
from emulation.evidence.signatures.queries import Kept, find_signatures
from emulation.evidence.signatures.verdicts import Checked, Looked, Outcome, Reason, State
from emulation.formatting import date as written_date
from emulation.formatting import moment
from emulation.periods.gates import last_day
from emulation.rules.deadlines import ExtensionKind, is_over, local_day

TONES = {State.VALID: "good", State.CANNOT_VERIFY: "warn", State.INVALID: "bad"}


@dataclass(frozen=True, slots=True)
class ShownSignature:
    """One signature as the box shows it; `late` warns of a signature after the last day."""

    title: str
    state: str
    tone: str
    reason: str
    organisation: str
    issuer: str
    times: Sequence[str]
    late: str
    added: str


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """What `evidence/_signatures.html` draws: signatures, and sentences on what stays open."""

    signatures: Sequence[ShownSignature]
    open_ends: Sequence[str]
    looked_at: str


def signature_box(blob: Blob, participant_id: int) -> SignatureBox | None:
    """Return the box of a document; None where there is nothing to say."""
    if blob.media_type != MediaType.PDF:
        return None
    kept = find_signatures(blob.sha256)
    if kept is None:
        sentence = _("Nobody has looked for digital signatures in this file yet.")
        return SignatureBox((), (sentence,), "")
    if kept.looked.state is None:
        return None
    until = last_day(participant_id, ExtensionKind.SELF_ASSESSMENT)
    return box_of(kept, until)


def box_of(kept: Kept, until: date | None) -> SignatureBox:
    return SignatureBox(
        [shown(one, until) for one in kept.looked.signatures],
        open_ends(kept.looked),
        _("Looked at %(when)s.", when=moment(kept.looked_at)),
    )


def shown(signature: Checked, until: date | None) -> ShownSignature:
    reason = signature.reason
    return ShownSignature(
        title=title_of(signature),
        state=str(labels.SIGNATURE_STATE[signature.state]),
        tone=TONES[signature.state],
        reason=str(labels.SIGNATURE_REASON[reason]) if reason else "",
        organisation=signature.organisation,
        issuer=signature.issuer,
        times=times_of(signature),
        late=late_words(signature, until),
        added=added_words(signature),
    )


def title_of(signature: Checked) -> str:
    if signature.is_timestamp:
        return str(_("Timestamp of the document, %(who)s", who=signature.signer))
    return signature.signer or str(_("A signer without a name"))


def added_words(signature: Checked) -> str:
    """Say what came after it, unless the reason has said so already."""
    if signature.reason is Reason.FORBIDDEN_CHANGE:
        return ""
    return str(labels.SIGNATURE_ADDED.get(signature.added, ""))


def times_of(signature: Checked) -> list[str]:
    """Say when it was signed, and on whose word."""
    said = []
    if signature.stamped_at:
        said.append(_("%(when)s, by a trusted timestamp", when=moment(signature.stamped_at)))
    if signature.claimed_at and not signature.is_timestamp:
        said.append(_("%(when)s, by the signer's own clock", when=moment(signature.claimed_at)))
    if signature.stamp_in_doubt:
        said.append(_("There is a timestamp that nobody the province trusts vouches for"))
    return [str(one) for one in said] or [str(_("not said"))]


def signed_at(signature: Checked) -> datetime | None:
    return signature.stamped_at or signature.claimed_at


def late_words(signature: Checked, until: date | None) -> str:
    """Warn where the time of signing lies after the last day of the self-assessment."""
    at = signed_at(signature)
    if at is None or until is None or not is_over(until, local_day(at)):
        return ""
    return str(
        _("after the last day of the self-assessment, %(day)s", day=written_date(until)),
    )


def open_ends(looked: Looked) -> list[str]:
    """Say what nobody looked at, and why; a signature is never passed over in silence."""
    said = []
    why = str(labels.SIGNATURE_REASON[looked.reason]) if looked.reason else ""
    if looked.outcome is Outcome.NOT_LOOKED_AT:
        said.append(_("This file may hold digital signatures that could not be looked at."))
        said.append(why)
    if looked.left_out:
        said.append(
            ngettext(
                "%(num)s more signature was not looked at.",
                "%(num)s more signatures were not looked at.",
                looked.left_out,
            )
        )
        said.append(why)
    if looked.stray:
        said.append(
            _("The file carries data of a signature that no signature field of the file shows.")
        )
    return [str(one) for one in said]
