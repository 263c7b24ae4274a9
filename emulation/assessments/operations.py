"""What a commune does with its sheet: fill in rows, submit, take back. Nothing here commits."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sqlalchemy import or_, select, update

from emulation.assessments.answers import answers_of, inputs_of, result_of
from emulation.assessments.days import require_writable, still_writable
from emulation.assessments.errors import ExplanationMissing, InvalidEntry, NotConfirmed, StaleRow
from emulation.assessments.facts import Entry, LineFacts, ScoreFacts, SheetFacts
from emulation.assessments.gaps import GapKind, gaps_of
from emulation.assessments.models import Assessment, Score
from emulation.assessments.queries import sheet_facts
from emulation.assessments.telling import tell_of_sheets
from emulation.assessments.totals import keep
from emulation.audit.checkpoints import seal
from emulation.audit.models import AuditEvent
from emulation.audit.operations import record
from emulation.database import db, rows_changed
from emulation.notices.kinds import NoticeKind
from emulation.periods.gates import require_begun
from emulation.periods.models import Participant
from emulation.rules.criteria_facts import Criterion
from emulation.rules.deadlines import ExtensionKind, WindowKind, days_late, local_day
from emulation.rules.errors import OutOfScope, RowClosed, StaleVersion
from emulation.rules.inputs import check_fields, check_inputs, inputs_to_json
from emulation.rules.roles import AGENCY_ROLES, Person
from emulation.rules.scoring import ItemState, SheetResult, score_adjustment, score_criterion
from emulation.rules.workflow import AssessmentState, Stage, Step, next_state


@dataclass(frozen=True, slots=True)
class Sent:
    """One row as it was sent, and the version of the row that the page was made from."""

    code: str
    entry: Entry
    version: int


@dataclass(frozen=True, slots=True)
class Saved:
    """The sheet as it is after saving: which rows were written, and which somebody else has."""

    sheet: SheetFacts
    result: SheetResult
    changed: tuple[str, ...]
    stale: tuple[StaleRow, ...] = ()


def save_row(
    assessment_id: int, code: str, entry: Entry, *, version: int, by: Person, at: datetime
) -> Saved:
    """Write one line of the commune's own stage, unless somebody else has since `version`."""
    saved = save_rows(assessment_id, [Sent(code, entry, version)], by=by, at=at)
    if saved.stale:
        raise saved.stale[0]
    return saved


def save_rows(assessment_id: int, rows: Iterable[Sent], *, by: Person, at: datetime) -> Saved:
    """Write the rows that nobody else changed meanwhile, and name those that somebody did.

    A row that says so already is not written again, and is never stale.
    """
    lock_own_sheet(assessment_id, by=by)
    sheet = sheet_facts(assessment_id)
    changed: list[str] = []
    stale: list[StaleRow] = []
    for row in rows:
        line = sheet.lines[row.code]
        values = _values(sheet, line, row.entry)
        if all(getattr(line.own, name) == value for name, value in values.items()):
            continue
        if row.version != line.own.version:
            require_writable(sheet, local_day(at))
            stale.append(StaleRow(row.code, row.version, line.own.version))
            continue
        _write(sheet, line, values, by=by, at=at)
        _record_row(line, values, by=by, at=at)
        sheet = _with_row(sheet, line, values, by=by, at=at)
        changed.append(row.code)
    result = result_of(sheet, Stage.SELF, today=local_day(at))
    if changed:
        keep(sheet, Stage.SELF, result, at=at)
    return Saved(sheet, result, tuple(changed), tuple(stale))


def _record_row(line: LineFacts, values: dict[str, Any], *, by: Person, at: datetime) -> None:
    record(
        "assessments.save",
        f"score:{line.own.id}",
        by=by,
        at=at,
        before={name: _plain(getattr(line.own, name)) for name in values},
        after={name: _plain(value) for name, value in values.items()},
    )


def lock_own_sheet(assessment_id: int, *, by: Person) -> Assessment:
    """Hold the sheet until the transaction ends; raise OutOfScope when it is another unit's."""
    query = (
        select(Assessment, Participant.unit_id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .where(Assessment.id == assessment_id)
        .with_for_update(of=Assessment)
    )
    assessment, unit_id = db.session.execute(query).tuples().one()
    if by.role not in AGENCY_ROLES or unit_id != by.unit_id:
        raise OutOfScope
    return assessment


def _values(sheet: SheetFacts, line: LineFacts, entry: Entry) -> dict[str, Any]:
    """Return the columns that the entry makes of the row; raise what is wrong with it."""
    fields = sheet.fields(line.code)
    supplied = {name: sheet.sources[name] for name in fields if name in sheet.sources}
    inputs = {**entry.inputs, **supplied}
    owner = sheet.owner(line.code)
    if owner is None:
        problems = check_fields(fields, inputs, year=sheet.year)
    else:
        problems = check_inputs(owner, inputs, year=sheet.year)
    if problems:
        raise InvalidEntry(line.code, problems)
    marked = entry.not_applicable and may_be_left_out(sheet, line.code)
    points: Decimal | None = None
    if marked:
        points = Decimal(0)
    elif owner is not None:
        found = (
            score_criterion(owner, inputs, year=sheet.year)
            if isinstance(owner, Criterion)
            else score_adjustment(owner, inputs)
        )
        points = None if found.state is ItemState.MISSING else found.points
    return {
        "inputs": inputs_to_json(inputs),
        "not_applicable": marked,
        "points": points,
        "note": entry.note,
    }


def may_be_left_out(sheet: SheetFacts, code: str) -> bool:
    """Tell whether the set lets a commune say that the criterion does not apply to it."""
    owner = sheet.owner(code)
    return (
        isinstance(owner, Criterion) and owner.not_applicable is not None and not owner.denominator
    )


def _write(
    sheet: SheetFacts, line: LineFacts, values: dict[str, Any], *, by: Person, at: datetime
) -> None:
    """Test version, state, reopening and the last day in the very statement that writes."""
    held = select(Assessment.id).where(
        Assessment.id == sheet.id, still_writable(sheet, local_day(at))
    )
    drafted = held.where(Assessment.state == AssessmentState.DRAFT)
    returned = held.where(Assessment.state == AssessmentState.RETURNED)
    written = rows_changed(
        update(Score)
        .where(
            Score.id == line.own.id,
            Score.version == line.own.version,
            or_(
                Score.assessment_id.in_(drafted),
                Score.reopened & Score.assessment_id.in_(returned),
            ),
        )
        .values(**values, saved_at=at, saved_by_id=by.id, version=line.own.version + 1)
    )
    if written != 1:
        if sheet.may_edit(line.code):
            require_writable(sheet, local_day(at))
        raise RowClosed(line.code, sheet.state)


def _with_row(
    sheet: SheetFacts, line: LineFacts, values: dict[str, Any], *, by: Person, at: datetime
) -> SheetFacts:
    """Return the facts as they are after the row was written."""
    own: ScoreFacts = replace(
        line.own, **values, saved_at=at, saved_by_id=by.id, version=line.own.version + 1
    )
    changed = replace(line, scores=MappingProxyType({**line.scores, Stage.SELF: own}))
    return replace(sheet, lines=MappingProxyType({**sheet.lines, line.code: changed}))


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value


def submit(
    assessment_id: int,
    *,
    version: int,
    confirmed: bool,
    by: Person,
    at: datetime,
) -> AuditEvent:
    """Hand the sheet to the inspection, with every figure as it stands now; return the receipt.

    Each criterion without evidence needs an explanation, and the conditions must be declared.
    Criteria without an answer, and figures that contradict each other, must be confirmed. Late
    days are counted, not refused, until the verification itself is over.
    """
    assessment = lock_own_sheet(assessment_id, by=by)
    after = next_state(assessment.state, Step.SUBMIT, by.role)
    if assessment.version != version:
        raise StaleVersion(version, assessment.version)
    sheet = sheet_facts(assessment_id)
    require_begun(sheet.participant.id, WindowKind.SELF_ASSESSMENT, local_day(at))
    require_writable(sheet, local_day(at))
    result = result_of(sheet, Stage.SELF, today=local_day(at))
    gaps = gaps_of(sheet, result)
    if blocking := [gap.code for gap in gaps if gap.kind is GapKind.EXPLANATION]:
        raise ExplanationMissing(blocking)
    if undeclared := [gap.code for gap in gaps if gap.kind is GapKind.UNDECLARED]:
        raise NotConfirmed(undeclared)
    if not confirmed and (open_gaps := [gap.code for gap in gaps if gap.kind.needs_confirmation]):
        raise NotConfirmed(open_gaps)

    _freeze_supplied(sheet, result, at=at)
    _hand_over(sheet, after, version=version, submitted_at=at, submitted_by_id=by.id, at=at)
    keep(sheet, Stage.SELF, result, at=at)
    event = record(
        "assessments.submit",
        f"assessment:{assessment_id}",
        by=by,
        at=at,
        before={"state": sheet.state},
        after={
            "state": after,
            "total": str(result.total_points),
            "not_scored": list(result.missing),
        },
    )
    last_day = sheet.last_day(ExtensionKind.SELF_ASSESSMENT)
    late = 0 if last_day is None else days_late(local_day(at), last_day)
    tell_of_sheets(NoticeKind.SUBMITTED, [assessment_id], by=by, at=at, days_late=late)
    seal(at)
    return event


def _freeze_supplied(sheet: SheetFacts, result: SheetResult, *, at: datetime) -> None:
    """Write down what other parts of the program supplied, so that it stays as submitted."""
    answers = answers_of(sheet, Stage.SELF, today=local_day(at))
    for code, line in sheet.lines.items():
        owner = sheet.owner(code)
        if owner is None:
            continue
        inputs = inputs_of(sheet, line, line.own)
        known = owner.fields_by_name.keys() & answers.metrics.keys()
        inputs |= {name: answers.metrics[name] for name in known}
        item = result.items.get(code) or result.adjustments[code]
        points = None if item.state is ItemState.MISSING else item.points
        stored = inputs_to_json(inputs)
        if stored != dict(line.own.inputs) or points != line.own.points:
            db.session.execute(
                update(Score)
                .where(Score.id == line.own.id)
                .values(inputs=stored, points=points, version=Score.version + 1)
                .execution_options(synchronize_session=False)
            )


def _hand_over(
    sheet: SheetFacts, after: AssessmentState, *, version: int, at: datetime, **columns: Any
) -> None:
    """Move the sheet between commune and inspection; the UPDATE itself tests the last day too."""
    moved = rows_changed(
        update(Assessment)
        .where(
            Assessment.id == sheet.id,
            Assessment.version == version,
            Assessment.state == sheet.state,
            still_writable(sheet, local_day(at)),
        )
        .values(state=after, version=version + 1, **columns)
    )
    if moved != 1:
        require_writable(sheet, local_day(at))
        raise StaleVersion(version, sheet.version)


def withdraw(assessment_id: int, *, version: int, by: Person, at: datetime) -> AuditEvent:
    """Take a submitted sheet back before its verification begins, while it can be sent again."""
    assessment = lock_own_sheet(assessment_id, by=by)
    before = assessment.state
    after = next_state(before, Step.WITHDRAW, by.role)
    if assessment.version != version:
        raise StaleVersion(version, assessment.version)
    sheet = sheet_facts(assessment_id)
    _hand_over(sheet, after, version=version, submitted_at=None, submitted_by_id=None, at=at)
    event = record(
        "assessments.withdraw",
        f"assessment:{assessment_id}",
        by=by,
        at=at,
        before={"state": before},
        after={"state": after},
    )
    tell_of_sheets(NoticeKind.WITHDRAWN, [assessment_id], by=by, at=at)
    return event
