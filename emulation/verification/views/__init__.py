"""Pages of verification: the queue, a sheet, one line, the questions and the result."""

from emulation.verification.views import item, questions, queue, result, sheet
from emulation.verification.views.blueprint import bp

__all__ = ["bp", "item", "questions", "queue", "result", "sheet"]
