"""Figures that other parts of the program supply to the sheet, by the name of the field.

A field that stands here is never typed by hand. One that the criteria set takes from elsewhere and
that does not stand here yet is entered by the commune, and the page says so.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache

from emulation.initiatives.queries import counts
from emulation.rules.criteria_facts import SYSTEM_METRICS, Adjustment, CriteriaSet, Criterion
from emulation.rules.inputs import Value

REGISTERED, ON_TIME = "initiatives_registered", "initiatives_registered_on_time"
SUPPLIED = frozenset({REGISTERED, ON_TIME})


def values_for(participant_id: int) -> Mapping[str, Value]:
    """Return what is known of this unit in this year."""
    return values_of([participant_id])[participant_id]


def values_of(participant_ids: Collection[int]) -> Mapping[int, Mapping[str, Value]]:
    """Return the same for many units at once."""
    return {
        participant_id: {
            REGISTERED: initiatives.registered,
            ON_TIME: initiatives.on_time,
        }
        for participant_id, initiatives in counts(participant_ids).items()
    }


def automatic_codes(criteria_set: CriteriaSet, supplied: frozenset[str]) -> frozenset[str]:
    """Name the lines of which the program knows every figure, so that nobody types one."""
    return _automatic_codes(_Same(criteria_set), supplied)


class _Same:
    """A criteria set by its identity: to compare two of them by content takes far too long."""

    def __init__(self, criteria_set: CriteriaSet) -> None:
        self.criteria_set = criteria_set

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.criteria_set is other.criteria_set

    def __hash__(self) -> int:
        return id(self.criteria_set)


@lru_cache(maxsize=64)
def _automatic_codes(same: _Same, supplied: frozenset[str]) -> frozenset[str]:
    known = supplied | SYSTEM_METRICS
    rules = same.criteria_set
    owners: list[Criterion | Adjustment] = [*rules.criteria, *rules.adjustments]
    return frozenset(
        one.code for one in owners if one.fields_by_name and one.fields_by_name.keys() <= known
    )
