"""Who may be classed excellent in a cluster, and how the province stands against its target."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from math import ceil, floor
from typing import Protocol

from emulation.rules.criteria_facts import CriteriaSet


class Classification(StrEnum):
    EXCELLENT = "excellent"
    COUNCIL_DECIDES = "council_decides"


class Candidate(Protocol):
    """What a quota needs to know of a unit."""

    @property
    def unit_code(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def last_level(self) -> str | None: ...
    @property
    def knocked_out(self) -> bool: ...
    @property
    def open_case(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class TargetResult:
    """The share of communes recognised, against what the year asked for."""

    recognised: int
    of: int
    share: Fraction
    target: Decimal | None
    missing: int
    not_risen: tuple[str, ...]


def places(cluster_size: int, quota: Decimal) -> int:
    """Return how many of a cluster may be in the top class, rounded down."""
    return floor(Fraction(quota) * cluster_size)


def classify(
    best_first: Sequence[Candidate],
    *,
    cluster_size: int,
    criteria_set: CriteriaSet,
    rank_of: Callable[[Candidate], int],
) -> dict[str, Classification]:
    """Fill the places of one cluster from the best down.

    Nobody with a knock-out, an open case or no recognition takes a place. Equals on both sides of
    the line are never cut apart: all of them go to the council.
    """
    free = places(cluster_size, criteria_set.ranking.excellence_quota)
    classes: dict[str, Classification] = {}
    eligible = [one for one in best_first if _may_excel(one, criteria_set)]
    for _rank, together in groupby(eligible, key=rank_of):
        equals = list(together)
        if free <= 0:
            break
        fits = len(equals) <= free
        outcome = Classification.EXCELLENT if fits else Classification.COUNCIL_DECIDES
        classes |= dict.fromkeys((one.unit_code for one in equals), outcome)
        free -= len(equals)
    return classes


def _may_excel(candidate: Candidate, criteria_set: CriteriaSet) -> bool:
    barred = candidate.knocked_out or candidate.open_case
    return not barred and candidate.level != criteria_set.lowest_level.code


def against_target(
    ranked: Collection[Candidate], *, of: int, criteria_set: CriteriaSet, year: int
) -> TargetResult:
    """Count who is recognised, how many are missing, and who was recognised and did not rise."""
    lowest = criteria_set.lowest_level.code
    recognised = sum(one.level != lowest for one in ranked)
    target = criteria_set.target(year)
    asked = target.share_recognised if target else None
    needed = ceil(Fraction(asked) * of) if asked is not None else 0
    must_rise = target is not None and target.previously_recognised_must_rise
    return TargetResult(
        recognised=recognised,
        of=of,
        share=Fraction(recognised, of) if of else Fraction(0),
        target=asked,
        missing=max(0, needed - recognised),
        not_risen=tuple(
            one.unit_code for one in ranked if must_rise and _did_not_rise(one, criteria_set)
        ),
    )


def _did_not_rise(candidate: Candidate, criteria_set: CriteriaSet) -> bool:
    """Tell whether a unit recognised last year stands no higher; nobody rises above the top."""
    if candidate.last_level is None or candidate.last_level == criteria_set.lowest_level.code:
        return False
    last = criteria_set.level_position(candidate.last_level)
    now = criteria_set.level_position(candidate.level)
    return now >= last and now > 0
