"""The parts people play in an assessment, and what everybody needs to know of a person."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A role is always held at one unit and between two dates."""

    COMMUNE_OFFICIAL = "commune_official"
    COMMUNE_LEADER = "commune_leader"
    INSPECTOR = "inspector"
    HEAD_OF_INSPECTION = "head_of_inspection"
    COUNCIL = "council"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"


AGENCY_ROLES = frozenset({Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER})
INSPECTION_ROLES = frozenset({Role.INSPECTOR, Role.HEAD_OF_INSPECTION})


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever acts or reads, in one role at one unit: all that queries and operations need."""

    id: int
    username: str
    name: str
    role: Role
    unit_id: int
    unit_name: str
