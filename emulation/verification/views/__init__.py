"""Pages of verification: the queue, a sheet, one line, the questions and the result."""

from emulation.verification.views import appeals, item, questions, queue, result, rulings, sheet
from emulation.verification.views.blueprint import bp

__all__ = ["appeals", "bp", "item", "questions", "queue", "result", "rulings", "sheet"]
