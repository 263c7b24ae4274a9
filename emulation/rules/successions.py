"""What became of last year's places when units were merged, split or renamed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stood in last year's published ranking."""

    rank: int
    level: str


@dataclass(frozen=True, slots=True)
class Became:
    """One line of a reorganisation: a unit, or a part of it, became another."""

    old: str
    new: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Origin:
    """Last year's place of a unit, or, for a new unit, the units it came from."""

    last: Place | None
    predecessors: tuple[str, ...] = ()


def origins(
    units: Iterable[str], last: Mapping[str, Place], became: Iterable[Became]
) -> dict[str, Origin]:
    """Follow successions: a merged or split unit is new, a renamed one keeps its place."""
    came_from: dict[str, list[Became]] = defaultdict(list)
    went_to: dict[str, list[Became]] = defaultdict(list)
    for one in became:
        came_from[one.new].append(one)
        went_to[one.old].append(one)
    found = {}
    for unit in units:
        sources = came_from[unit]
        if not sources and not went_to[unit]:
            found[unit] = Origin(last.get(unit))
        elif len(sources) == 1 and sources[0].whole and len(went_to[sources[0].old]) == 1:
            found[unit] = Origin(last.get(sources[0].old))
        else:
            found[unit] = Origin(None, tuple(sorted({one.old for one in sources} or {unit})))
    return found
