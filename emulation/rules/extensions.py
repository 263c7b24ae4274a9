"""Who may give a single unit more time, and for what."""

from collections.abc import Mapping
from dataclasses import dataclass

from emulation.rules.deadlines import ExtensionKind
from emulation.rules.errors import OutOfScope
from emulation.rules.roles import Person, Role

# Whoever inspects may wait longer for a commune, but not give itself more time.
_MAY_EXTEND: Mapping[ExtensionKind, tuple[Role, ...]] = {
    ExtensionKind.SELF_ASSESSMENT: (Role.HEAD_OF_INSPECTION, Role.COUNCIL),
    ExtensionKind.VERIFICATION: (Role.COUNCIL,),
    ExtensionKind.EXPLANATION: (Role.HEAD_OF_INSPECTION, Role.COUNCIL),
    ExtensionKind.APPEAL: (Role.HEAD_OF_INSPECTION, Role.COUNCIL),
}
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


def kinds_open_to(person: Person, scope: Scope) -> tuple[ExtensionKind, ...]:
    """Return what this person may extend for a unit of this scope, in the order of the year."""
    return tuple(kind for kind in ExtensionKind if may_extend(person, kind, scope))


def require_extender(person: Person, kind: ExtensionKind, scope: Scope) -> None:
    """Raise OutOfScope when somebody else decides on more time for this unit."""
    if not may_extend(person, kind, scope):
        raise OutOfScope


def extenders(kind: ExtensionKind, scope: Scope) -> tuple[tuple[Role, int], ...]:
    """Return each role that may extend, with the unit at which it is held."""
    return tuple(
        (role, unit_id)
        for role in _MAY_EXTEND[kind]
        if (unit_id := scope.unit_of(role)) is not None
    )
