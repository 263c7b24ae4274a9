"""The published table as the rules make it: every unit's result and the sums of the year.

The same functions write a publication and check one: what they return is what must stand there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.criteria_facts import Adjustment, Criterion
from emulation.rules.criteria_set import CriteriaSet
from emulation.rules.points import written
from emulation.rules.published_sheet import (
    PublishedSheet,
    counted_by_program,
    effective_initiatives,
    overclaimed_codes,
    parts_to_json,
    points_of_row,
    read_sheet,
    result_at,
)
from emulation.rules.ranking import VERIFIED, Ranked, RankingTable, Standing, rank
from emulation.rules.scoring import SheetResult
from emulation.rules.workflow import Stage, Verdict

Unit = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WrongPoints:
    """A row whose points are not those that its figures give."""

    code: str
    stage: Stage
    stated: Decimal | None
    computed: Decimal | None


@dataclass(frozen=True, slots=True)
class UnitScores:
    """What the rules make of one unit's rows: as claimed, and as it counts in the end."""

    sheet: PublishedSheet
    claimed: SheetResult
    final: SheetResult
    wrong: tuple[WrongPoints, ...]


def unit_scores(rules: CriteriaSet, unit: Unit, *, year: int) -> UnitScores:
    """Score one ranked unit from its rows; raise ValueError when they cannot be read."""
    sheet = read_sheet(rules, unit["sheet"], year=year)
    owners: list[Criterion | Adjustment] = [*rules.criteria, *rules.adjustments]
    missing = [
        one.code
        for one in owners
        if not counted_by_program(rules, one.code) and one.code not in sheet.lines
    ]
    if missing:
        raise ValueError(f"the line {missing[0]} is missing")
    wrong = tuple(
        WrongPoints(code, row.stage, row.points, computed)
        for code, row in sheet.rows()
        if not (counted_by_program(rules, code) and row.verdict is not Verdict.ADJUST)
        and (computed := points_of_row(rules, code, row, year=year)) != row.points
    )
    return UnitScores(
        sheet=sheet,
        claimed=result_at(rules, sheet, Stage.SELF, year=year),
        final=result_at(rules, sheet, Stage.APPEAL, year=year),
        wrong=wrong,
    )


def table_of(
    rules: CriteriaSet,
    units: Sequence[Unit],
    scores: Mapping[str, UnitScores],
    *,
    year: int,
) -> RankingTable:
    """Rank the units that have scores; the others stand apart with what `unranked` says."""
    standings = [standing_of(rules, unit, scores.get(unit["unit_code"])) for unit in units]
    return rank(standings, rules, year=year)


def standing_of(rules: CriteriaSet, unit: Unit, scores: UnitScores | None) -> Standing:
    final = scores.final if scores else None
    return Standing(
        unit_code=unit["unit_code"],
        unit_name=unit["unit_name"],
        cluster=unit["cluster"],
        total=final.total if final else Fraction(0),
        headings={code: Fraction(part.points) for code, part in final.headings.items()}
        if final
        else {},
        initiatives_effective=effective_initiatives(rules, scores.sheet) if scores else 0,
        self_total=scores.claimed.total_points if scores else None,
        level=final.level if final else rules.lowest_level.code,
        status=VERIFIED if scores else unit["unranked_because"],
        kind=unit["kind"],
        district=unit["district"],
        last_rank=unit["last_rank"],
        last_level=unit["last_level"] or None,
        knocked_out=final.knocked_out if final else False,
        predecessors=tuple(unit["predecessors"]),
    )


def results_of(
    rules: CriteriaSet, table: RankingTable, scores: Mapping[str, UnitScores]
) -> dict[str, dict[str, Any] | None]:
    """Return what is published of every unit, by its code, in the order of the table."""
    ranked = {
        one.standing.unit_code: _result(rules, one, scores[one.standing.unit_code])
        for one in table.ranked
    }
    return {**ranked, **{one.unit_code: None for one in table.unranked}}


def _result(rules: CriteriaSet, ranked: Ranked, scores: UnitScores) -> dict[str, Any]:
    final, standing = scores.final, ranked.standing
    return {
        "rank": ranked.rank,
        "cluster_rank": ranked.cluster_rank,
        "classification": str(ranked.classification or ""),
        "total": written(final.total, final.decimals),
        "exact_total": str(final.total),
        "self_total": written(scores.claimed.total, final.decimals),
        "level": final.level,
        "headings": parts_to_json(final),
        "adjustments": {
            code: written(item.points, final.decimals) for code, item in final.adjustments.items()
        },
        "reasons": [
            {"kind": str(one.kind), "code": one.code, "level": one.level} for one in final.reasons
        ],
        "initiatives_effective": standing.initiatives_effective,
        "criteria_overclaimed": list(overclaimed_codes(rules, scores.sheet, Stage.APPEAL)),
        "knocked_out": standing.knocked_out,
    }


def summary_of(
    rules: CriteriaSet,
    table: RankingTable,
    *,
    year: int,
    province: str,
    digest: str,
    target_permille: int | None,
) -> dict[str, Any]:
    """Return what a reader needs to understand the table without the criteria set."""
    return {
        "year": year,
        "province": province,
        "criteria": {
            "code": rules.code,
            "version": rules.version,
            "vi": rules.title_vi,
            "en": rules.title_en,
            "digest": digest,
        },
        "levels": [
            {
                "code": level.code,
                "vi": level.title_vi,
                "en": level.title_en,
                "min_total": str(level.min_total),
            }
            for level in rules.levels
        ],
        "headings": [
            {
                "code": heading.code,
                "vi": heading.title_vi,
                "en": heading.title_en,
                "max": str(heading.max_points),
            }
            for heading in rules.headings
        ],
        "order_by": [f"{key.key} {key.direction}" for key in rules.ranking.order_by],
        "target_permille": target_permille,
        "recognised": table.target.recognised,
        "of": table.target.of,
        "missing": table.target.missing or 0,
        "not_risen": list(table.target.not_risen),
    }
