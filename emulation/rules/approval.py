"""Where a sheet stands on its way to approval, and what keeps the council from approving it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from emulation.rules.deadlines import VIETNAM, is_over
from emulation.rules.workflow import AssessmentState


class Place(StrEnum):
    """Where a sheet stands for the council, in the order of the year."""

    NOT_SUBMITTED = "not_submitted"
    NOT_BEGUN = "not_begun"
    IN_VERIFICATION = "in_verification"
    QUESTIONS_OPEN = "questions_open"
    APPEAL_DAYS = "appeal_days"
    APPEALS_OPEN = "appeals_open"
    SET_ASIDE = "set_aside"
    READY = "ready"
    APPROVED = "approved"
    PUBLISHED = "published"
    CLOSED = "closed"


class OpenCase(StrEnum):
    """Why the council sets a unit aside until something else is decided."""

    COMPLAINT = "complaint"
    INSPECTION = "inspection"
    DISCIPLINE = "discipline"
    OTHER = "other"


_S = AssessmentState
_BY_STATE = {
    _S.DRAFT: Place.NOT_SUBMITTED,
    _S.SUBMITTED: Place.NOT_BEGUN,
    _S.IN_VERIFICATION: Place.IN_VERIFICATION,
    _S.RETURNED: Place.QUESTIONS_OPEN,
    _S.UNDER_APPEAL: Place.APPEALS_OPEN,
    _S.APPROVED: Place.APPROVED,
    _S.PUBLISHED: Place.PUBLISHED,
    _S.CLOSED: Place.CLOSED,
}
DONE = frozenset({Place.APPROVED, Place.PUBLISHED})
# What was published, or closed by a publication, is past setting aside.
SET_ASIDE_STATES = frozenset(AssessmentState) - {_S.PUBLISHED, _S.CLOSED}


@dataclass(frozen=True, slots=True)
class Case:
    """What decides whether a sheet may be approved.

    `appeals_open` counts the appeals that were filed and are not decided; `appeal_until` is the
    last day on which one may be filed, with every extension.
    """

    state: AssessmentState
    set_aside: bool = False
    appeals_open: int = 0
    appeal_until: date | None = None


def place_of(case: Case, today: date) -> Place:
    """Return where the sheet stands; an open case comes before everything but a publication."""
    if case.set_aside and case.state in SET_ASIDE_STATES:
        return Place.SET_ASIDE
    if case.state in _BY_STATE:
        return _BY_STATE[case.state]
    if case.appeals_open:
        return Place.APPEALS_OPEN
    waits = case.appeal_until is not None and not is_over(case.appeal_until, today)
    if case.state is _S.VERIFIED and waits:
        return Place.APPEAL_DAYS
    return Place.READY


def blocker_of(case: Case, today: date) -> Place | None:
    """Return what keeps the sheet from being approved; None when nothing does."""
    place = place_of(case, today)
    return None if place is Place.READY else place


def result_before(today: date, appeal_days: int) -> datetime:
    """Return the moment before which a result must have stood for its appeal days to be over."""
    return datetime.combine(today - timedelta(days=appeal_days), time.min, VIETNAM)
