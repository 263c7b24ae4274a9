"""Publishing a year: its ranking copied, once and for good. Nothing here commits."""

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update

from emulation.assessments.models import Assessment
from emulation.audit.operations import record
from emulation.criteria.queries import rule_set
from emulation.database import db, rows_changed
from emulation.periods.models import Period, PeriodState
from emulation.rankings.models import Publication, PublishedRow
from emulation.rankings.queries import SheetLine
from emulation.rankings.standings import by_code, heading_points, ranking_of
from emulation.rules.criteria_set import CriteriaSet
from emulation.rules.errors import RuleBroken, WrongState
from emulation.rules.ranking import RankingTable
from emulation.rules.roles import Person
from emulation.rules.workflow import AssessmentState, Step, next_state


class NothingToPublish(RuleBroken):
    """No sheet of the year has been approved."""


def publish(period: Period, *, by: Person, at: datetime) -> Publication:
    """Publish the year: copy ranks, totals, levels and what they rest on, once and for good."""
    table, lines = ranking_of(period, reader=by)
    if not table.ranked:
        raise NothingToPublish
    closed = rows_changed(
        update(Period)
        .where(Period.id == period.id, Period.state == PeriodState.OPEN)
        .values(state=PeriodState.PUBLISHED, version=Period.version + 1)
    )
    if closed != 1:
        raise WrongState(period.state, Step.PUBLISH)

    rules = rule_set(period.criteria_set_id)
    rows = published_rows(table, lines)
    summary = summary_of(period, rules, table)
    content = canonical_json({"summary": summary, "rows": [row_content(row) for row in rows]})
    publication = Publication(
        period_id=period.id,
        number=1,
        code=f"CQTT-{period.year}-1",
        published_at=at,
        published_by_id=by.id,
        signed_by=by.name,
        summary=summary,
        content=content,
        digest=hashlib.sha256(content.encode()).hexdigest(),
        rows=rows,
    )
    db.session.add(publication)
    close_sheets(lines, by=by)
    db.session.flush()
    record(
        "rankings.publish",
        f"publication:{publication.id}",
        by=by,
        at=at,
        after={"code": publication.code, "digest": publication.digest},
    )
    return publication


def close_sheets(lines: Sequence[SheetLine], *, by: Person) -> None:
    """Publish what was approved, and close every other sheet as it stands."""
    for state in {line.state for line in lines}:
        step = Step.PUBLISH if state is AssessmentState.APPROVED else Step.CLOSE
        rows_changed(
            update(Assessment)
            .where(
                Assessment.id.in_([line.assessment_id for line in lines if line.state is state]),
                Assessment.state == state,
            )
            .values(state=next_state(state, step, by.role), version=Assessment.version + 1)
        )


def published_rows(table: RankingTable, lines: Sequence[SheetLine]) -> list[PublishedRow]:
    """Return one row for each assessed unit: the ranked in order, then the others with why not."""
    sheets = by_code(lines)
    rows: list[PublishedRow] = []
    for ranked in table.ranked:
        row = copied(sheets[ranked.standing.unit_code], len(rows) + 1)
        row.rank, row.cluster_rank = ranked.rank, ranked.cluster_rank
        row.last_rank = ranked.standing.last_rank
        row.last_level = ranked.standing.last_level or ""
        rows.append(row)
    for unranked in table.unranked:
        row = copied(sheets[unranked.unit_code], len(rows) + 1)
        row.total, row.level, row.unranked_because = None, "", unranked.reason
        rows.append(row)
    return rows


def copied(line: SheetLine, position: int) -> PublishedRow:
    return PublishedRow(
        position=position,
        unit_id=line.unit_id,
        assessment_id=line.assessment_id,
        unit_code=line.code,
        unit_name=line.name,
        name_folded=line.name_folded,
        kind=line.kind.value,
        district_name=line.district_name,
        cluster=line.cluster,
        total=line.verified_total,
        self_total=line.self_total,
        level=line.level or "",
        headings=heading_points(line),
        reasons=[dict(reason) for reason in line.reasons or ()],
    )


def summary_of(period: Period, rules: CriteriaSet, table: RankingTable) -> dict[str, Any]:
    """Return what a reader needs to understand the table without the criteria set."""
    return {
        "year": period.year,
        "province": period.province.name,
        "criteria": {
            "code": rules.code,
            "version": rules.version,
            "vi": rules.title_vi,
            "en": rules.title_en,
            "digest": period.criteria_set.digest,
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
        "target_permille": period.target_permille,
        "recognised": table.target.recognised,
        "of": table.target.of,
        "missing": table.target.missing or 0,
        "not_risen": list(table.target.not_risen),
    }


def row_content(row: PublishedRow) -> dict[str, Any]:
    return {
        "position": row.position,
        "unit_code": row.unit_code,
        "unit_name": row.unit_name,
        "district": row.district_name,
        "cluster": row.cluster,
        "rank": row.rank,
        "cluster_rank": row.cluster_rank,
        "last_rank": row.last_rank,
        "total": None if row.total is None else str(row.total),
        "self_total": None if row.self_total is None else str(row.self_total),
        "level": row.level,
        "last_level": row.last_level,
        "headings": row.headings,
        "reasons": row.reasons,
        "unranked_because": row.unranked_because or "",
    }


def canonical_json(content: object) -> str:
    """Return the one JSON text of this content: sorted keys, NFC, no spaces, no floats."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return unicodedata.normalize("NFC", text)
