"""Gathering what a publication rests on, out of the database, as the plain values it is made of."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, or_, select

from emulation.accounts.models import User
from emulation.assessments.answers import DECIDED
from emulation.assessments.models import Assessment, Score
from emulation.audit.models import AuditEvent
from emulation.criteria.models import CriterionLine
from emulation.database import db
from emulation.evidence.models import Evidence, EvidenceUse
from emulation.evidence.queries import STANDS
from emulation.periods.gates import granted_until
from emulation.periods.models import Participant, Period
from emulation.periods.queries import windows_of
from emulation.rankings.queries import SheetLine
from emulation.rules.criteria_set import CriteriaSet
from emulation.rules.deadlines import (
    ExtensionKind,
    Window,
    WindowKind,
    days_late,
    extended,
    local_day,
)
from emulation.rules.published_sheet import CONDITIONS, counted_by_program
from emulation.rules.roles import Person, Role
from emulation.rules.workflow import Stage, Verdict

COUNTING = (Stage.SELF, Stage.VERIFIED, Stage.APPEAL)
Json = dict[str, Any]


def moment_text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sheets_of(period: Period, lines: Iterable[SheetLine], rules: CriteriaSet) -> Mapping[int, Json]:
    """Return the rows that count, with documents and dates, of these sheets by their id.

    As many queries for one sheet as for a whole province. Notes and names stay behind.
    """
    wanted = {line.assessment_id for line in lines}
    sheets = _facts(period, wanted)
    for sheet_id, code, *row in _score_rows(period.id):
        if sheet_id in wanted:
            _add_row(sheets[sheet_id]["lines"], rules, code, *row)
    for sheet_id, code, sha256 in _documents(period.id):
        if sheet_id in wanted:
            line = sheets[sheet_id]["lines"].setdefault(code, {})
            line.setdefault("evidence", []).append(sha256)
    return sheets


def _facts(period: Period, wanted: Iterable[int]) -> dict[int, Json]:
    """Return when each sheet was handed in, against the unit's own last day."""
    granted = granted_until(Participant.id.expression, ExtensionKind.SELF_ASSESSMENT)
    query = (
        select(Assessment.id, Assessment.submitted_at, granted)
        .join(Participant, Participant.id == Assessment.participant_id)
        .where(Participant.period_id == period.id)
    )
    window = windows_of(period.id).get(WindowKind.SELF_ASSESSMENT)
    known = {row[0]: row for row in db.session.execute(query)}
    return {sheet_id: _handed_in(known[sheet_id], window) for sheet_id in wanted}


def _handed_in(row: Row[Any], window: Window | None) -> Json:
    _sheet_id, submitted_at, until = row
    late = 0
    if window is not None and submitted_at is not None:
        last_day = extended(window.closes_on, [until] if until else [])
        late = days_late(local_day(submitted_at), last_day)
    return {"submitted": submitted_at is not None, "days_late": late, "lines": {}}


def _score_rows(period_id: int) -> Iterable[Row[Any]]:
    query = (
        select(
            Score.assessment_id,
            CriterionLine.code,
            Score.stage,
            Score.inputs,
            Score.points,
            Score.not_applicable,
            Score.points_set,
            Score.verdict,
            Score.reason_code,
        )
        .join(CriterionLine, CriterionLine.id == Score.criterion_id)
        .join(Assessment, Assessment.id == Score.assessment_id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .where(
            Participant.period_id == period_id,
            or_(
                Score.stage == Stage.SELF,
                (Score.stage == Stage.VERIFIED) & Score.verdict.in_(DECIDED),
                (Score.stage == Stage.APPEAL) & ~Score.reopened,
            ),
        )
        .order_by(Score.assessment_id, CriterionLine.position, Score.id)
    )
    return db.session.execute(query)


def _add_row(
    lines: Json,
    rules: CriteriaSet,
    code: str,
    stage: Stage,
    inputs: Json,
    points: Decimal | None,
    not_applicable: bool,  # noqa: FBT001 (a column among columns)
    points_set: bool,  # noqa: FBT001 (likewise)
    verdict: Verdict | None,
    reason_code: str | None,
) -> None:
    if counted_by_program(rules, code) and verdict is not Verdict.ADJUST:
        return
    line = lines.setdefault(code, {})
    row: Json = {"points": None if points is None or code == CONDITIONS else f"{points:.2f}"}
    if stage is Stage.SELF or inputs != _inputs_before(line, stage):
        row["inputs"] = inputs
    if not_applicable:
        row["not_applicable"] = True
    if points_set:
        row["points_set"] = True
    if verdict is not None:
        row["verdict"] = str(verdict)
    if reason_code is not None:
        row["reason_code"] = str(reason_code)
    line[str(stage)] = row


def _inputs_before(line: Json, stage: Stage) -> Json | None:
    """Return the inputs of the latest row before this one: they need not be repeated."""
    for earlier in reversed(COUNTING[: COUNTING.index(stage)]):
        if "inputs" in line.get(earlier, {}):
            inputs: Json = line[earlier]["inputs"]
            return inputs
    return None


def _documents(period_id: int) -> Iterable[Row[tuple[int, str, str]]]:
    query = (
        select(Assessment.id, CriterionLine.code, Evidence.sha256)
        .distinct()
        .select_from(EvidenceUse)
        .join(Evidence, Evidence.id == EvidenceUse.evidence_id)
        .join(CriterionLine, CriterionLine.id == EvidenceUse.criterion_id)
        .join(Participant, Participant.id == EvidenceUse.participant_id)
        .join(Assessment, Assessment.participant_id == Participant.id)
        .where(Participant.period_id == period_id, STANDS)
        .order_by(Assessment.id, CriterionLine.code, Evidence.sha256)
    )
    return db.session.execute(query)


def signers_of(period: Period, *, by: Person, at: datetime) -> list[Json]:
    """Name who approved sheets of the year, and who publishes; nobody else is named."""
    query = (
        select(User.full_name, AuditEvent.actor_role, AuditEvent.at)
        .join(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.action == "rankings.approve", AuditEvent.subject == f"period:{period.id}")
        .order_by(AuditEvent.seq)
    )
    approvals = {(name, role): moment for name, role, moment in db.session.execute(query)}
    return [
        *(
            {"act": "approve", "name": name, "role": role, "at": moment_text(moment)}
            for (name, role), moment in approvals.items()
        ),
        {"act": "publish", "name": by.name, "role": str(Role(by.role)), "at": moment_text(at)},
    ]


def windows_to_json(period: Period) -> list[Json]:
    windows = windows_of(period.id)
    return [
        {
            "kind": str(kind),
            "opens_on": windows[kind].opens_on.isoformat(),
            "closes_on": windows[kind].closes_on.isoformat(),
        }
        for kind in WindowKind
        if kind in windows
    ]


def unit_to_json(line: SheetLine, sheet: Json | None, **facts: Any) -> Json:
    """Return one unit with the inputs its place is made of; `facts` are those of last year."""
    return {
        "unit_code": line.code,
        "unit_name": line.name,
        "kind": str(line.kind),
        "district": line.district_name,
        "cluster": line.cluster,
        "sheet": sheet,
        **facts,
    }


def in_order(units: Sequence[Json], results: Mapping[str, Json | None]) -> list[Json]:
    """Return the units in the order of the table, each with its result."""
    known = {unit["unit_code"]: unit for unit in units}
    return [
        {**known[code], "position": position, "result": result}
        for position, (code, result) in enumerate(results.items(), start=1)
    ]
