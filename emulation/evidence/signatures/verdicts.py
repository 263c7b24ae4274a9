"""What is said of the signatures in a document: of each one, and of the look itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

# More than any paper carries; the others are counted.
MOST_SIGNATURES = 20


class State(StrEnum):
    """What is to be thought of one signature; nothing else is ever said."""

    VALID = "valid"
    CANNOT_VERIFY = "cannot_verify"
    INVALID = "invalid"


class Reason(StrEnum):
    """Why a signature is not valid; each has one sentence on the page."""

    NONE = ""
    # Invalid: the signature or the document is not what was signed.
    CHANGED = "changed"
    BROKEN = "broken"
    NOT_COVERED = "not_covered"
    FORBIDDEN_CHANGE = "forbidden_change"
    REVOKED = "revoked"
    # Cannot verify: nothing speaks against it, and something is missing that would speak for it.
    NO_ROOTS = "no_roots"
    UNKNOWN_ISSUER = "unknown_issuer"
    NO_REVOCATION = "no_revocation"
    REVOKED_SINCE = "revoked_since"
    EXPIRED = "expired"
    TIME_DOES_NOT_FIT = "time_does_not_fit"
    WEAK_ALGORITHM = "weak_algorithm"
    UNSUPPORTED = "unsupported"
    NOT_FOR_SIGNING = "not_for_signing"
    CHAIN = "chain"
    CONSTRUCTION = "construction"
    TOO_MANY = "too_many"
    LIMIT = "limit"


class Added(StrEnum):
    """What came into the document after a signature."""

    NOTHING = "nothing"
    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What came of looking for signatures in a document."""

    NONE = "none"
    FOUND = "found"
    NOT_LOOKED_AT = "not_looked_at"


@dataclass(frozen=True, slots=True)
class Checked:
    """One signature: what is to be thought of it, who signed, and when.

    `claimed_at` is what the signer's own clock said; `stamped_at` what a time-stamping authority
    under one of the roots said; `stamp_in_doubt` that nobody vouches for the timestamp there is.
    """

    state: State
    reason: Reason = Reason.NONE
    added: Added = Added.UNKNOWN
    is_timestamp: bool = False
    signer: str = ""
    organisation: str = ""
    issuer: str = ""
    claimed_at: datetime | None = None
    stamped_at: datetime | None = None
    stamp_in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking through one document gave; `left_out` signatures were not looked at.

    `stray` counts data of signatures that no signature field of the document shows. `trust` names
    the roots that were trusted then, see `trust.Trust`.
    """

    outcome: Outcome
    signatures: Sequence[Checked] = field(default=())
    left_out: int = 0
    stray: int = 0
    reason: Reason = Reason.NONE
    trust: str = ""

    @property
    def state(self) -> State | None:
        """Return the worst that is to be thought of any of them; None where there are none."""
        states = {one.state for one in self.signatures}
        if State.INVALID in states:
            return State.INVALID
        unsure = self.left_out or self.stray or self.outcome is Outcome.NOT_LOOKED_AT
        if unsure or State.CANNOT_VERIFY in states:
            return State.CANNOT_VERIFY
        return State.VALID if states else None
