"""What the inspection asks about single lines: told from above, shown on the commune's rows.

Verification lies above the sheets, which cannot look at its questions. The feature that asks them
registers its answer once, at import; until it does, rows only say that they were returned.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Asked:
    """The latest question about one line."""

    text: str
    due_on: date | None


Asking = Callable[[int], Mapping[str, Asked]]

_askers: list[Asking] = []


def register(asking: Asking) -> None:
    """Let `asking(assessment_id)` give the questions that wait for the commune, by line."""
    _askers[:] = [asking]


def asked_of(assessment_id: int) -> Mapping[str, Asked]:
    return _askers[0](assessment_id) if _askers else {}
