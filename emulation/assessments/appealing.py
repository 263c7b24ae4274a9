"""Which lines of a finished sheet a drafted appeal opens to more documents: told from above.

Appeals lie above the sheets, which cannot look at them. The feature that keeps them registers its
answer once, at import; until it does, every line of a finished sheet is closed.
"""

from collections.abc import Callable
from datetime import date

from emulation.evidence.row_gate import RowAccess
from emulation.rules.errors import RuleBroken

Opening = Callable[[int, int, date], RowAccess | RuleBroken]

_openings: list[Opening] = []


def register(opening: Opening) -> None:
    """Let `opening(assessment_id, criterion_id, today)` decide on the lines of finished sheets."""
    _openings[:] = [opening]


def access(assessment_id: int, criterion_id: int, today: date) -> RowAccess | RuleBroken:
    return _openings[0](assessment_id, criterion_id, today) if _openings else RowAccess.CLOSED
