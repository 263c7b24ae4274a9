"""What is refused around appeals; errors carry facts, views word them."""

from collections.abc import Sequence

from emulation.rules.errors import RuleBroken


class NothingToContest(RuleBroken):
    """The inspection did not depart from the claim on this line, or the program counts it."""

    def __init__(self, code: str) -> None:
        super().__init__(f"nothing to contest on {code}")
        self.code = code


class AlreadyFiled(RuleBroken):
    """An appeal is filed once for each criterion, and stays as it was filed."""

    def __init__(self, code: str) -> None:
        super().__init__(f"an appeal on {code} was filed")
        self.code = code


class AppealTextMissing(RuleBroken):
    """An appeal says why."""


class AppealChanged(RuleBroken):
    """Somebody else wrote on this appeal since the page was opened."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the appeal on {code} changed")
        self.code = code


class NothingDrafted(RuleBroken):
    """There is no appeal that could be filed."""


class JudgedByYou(RuleBroken):
    """Whoever gave the verdict does not decide on the appeal against it."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the verdict on {code} was yours")
        self.code = code


class NotAppealed(RuleBroken):
    """There is no appeal on this line that waits for a decision."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no appeal on {code}")
        self.code = code


class NotBetween(RuleBroken):
    """Partly upheld means something between the claim and the verdict."""


class AppealsOpen(RuleBroken):
    """Appeals cannot be settled while some have no decision."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(f"undecided: {', '.join(codes)}")
        self.codes = tuple(codes)


class NothingChosen(RuleBroken):
    """A sheet is reopened for named criteria."""


class NotReviewed(RuleBroken):
    """The sheet was reopened for other criteria; this one stands as it was decided."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} is no part of this review")
        self.code = code
