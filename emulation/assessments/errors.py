"""What is refused on a commune's sheet; errors carry facts, views word them."""

from collections.abc import Sequence

from emulation.rules.errors import RuleBroken, StaleVersion
from emulation.rules.inputs import InputProblem


class InvalidEntry(RuleBroken):
    """Figures that cannot be; every one of them is named."""

    def __init__(self, code: str, problems: Sequence[InputProblem]) -> None:
        super().__init__(f"{code}: {', '.join(f'{one.field} {one.code}' for one in problems)}")
        self.code = code
        self.problems = tuple(problems)


class NotConfirmed(RuleBroken):
    """The sheet would be submitted with gaps that nobody has confirmed to be known."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(f"not confirmed: {', '.join(codes)}")
        self.codes = tuple(codes)


class ExplanationMissing(RuleBroken):
    """Criteria without evidence need a written explanation before the sheet is submitted."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(f"no explanation: {', '.join(codes)}")
        self.codes = tuple(codes)


class StaleRow(StaleVersion):
    """Somebody else saved this line since the page was opened."""

    def __init__(self, code: str, sent: int, current: int) -> None:
        super().__init__(sent, current)
        self.code = code
