"""Pages of verification: the queue, a sheet, one line, the questions and the result."""

from emulation.verification.views import (
    appeals,
    bulk,
    grid,
    item,
    questions,
    queue,
    result,
    resuming,
    rulings,
    sheet,
)
from emulation.verification.views.blueprint import bp

__all__ = [
    "appeals",
    "bp",
    "bulk",
    "grid",
    "item",
    "questions",
    "queue",
    "result",
    "resuming",
    "rulings",
    "sheet",
]
