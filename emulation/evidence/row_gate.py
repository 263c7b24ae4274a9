"""Whether a criterion's documents may change now: asked here, answered by the sheet above.

Evidence lies below the sheets and cannot look at them. The feature that keeps the sheets
registers its answer once, at import; until it does, every row is closed.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from enum import StrEnum

from emulation.rules.errors import RuleBroken


class RowAccess(StrEnum):
    """What may be done with the documents of one criterion."""

    OPEN = "open"
    ADD_ONLY = "add_only"
    CLOSED = "closed"


# What a gate says of each row; one that knows more than "closed" names the rule that closes it.
Answers = Mapping[int, RowAccess | RuleBroken]
Gate = Callable[[int, Collection[int], date], Answers]

_gates: list[Gate] = []


def register(gate: Gate) -> None:
    """Let `gate(participant_id, criterion_ids, today)` decide.

    It is asked again inside the write transaction, so it should lock the sheet it reads.
    """
    _gates[:] = [gate]


def access(participant_id: int, criterion_id: int, today: date) -> RowAccess:
    return access_to(participant_id, [criterion_id], today)[criterion_id]


def access_to(
    participant_id: int, criterion_ids: Collection[int], today: date
) -> Mapping[int, RowAccess]:
    """Answer for several rows of one sheet at once."""
    answers = _asked(participant_id, criterion_ids, today)
    return {
        one: answer if isinstance(answer, RowAccess) else RowAccess.CLOSED
        for one, answer in answers.items()
    }


def require(participant_id: int, criterion_id: int, today: date) -> RowAccess:
    """Return the same; raise the rule that closes the row, where the gate names one."""
    answer = _asked(participant_id, [criterion_id], today)[criterion_id]
    if isinstance(answer, RuleBroken):
        raise answer
    return answer


def _asked(participant_id: int, criterion_ids: Collection[int], today: date) -> Answers:
    if not _gates:
        return dict.fromkeys(criterion_ids, RowAccess.CLOSED)
    return _gates[0](participant_id, criterion_ids, today)
