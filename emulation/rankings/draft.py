"""A year's table as it would be published now: what it rests on, and what the rules make of it.

Points are computed from the rows themselves; where that differs from the sums that the council
approved, nothing is published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from emulation.criteria.queries import rule_set
from emulation.periods.models import Period
from emulation.rankings.bundle import Json, in_order, sheets_of, unit_to_json
from emulation.rankings.last_year import origins_of
from emulation.rankings.models import PublishedRow
from emulation.rankings.queries import SheetLine, sheet_lines
from emulation.rankings.standings import RANKED, status_of
from emulation.rules.criteria_set import CriteriaSet
from emulation.rules.errors import RuleBroken
from emulation.rules.published_table import (
    UnitScores,
    results_of,
    summary_of,
    table_of,
    unit_scores,
)
from emulation.rules.roles import Person
from emulation.rules.successions import Origin
from emulation.rules.workflow import AssessmentState

_NOTHING: Mapping[int, str] = {}


class SumsDiffer(RuleBroken):
    """The sums that were approved are not those that the rows of these units give."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"the sums do not follow from the rows: {', '.join(names)}")
        self.names = tuple(names)


@dataclass(frozen=True, slots=True)
class Draft:
    """The units in the order of the table, each with inputs and result, and the year's sums."""

    lines: Sequence[SheetLine]
    units: Sequence[Json]
    summary: Json

    @property
    def ranked(self) -> int:
        return sum(unit["result"] is not None for unit in self.units)


def draft_of(period: Period, *, reader: Person, closed_as: Mapping[int, str] = _NOTHING) -> Draft:
    """Compute the table from the rows; `closed_as` says why a closed sheet has no rank."""
    rules = rule_set(period.criteria_set_id)
    lines = sheet_lines(period, reader=reader)
    approved = [line for line in lines if status_of(line) == RANKED]
    last = origins_of(period, [line.unit_id for line in lines])
    sheets = sheets_of(period, approved, rules)
    units = [
        unit_to_json(
            line,
            sheets.get(line.assessment_id),
            **_last(last[line.unit_id]),
            unranked_because=_why_not(line, closed_as),
        )
        for line in lines
    ]
    scores = scores_of(rules, approved, units, year=period.year)
    table = table_of(rules, units, scores, year=period.year)
    return Draft(
        lines=lines,
        units=in_order(units, results_of(rules, table, scores)),
        summary=summary_of(
            rules,
            table,
            year=period.year,
            province=period.province.name,
            digest=period.criteria_set.digest,
            target_permille=period.target_permille,
        ),
    )


def _last(origin: Origin) -> dict[str, Any]:
    return {
        "last_rank": origin.last.rank if origin.last else None,
        "last_level": origin.last.level if origin.last else "",
        "predecessors": list(origin.predecessors),
    }


def _why_not(line: SheetLine, closed_as: Mapping[int, str]) -> str:
    status = status_of(line)
    if line.state is AssessmentState.CLOSED:
        return closed_as.get(line.unit_id, status)
    return "" if status == RANKED else status


def scores_of(
    rules: CriteriaSet, approved: Sequence[SheetLine], units: Sequence[Json], *, year: int
) -> dict[str, UnitScores]:
    """Score every approved sheet anew; raise SumsDiffer where the sums kept say otherwise."""
    known = {line.code: line for line in approved}
    scores: dict[str, UnitScores] = {}
    differing = []
    for unit in units:
        line = known.get(unit["unit_code"])
        if line is None:
            continue
        try:
            found = unit_scores(rules, unit, year=year)
        except ValueError:
            differing.append(line.name)
            continue
        scores[line.code] = found
        if found.wrong or not _agrees(found, line):
            differing.append(line.name)
    if differing:
        raise SumsDiffer(differing)
    return scores


def _agrees(found: UnitScores, line: SheetLine) -> bool:
    final = found.final
    return (str(final.total), final.level) == (line.exact_total, line.level)


def published_row(line: SheetLine, unit: Json) -> PublishedRow:
    """Return one line of the published table, copied out of the unit as it is published."""
    result = unit["result"] or {}
    return PublishedRow(
        position=unit["position"],
        unit_id=line.unit_id,
        assessment_id=line.assessment_id,
        unit_code=line.code,
        unit_name=line.name,
        name_folded=line.name_folded,
        kind=line.kind.value,
        district_name=line.district_name,
        cluster=line.cluster,
        rank=result.get("rank"),
        cluster_rank=result.get("cluster_rank"),
        last_rank=unit["last_rank"],
        total=_points(result, "total"),
        self_total=_points(result, "self_total"),
        level=result.get("level", ""),
        last_level=unit["last_level"],
        headings=result.get("headings", {}),
        reasons=result.get("reasons", []),
        unranked_because=unit["unranked_because"],
        classification=result.get("classification", ""),
        predecessors=unit["predecessors"],
    )


def _points(result: Json, name: str) -> Decimal | None:
    return Decimal(result[name]) if name in result else None
