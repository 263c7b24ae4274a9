"""Whether a criterion's documents may change now: asked here, answered by the sheet above.

Evidence lies below the sheets and cannot look at them. The feature that keeps the sheets
registers its answer once, at import; until it does, every row is closed.
"""

from collections.abc import Callable
from enum import StrEnum


class RowAccess(StrEnum):
    """What may be done with the documents of one criterion."""

    OPEN = "open"
    ADD_ONLY = "add_only"
    CLOSED = "closed"


Gate = Callable[[int, int], RowAccess | bool]

_gates: list[Gate] = []


def register(gate: Gate) -> None:
    """Let `gate(participant_id, criterion_id)` decide; True stands for open, False for closed.

    It is asked again inside the write transaction, so it should lock the sheet it reads.
    """
    _gates[:] = [gate]


def access(participant_id: int, criterion_id: int) -> RowAccess:
    if not _gates:
        return RowAccess.CLOSED
    answer = _gates[0](participant_id, criterion_id)
    if isinstance(answer, RowAccess):
        return answer
    return RowAccess.OPEN if answer else RowAccess.CLOSED
