"""Whether a criterion's documents may change now: asked here, answered by the sheet above.

Evidence lies below the sheets and cannot look at them. The feature that keeps the sheets
registers its answer once, at import; until it does, every row is closed.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from emulation.rules.errors import RuleBroken


class RowAccess(StrEnum):
    """What may be done with the documents of one criterion."""

    OPEN = "open"
    ADD_ONLY = "add_only"
    CLOSED = "closed"


# A gate that knows more than "closed" answers with the rule that stands against a change.
Gate = Callable[[int, int, date], RowAccess | RuleBroken]

_gates: list[Gate] = []


def register(gate: Gate) -> None:
    """Let `gate(participant_id, criterion_id, today)` decide.

    It is asked again inside the write transaction, so it should lock the sheet it reads.
    """
    _gates[:] = [gate]


def access(participant_id: int, criterion_id: int, today: date) -> RowAccess:
    answer = _asked(participant_id, criterion_id, today)
    return answer if isinstance(answer, RowAccess) else RowAccess.CLOSED


def require(participant_id: int, criterion_id: int, today: date) -> RowAccess:
    """Return the same; raise the rule that closes the row, where the gate names one."""
    answer = _asked(participant_id, criterion_id, today)
    if isinstance(answer, RuleBroken):
        raise answer
    return answer


def _asked(participant_id: int, criterion_id: int, today: date) -> RowAccess | RuleBroken:
    return _gates[0](participant_id, criterion_id, today) if _gates else RowAccess.CLOSED
