"""How complete a sheet's papers are: told from above, shown where a sheet is checked.

The application file lies above the sheets, which cannot look into it. The feature that keeps it
registers its answer once, at import; until it does, a sheet says nothing of its papers.
"""

from collections.abc import Callable
from dataclasses import dataclass

from emulation.rules.completeness import ApplicationCount, Count


@dataclass(frozen=True, slots=True)
class PapersCount:
    """The application file, and the criteria that have documents."""

    application: ApplicationCount
    evidence: Count


Counting = Callable[[int], PapersCount]

_counters: list[Counting] = []


def register(counting: Counting) -> None:
    """Let `counting(participant_id)` count the papers of one unit."""
    _counters[:] = [counting]


def papers_count(participant_id: int) -> PapersCount | None:
    return _counters[0](participant_id) if _counters else None
