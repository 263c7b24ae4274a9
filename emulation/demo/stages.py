"""How far the districts of the example province have come in the year that is under way."""

from collections.abc import Sequence
from random import Random

from emulation.rules.workflow import AssessmentState

S = AssessmentState
Stage = tuple[AssessmentState, float]

# By order of the districts: what its communes' sheets may be in, and how much of each is done.
BY_DISTRICT: Sequence[Sequence[Stage]] = (
    ((S.APPROVED, 1.0),),
    ((S.VERIFIED, 1.0), (S.VERIFIED, 1.0), (S.IN_VERIFICATION, 0.9)),
    ((S.IN_VERIFICATION, 0.6), (S.VERIFIED, 1.0), (S.RETURNED, 0.7), (S.IN_VERIFICATION, 0.25)),
    ((S.SUBMITTED, 1.0), (S.IN_VERIFICATION, 0.35), (S.RETURNED, 0.5), (S.SUBMITTED, 1.0)),
    ((S.SUBMITTED, 1.0), (S.IN_VERIFICATION, 0.1)),
    ((S.DRAFT, 0.97), (S.SUBMITTED, 1.0), (S.DRAFT, 0.8)),
    ((S.DRAFT, 0.6), (S.DRAFT, 0.9), (S.SUBMITTED, 1.0)),
    ((S.DRAFT, 0.45), (S.DRAFT, 0.75), (S.SUBMITTED, 1.0)),
    ((S.DRAFT, 0.3), (S.DRAFT, 0.66), (S.SUBMITTED, 1.0)),
    ((S.DRAFT, 0.1), (S.DRAFT, 0.5), (S.DRAFT, 1.0)),
)
DONE: Stage = (S.APPROVED, 1.0)


class Stages:
    """Hands out states, district by district, each district's own mixture in turn."""

    def __init__(self, random: Random, *, running: bool) -> None:
        self.random = random
        self.running = running
        self.districts: dict[str, int] = {}
        self.handed: dict[str, int] = {}

    def next_for(self, district: str) -> Stage:
        if not self.running:
            return DONE
        place = self.districts.setdefault(district, len(self.districts))
        choices = BY_DISTRICT[place % len(BY_DISTRICT)]
        turn = self.handed.get(district, 0)
        self.handed[district] = turn + 1
        state, share = choices[turn % len(choices)]
        if state in {S.DRAFT, S.IN_VERIFICATION} and 0 < share < 1:
            share = min(0.98, max(0.05, share + self.random.uniform(-0.08, 0.08)))
        return state, share
