"""Who may give a single unit more time, for what, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from emulation.rules.deadlines import ExtensionKind, is_over
from emulation.rules.errors import OutOfScope, RuleBroken, WrongState
from emulation.rules.roles import Person, Role
from emulation.rules.workflow import AssessmentState

# Whoever inspects may wait longer for a commune, but not give itself more time.
_MAY_EXTEND: Mapping[ExtensionKind, tuple[Role, ...]] = {
    ExtensionKind.SELF_ASSESSMENT: (Role.HEAD_OF_INSPECTION, Role.COUNCIL),
    ExtensionKind.VERIFICATION: (Role.COUNCIL,),
    ExtensionKind.EXPLANATION: (Role.HEAD_OF_INSPECTION, Role.COUNCIL),
    ExtensionKind.APPEAL: (Role.HEAD_OF_INSPECTION, Role.COUNCIL),
}
# An extension is of use only while somebody waits for the day it moves.
_S = AssessmentState
_IN_STATES: Mapping[ExtensionKind, frozenset[AssessmentState]] = {
    ExtensionKind.SELF_ASSESSMENT: frozenset({_S.DRAFT}),
    ExtensionKind.VERIFICATION: frozenset(
        {_S.DRAFT, _S.SUBMITTED, _S.IN_VERIFICATION, _S.RETURNED}
    ),
    ExtensionKind.EXPLANATION: frozenset({_S.RETURNED}),
    ExtensionKind.APPEAL: frozenset({_S.VERIFIED, _S.UNDER_APPEAL}),
}
LONGEST = timedelta(days=366)
EXTENDING_ROLES = tuple(dict.fromkeys(role for roles in _MAY_EXTEND.values() for role in roles))


@dataclass(frozen=True, slots=True)
class Scope:
    """The units on which it depends who may extend: the province, and who inspects."""

    province_id: int
    inspecting_unit_id: int | None

    def unit_of(self, role: Role) -> int | None:
        """Return the unit at which a role must be held to act on this participant."""
        return self.province_id if role is Role.COUNCIL else self.inspecting_unit_id


def may_extend(person: Person, kind: ExtensionKind, scope: Scope) -> bool:
    return person.role in _MAY_EXTEND[kind] and person.unit_id == scope.unit_of(person.role)


def kinds_awaited(state: AssessmentState) -> tuple[ExtensionKind, ...]:
    """Return the kinds of days that somebody waits for while a sheet is in this state."""
    return tuple(kind for kind in ExtensionKind if state in _IN_STATES[kind])


def kinds_open_to(
    person: Person, scope: Scope, state: AssessmentState
) -> tuple[ExtensionKind, ...]:
    """Return what this person may extend now for a sheet in this state, in the year's order."""
    return tuple(kind for kind in kinds_awaited(state) if may_extend(person, kind, scope))


def require_extendable(
    person: Person, kind: ExtensionKind, scope: Scope, state: AssessmentState
) -> None:
    """Raise OutOfScope when somebody else decides on it, WrongState when nobody waits for it."""
    if not may_extend(person, kind, scope):
        raise OutOfScope
    if state not in _IN_STATES[kind]:
        raise WrongState(state, "extend")


class DayNotLater(RuleBroken):
    """The new last day gives no time: it does not come after `after`."""

    def __init__(self, after: date) -> None:
        super().__init__(f"the new last day must come after {after.isoformat()}")
        self.after = after


class DayTooFar(RuleBroken):
    """The new last day lies beyond `latest`."""

    def __init__(self, latest: date) -> None:
        super().__init__(f"the new last day must not come after {latest.isoformat()}")
        self.latest = latest


class BeyondVerification(DayTooFar):
    """A sheet that came after its verification is over could not be verified any more."""


def require_more_time(
    kind: ExtensionKind,
    until: date,
    *,
    present: date | None,
    verification_ends: date | None,
    today: date,
) -> None:
    """Test the new last day: after the present one, not over yet, and within reach."""
    earliest = max(present or today - timedelta(days=1), today - timedelta(days=1))
    if until <= earliest:
        raise DayNotLater(earliest)
    if until > today + LONGEST:
        raise DayTooFar(today + LONGEST)
    soft = kind is ExtensionKind.SELF_ASSESSMENT
    if soft and verification_ends is not None and is_over(verification_ends, until):
        raise BeyondVerification(verification_ends)


def extenders(kind: ExtensionKind, scope: Scope) -> tuple[tuple[Role, int], ...]:
    """Return each role that may extend, with the unit at which it is held."""
    return tuple(
        (role, unit_id)
        for role in _MAY_EXTEND[kind]
        if (unit_id := scope.unit_of(role)) is not None
    )
