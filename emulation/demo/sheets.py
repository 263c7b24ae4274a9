"""Filling the sheets of one year of the example province, in bulk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update

from emulation.assessments.models import Assessment, Score
from emulation.criteria.models import CONDITIONS_CODE
from emulation.database import db
from emulation.demo.figures import Commune, Inputs, better_claim, inputs_for
from emulation.demo.quality import Quality
from emulation.periods.models import Participant, Period
from emulation.rules.criteria_set import CriteriaSet
from emulation.rules.inputs import Value, inputs_to_json
from emulation.rules.scoring import ItemState, score_adjustment, score_criterion
from emulation.rules.workflow import AssessmentState, ReasonCode, Stage, Verdict

S = AssessmentState
WITH_VERDICTS = {S.IN_VERIFICATION, S.RETURNED, S.VERIFIED, S.APPROVED}
REASONS: Sequence[tuple[ReasonCode, str]] = (
    (ReasonCode.EVIDENCE_DOES_NOT_SHOW_IT, "Tài liệu gửi kèm chưa thể hiện đủ số liệu đã kê khai."),
    (ReasonCode.WRONG_FIGURES, "Đối chiếu hệ thống, số liệu thực tế thấp hơn số tự chấm."),
    (ReasonCode.WRONG_PERIOD, "Văn bản minh chứng ban hành ngoài năm đánh giá."),
    (ReasonCode.NO_EVIDENCE, "Chưa có tài liệu kiểm chứng cho phần tăng thêm."),
)
SHARE_REPRIMANDED = 0.02
OWN_METRICS: Mapping[str, Value] = {
    "disciplined_for_harassment_or_corruption": 0,
    "criminal_or_corruption_cases": 0,
    "serious_internal_disunity": False,
    "leaders_reprimanded": 0,
    "leaders_warned": 0,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an invented sheet: what is claimed, and what is true."""

    code: str
    claim: Inputs
    truth: Inputs

    @property
    def differs(self) -> bool:
        return self.claim != self.truth


@dataclass(frozen=True, slots=True)
class Plan:
    """One sheet to be written: its lines, its state, and how far people have come."""

    assessment_id: int
    participant: Participant
    lines: Mapping[str, Line]
    state: AssessmentState
    share_done: float
    official_id: int
    inspector_id: int
    saved_at: datetime
    asked: frozenset[str] = frozenset()
    fingerprints: Mapping[str, str] = field(default_factory=dict)


def invented_lines(
    rules: CriteriaSet,
    quality: Quality,
    initiatives: tuple[int, int],
    year: int,
    random: Random,
) -> dict[str, Line]:
    """Return every line of a sheet; a bold commune claims more than is true on some of them."""
    registered, on_time = initiatives
    known: Inputs = {
        "initiatives_registered": registered,
        "initiatives_registered_on_time": on_time,
        "initiatives_implemented": registered - (random.random() > quality.level),
        "initiatives_recognised_effective": min(
            registered, int(random.random() * 4.5 * quality.level)
        ),
        "initiatives_replicated": int(random.random() * 4.5 * quality.level),
    }
    commune = Commune(random, quality.level, known)
    lines: dict[str, Line] = {}
    for criterion in rules.criteria:
        truth = inputs_for(criterion, commune, year)
        bold = random.random() < quality.boldness and criterion.source in {"manual", "inspections"}
        claim = better_claim(criterion, truth, commune, year) if bold else dict(truth)
        lines[criterion.code] = Line(criterion.code, claim, truth)
    for adjustment in rules.adjustments:
        if not adjustment.is_system:
            awarded = random.random() < 0.12 * quality.level
            figures: Inputs = dict.fromkeys(adjustment.input, int(awarded))
            lines[adjustment.code] = Line(adjustment.code, figures, figures)
    metrics = dict(OWN_METRICS)
    if random.random() < SHARE_REPRIMANDED:
        metrics["leaders_reprimanded"] = 1
    lines[CONDITIONS_CODE] = Line(CONDITIONS_CODE, metrics, metrics)
    return lines


def points_of(rules: CriteriaSet, code: str, inputs: Inputs, year: int) -> Decimal | None:
    if code == CONDITIONS_CODE:
        return None
    if code in rules.criteria_by_code:
        found = score_criterion(rules.criteria_by_code[code], inputs, year=year)
    else:
        found = score_adjustment(rules.adjustments_by_code[code], inputs)
    return None if found.state is ItemState.MISSING else found.points


def write_sheets(period: Period, rules: CriteriaSet, plans: Sequence[Plan], random: Random) -> None:
    """Write claims into the rows that wait for them, and verdicts beside them."""
    rows = own_rows(period)
    claims: list[dict[str, Any]] = []
    verdicts: list[dict[str, Any]] = []
    for plan in plans:
        mine = rows[plan.assessment_id]
        claims += claim_rows(plan, mine, rules, period.year)
        if plan.state in WITH_VERDICTS:
            verdicts += list(verdict_rows(plan, mine, rules, period.year, random))
    rows_of = cast("Table", Score.__table__)
    db.session.execute(
        update(rows_of)
        .where(rows_of.c.id == bindparam("row_id"))
        .values(
            inputs=bindparam("claimed"),
            points=bindparam("earned"),
            note=bindparam("remark"),
            reopened=bindparam("again"),
            saved_at=bindparam("moment"),
            saved_by_id=bindparam("person"),
            version=2,
        ),
        claims,
    )
    if verdicts:
        db.session.execute(insert(Score), verdicts)


def own_rows(period: Period) -> dict[int, dict[str, tuple[int, int]]]:
    """Return ids of score row and criterion, by sheet and code."""
    query = (
        select(Score.assessment_id, Score.id, Score.criterion_id)
        .join(Assessment, Assessment.id == Score.assessment_id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .where(Participant.period_id == period.id, Score.stage == Stage.SELF)
    )
    codes = {line.id: line.code for line in period.criteria_set.lines}
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for assessment_id, score_id, criterion_id in db.session.execute(query):
        found.setdefault(assessment_id, {})[codes[criterion_id]] = score_id, criterion_id
    return found


def claim_rows(
    plan: Plan, mine: Mapping[str, tuple[int, int]], rules: CriteriaSet, year: int
) -> list[dict[str, Any]]:
    lines = list(plan.lines.values())
    if plan.state is S.DRAFT:
        lines = lines[: round(len(lines) * plan.share_done)]
    return [
        {
            "row_id": mine[line.code][0],
            "claimed": inputs_to_json(line.claim),
            "earned": points_of(rules, line.code, line.claim, year),
            "remark": "",
            "again": line.code in plan.asked,
            "moment": plan.saved_at,
            "person": plan.official_id,
        }
        for line in lines
    ]


def verdict_rows(
    plan: Plan,
    mine: Mapping[str, tuple[int, int]],
    rules: CriteriaSet,
    year: int,
    random: Random,
) -> Iterator[dict[str, Any]]:
    """Yield one verified row for each line; those not decided yet repeat the claim."""
    finished = plan.state in {S.VERIFIED, S.APPROVED}
    for place, (code, (_score_id, criterion_id)) in enumerate(mine.items()):
        line = plan.lines.get(code)
        decided = finished or place < plan.share_done * len(mine)
        asked = code in plan.asked
        adjusted = line is not None and line.differs and decided and not asked
        reason = random.choice(REASONS) if adjusted else None
        inputs = {} if line is None else line.truth if adjusted else line.claim
        verdict = Verdict.ADJUST if adjusted else Verdict.AGREE if decided else None
        yield {
            "assessment_id": plan.assessment_id,
            "criterion_id": criterion_id,
            "stage": Stage.VERIFIED,
            "inputs": inputs_to_json(inputs),
            "points": points_of(rules, code, inputs, year) if line else Decimal(0),
            "verdict": Verdict.QUESTION if asked else verdict,
            "reason_code": reason[0] if reason else None,
            "note": reason[1] if reason else "",
            "judged_version": 2 if decided or asked else None,
            "judged_evidence": plan.fingerprints.get(code, "") if decided or asked else None,
            "saved_at": plan.saved_at + timedelta(days=12) if decided or asked else None,
            "saved_by_id": plan.inspector_id if decided or asked else None,
            "version": 2 if decided or asked else 1,
        }
