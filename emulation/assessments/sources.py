"""Figures that other parts of the program supply to the sheet, by the name of the field.

A field that stands here is never typed by hand. One that the criteria set takes from elsewhere and
that does not stand here yet is entered by the commune, and the page says so.
"""

from collections.abc import Mapping

from emulation.initiatives.queries import counts
from emulation.rules.inputs import Value


def values_for(participant_id: int) -> Mapping[str, Value]:
    """Return what is known of this unit in this year."""
    initiatives = counts([participant_id])[participant_id]
    return {
        "initiatives_registered": initiatives.registered,
        "initiatives_registered_on_time": initiatives.on_time,
    }
