"""The order in which communes are published: exact totals, shared ranks, moves, classes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from emulation.rules.collation import vietnamese_key
from emulation.rules.criteria_facts import CriteriaSet, Direction, OrderKey
from emulation.rules.quotas import Classification, TargetResult, against_target, classify

VERIFIED = "verified"
NOT_VERIFIED = "not_verified"
_HEADING = "heading_"


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit's result as the ranking takes it; last_rank is None for a unit that is new."""

    unit_code: str
    unit_name: str
    cluster: str
    total: Fraction
    headings: Mapping[str, Fraction | Decimal]
    initiatives_effective: int
    self_total: Fraction | Decimal | None
    level: str
    status: str
    kind: str = ""
    district: str = ""
    last_rank: int | None = None
    last_level: str | None = None
    knocked_out: bool = False
    open_case: bool = False
    predecessors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    rank: int
    cluster_rank: int
    district_rank: int
    kind_rank: int
    tied_with: tuple[str, ...]
    classification: Classification | None
    move: int | None
    level_change: int | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Unranked:
    unit_code: str
    reason: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class RankingTable:
    ranked: tuple[Ranked, ...]
    unranked: tuple[Unranked, ...]
    target: TargetResult


Key = tuple[Fraction, ...]


def rank(
    standings: Iterable[Standing], criteria_set: CriteriaSet, *, year: int | None = None
) -> RankingTable:
    """Rank what is verified; list the rest apart with the reason.

    Equal on every key of the set means the same rank, and the next rank skips (1, 2, 2, 4). Inside
    a tie the page follows the Vietnamese alphabet, which never decides a rank.
    """
    everyone = sorted(standings, key=lambda one: (vietnamese_key(one.unit_name), one.unit_code))
    keys = {
        one.unit_code: order_key(one, criteria_set.ranking.order_by)
        for one in everyone
        if one.status == VERIFIED
    }
    ordered = sorted(
        (one for one in everyone if one.status == VERIFIED), key=lambda one: keys[one.unit_code]
    )
    ranks, ties = shared_ranks(ordered, keys)
    in_cluster = _ranks_within(ordered, keys, lambda one: one.cluster)
    in_district = _ranks_within(ordered, keys, lambda one: one.district)
    in_kind = _ranks_within(ordered, keys, lambda one: one.kind)
    classes = _classes(everyone, ordered, ranks, criteria_set)
    return RankingTable(
        ranked=tuple(
            Ranked(
                rank=ranks[one.unit_code],
                cluster_rank=in_cluster[one.unit_code],
                district_rank=in_district[one.unit_code],
                kind_rank=in_kind[one.unit_code],
                tied_with=tuple(code for code in ties[one.unit_code] if code != one.unit_code),
                classification=classes.get(one.unit_code),
                move=None if one.last_rank is None else one.last_rank - ranks[one.unit_code],
                level_change=_level_change(one, criteria_set),
                standing=one,
            )
            for one in ordered
        ),
        unranked=tuple(
            Unranked(one.unit_code, one.status or NOT_VERIFIED, one)
            for one in everyone
            if one.status != VERIFIED
        ),
        target=against_target(
            ordered,
            of=len(everyone),
            criteria_set=criteria_set,
            year=criteria_set.year if year is None else year,
        ),
    )


def order_key(standing: Standing, order_by: Sequence[OrderKey]) -> Key:
    """Return what decides the rank, smallest first, exact."""
    return tuple(
        -value if one.direction is Direction.DESC else value
        for one in order_by
        for value in (_value(standing, one.key),)
    )


# No self-score means nothing to compare: such a sheet comes after every sheet that has one.
_NO_SELF_SCORE = Fraction(10**9)


def _value(standing: Standing, key: str) -> Fraction:
    if key == "total_final":
        return standing.total
    if key == "initiatives_effective":
        return Fraction(standing.initiatives_effective)
    if key == "self_minus_verified":
        if standing.self_total is None:
            return _NO_SELF_SCORE
        return Fraction(standing.self_total) - standing.total
    return Fraction(standing.headings[key.removeprefix(_HEADING)])


def shared_ranks(
    ordered: Sequence[Standing], keys: Mapping[str, Key]
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Give equals the same rank, and name who shares it."""
    ranks: dict[str, int] = {}
    ties: dict[str, list[str]] = {}
    before: Standing | None = None
    for place, one in enumerate(ordered, start=1):
        code = one.unit_code
        if before is not None and keys[before.unit_code] == keys[code]:
            ranks[code] = ranks[before.unit_code]
            ties[code] = ties[before.unit_code]
        else:
            ranks[code], ties[code] = place, []
        ties[code].append(code)
        before = one
    return ranks, ties


def _ranks_within(
    ordered: Sequence[Standing], keys: Mapping[str, Key], part: Callable[[Standing], str]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for members in _parts(ordered, part).values():
        found |= shared_ranks(members, keys)[0]
    return found


def _parts(
    standings: Sequence[Standing], part: Callable[[Standing], str]
) -> Mapping[str, list[Standing]]:
    parts: dict[str, list[Standing]] = defaultdict(list)
    for one in standings:
        parts[part(one)].append(one)
    return parts


def _classes(
    everyone: Sequence[Standing],
    ordered: Sequence[Standing],
    ranks: Mapping[str, int],
    criteria_set: CriteriaSet,
) -> dict[str, Classification]:
    sizes = Counter(one.cluster for one in everyone)
    classes: dict[str, Classification] = {}
    for cluster, best_first in _parts(ordered, lambda one: one.cluster).items():
        classes |= classify(
            best_first,
            cluster_size=sizes[cluster],
            criteria_set=criteria_set,
            rank_of=lambda one: ranks[one.unit_code],
        )
    return classes


def _level_change(standing: Standing, criteria_set: CriteriaSet) -> int | None:
    """Return by how many levels a unit rose (or fell, below zero) since last year."""
    if standing.last_level is None:
        return None
    last = criteria_set.level_position(standing.last_level)
    return last - criteria_set.level_position(standing.level)
