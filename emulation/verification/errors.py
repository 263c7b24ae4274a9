"""What is refused in verification; errors carry facts, views word them."""

from collections.abc import Sequence
from datetime import date

from emulation.rules.errors import RuleBroken


class AnswerChanged(RuleBroken):
    """The commune's answer or its evidence is no longer the one that was judged."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the answer to {code} changed")
        self.code = code


class VerdictChanged(RuleBroken):
    """Somebody else of the inspection decided on this line since the page was opened."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the verdict on {code} changed")
        self.code = code


class NothingAdjusted(RuleBroken):
    """An adjustment that leaves figures and points as the commune gave them."""


class FiguresMissing(RuleBroken):
    """An adjustment that leaves out a figure, and gives no points instead."""


class FiguresDiffer(RuleBroken):
    """Agreement with figures that are not the commune's."""


class TextMissing(RuleBroken):
    """A question or an adjustment came without its text."""


class ReasonCodeMissing(RuleBroken):
    """An adjustment came without the kind of reason."""


class PointsOutOfRange(RuleBroken):
    """Points set directly lie below nothing or above the maximum of the line."""


class SetByRules(RuleBroken):
    """The line is counted by the program itself; nobody decides on it."""


class NoQuestions(RuleBroken):
    """There is no question that could be sent to the commune."""


class AnswersNotDue(RuleBroken):
    """The commune still has time to answer; the inspection waits until the last day is over."""

    def __init__(self, last_day: date) -> None:
        super().__init__(f"answers may come until {last_day.isoformat()}")
        self.last_day = last_day


class LinesOpen(RuleBroken):
    """Verification cannot finish while lines have no decision."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(f"open: {', '.join(codes)}")
        self.codes = tuple(codes)


class AnswersMissing(RuleBroken):
    """Some questions have no answer yet."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(f"unanswered: {', '.join(codes)}")
        self.codes = tuple(codes)
