"""What goes wrong when a rule of the assessment is broken; errors carry facts, views word them."""

from collections.abc import Sequence
from datetime import date


class RuleBroken(Exception):
    """A person asked for something that the rules of the assessment do not allow."""


class WrongState(RuleBroken):
    """The sheet is in a state in which this step does not exist."""

    def __init__(self, state: str, step: str) -> None:
        super().__init__(f"cannot {step} while {state}")
        self.state = state
        self.step = step


class StepNotYours(RuleBroken):
    """The step exists, but somebody in another role takes it."""

    def __init__(self, step: str, role: str) -> None:
        super().__init__(f"{role} may not {step}")
        self.step = step
        self.role = role


class IncompleteSheet(RuleBroken):
    """Some criteria still lack what the next step needs."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(f"incomplete: {', '.join(codes)}")
        self.codes = tuple(codes)


class StaleVersion(RuleBroken):
    """Somebody else saved this row since the page was opened."""

    def __init__(self, sent: int, current: int) -> None:
        super().__init__(f"version {sent} was sent, {current} is current")
        self.sent = sent
        self.current = current


class RowClosed(RuleBroken):
    """The row cannot be changed now: somebody else has the sheet, or it was not reopened."""

    def __init__(self, code: str, state: str) -> None:
        super().__init__(f"{code} is closed while {state}")
        self.code = code
        self.state = state


class ReasonMissing(RuleBroken):
    """A step that needs a written reason was taken without one."""


class OutOfScope(RuleBroken):
    """The thing named lies outside what this person may act on."""


class WindowClosed(RuleBroken):
    """The days for this step are over; `closed_on` was the last one, `who` may grant more.

    `who` names each role with its unit: whoever reads the sentence knows whom to ask.
    """

    def __init__(self, kind: str, closed_on: date, who: Sequence[tuple[str, str]]) -> None:
        super().__init__(f"{kind} closed on {closed_on.isoformat()}")
        self.kind = kind
        self.closed_on = closed_on
        self.who = tuple(who)


class WindowNotOpen(RuleBroken):
    """The days for this step have not begun."""

    def __init__(self, kind: str, opens_on: date) -> None:
        super().__init__(f"{kind} opens on {opens_on.isoformat()}")
        self.kind = kind
        self.opens_on = opens_on
