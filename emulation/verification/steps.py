"""The steps of a sheet from its verification to its settled result, and back."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, literal, select, update
from sqlalchemy.exc import NoResultFound

from emulation.assessments.answers import DECIDED
from emulation.assessments.facts import LineFacts
from emulation.assessments.models import Score
from emulation.assessments.telling import tell_of_sheets
from emulation.assessments.totals import recompute
from emulation.audit.checkpoints import seal
from emulation.audit.operations import record
from emulation.database import db, rows_changed
from emulation.notices.kinds import NoticeKind
from emulation.rules.deadlines import ExtensionKind, local_day
from emulation.rules.errors import ReasonMissing, StaleVersion
from emulation.rules.roles import Person
from emulation.rules.workflow import AppealDecision, Stage, Step
from emulation.verification.appeal_errors import AppealsOpen, NothingChosen
from emulation.verification.appeal_queries import appeals_count, list_appeals
from emulation.verification.decisions import lines_to_decide
from emulation.verification.errors import LinesOpen
from emulation.verification.operations import RECORDED, written
from emulation.verification.queries import change_count
from emulation.verification.sheets import hold_sheet, take_step

_COPIED = ("assessment_id", "criterion_id", "inputs", "not_applicable", "points")


def begin(assessment_id: int, *, version: int, by: Person, at: datetime) -> None:
    """Take a submitted sheet on: every line gets a verified row that starts as the claim."""
    sheet = hold_sheet(assessment_id, by=by)
    take_step(sheet, Step.BEGIN, version=version, by=by, at=at)
    stage = literal(Stage.VERIFIED, Score.__table__.c.stage.type)
    claims = select(*(getattr(Score, name) for name in _COPIED), stage).where(
        Score.assessment_id == assessment_id, Score.stage == Stage.SELF
    )
    db.session.execute(insert(Score).from_select([*_COPIED, "stage"], claims))
    recompute(assessment_id, Stage.VERIFIED, at=at)
    tell_of_sheets(NoticeKind.BEGUN, [sheet.id], by=by, at=at)


def finish(assessment_id: int, *, version: int, seen: int, by: Person, at: datetime) -> None:
    """Close the verification: every line is decided, and the final result is written down.

    `seen` is the change count of the page on which the head decided. After a reopening the review
    ends here, and what was settled before counts beside the new verdicts.
    """
    sheet = hold_sheet(assessment_id, by=by)
    current = change_count(assessment_id)
    take_step(
        sheet,
        Step.FINISH,
        version=version,
        by=by,
        at=at,
        verified_at=at,
        verified_by_id=by.id,
        reopened_at=None,
    )
    undecided = [line.code for line in lines_to_decide(sheet) if not is_decided(line)]
    if undecided:
        raise LinesOpen(undecided)
    if seen != current:
        raise StaleVersion(seen, current)
    rows_changed(
        update(Score)
        .where(Score.assessment_id == sheet.id, Score.stage == Stage.VERIFIED, Score.reopened)
        .values(reopened=False)
    )
    recompute(assessment_id, Stage.VERIFIED, at=at)
    last_day = sheet.last_day(ExtensionKind.APPEAL, local_day(at))
    until = last_day.isoformat() if last_day else ""
    tell_of_sheets(NoticeKind.VERIFIED, [sheet.id], by=by, at=at, until=until)
    seal(at)


def accept(assessment_id: int, *, version: int, by: Person, at: datetime) -> None:
    """Take the result as it is; appeals that were only drafted lapse."""
    sheet = hold_sheet(assessment_id, by=by)
    take_step(sheet, Step.ACCEPT, version=version, by=by, at=at, settled_at=at)
    tell_of_sheets(NoticeKind.ACCEPTED, [sheet.id], by=by, at=at)
    seal(at)


def settle(assessment_id: int, *, version: int, seen: int, by: Person, at: datetime) -> None:
    """Let the decisions on the appeals count, once there is one on each.

    `seen` is the count of the page on which the head settled them.
    """
    sheet = hold_sheet(assessment_id, by=by)
    take_step(sheet, Step.SETTLE, version=version, by=by, at=at, settled_at=at)
    current = [one for one in list_appeals(assessment_id) if one.is_current(sheet)]
    undecided = [one.code for one in current if one.decision is None]
    if undecided:
        raise AppealsOpen(undecided)
    if seen != (count := appeals_count(assessment_id)):
        raise StaleVersion(seen, count)
    rows_changed(
        update(Score)
        .where(
            Score.assessment_id == sheet.id,
            Score.stage == Stage.APPEAL,
            Score.criterion_id.in_([one.criterion_id for one in current]),
        )
        .values(reopened=False, version=Score.version + 1)
    )
    recompute(assessment_id, Stage.APPEAL, at=at)
    decided = Counter(one.decision for one in current)
    counts = {one.value: decided[one] for one in AppealDecision}
    tell_of_sheets(NoticeKind.APPEALS_SETTLED, [sheet.id], by=by, at=at, **counts)
    seal(at)


def reopen(
    assessment_id: int,
    *,
    codes: Collection[str],
    version: int,
    reason: str,
    by: Person,
    at: datetime,
) -> None:
    """Open a result again for the named criteria: only these are judged anew, all others stand.

    What was decided on them, also after an appeal, no longer counts; the log keeps it.
    """
    sheet = hold_sheet(assessment_id, by=by)
    named = [line for line in lines_to_decide(sheet) if line.code in codes]
    take_step(
        sheet,
        Step.REOPEN,
        version=version,
        by=by,
        at=at,
        reason=reason,
        reopened_at=at,
        verified_at=None,
        verified_by_id=None,
        settled_at=None,
        approved_at=None,
    )
    if not reason:
        raise ReasonMissing
    if not named:
        raise NothingChosen
    if len(named) != len(set(codes)):
        raise NoResultFound
    for line in named:
        _flag(line, reason, by=by, at=at)
    recompute(assessment_id, Stage.VERIFIED, at=at)
    tell_of_sheets(
        NoticeKind.REOPENED,
        [sheet.id],
        by=by,
        at=at,
        criteria=", ".join(line.code for line in named),
        reason=reason,
    )


def _flag(line: LineFacts, reason: str, *, by: Person, at: datetime) -> None:
    """Ask for a new verdict; the row keeps the figures that were decided on, to be compared."""
    row, appealed = line.verified, line.scores.get(Stage.APPEAL)
    if row is None:
        raise NoResultFound
    rows_changed(
        update(Score)
        .where(Score.id == row.id)
        .values(verdict=None, reason_code=None, note="", reopened=True, version=Score.version + 1)
    )
    if appealed is not None:
        rows_changed(
            update(Score)
            .where(Score.id == appealed.id)
            .values(reopened=True, version=Score.version + 1)
        )
    record(
        "verification.reopen_line",
        f"score:{row.id}",
        by=by,
        at=at,
        before={name: written(getattr(row, name)) for name in RECORDED},
        after={"code": line.code},
        reason=reason,
    )


def is_decided(line: LineFacts) -> bool:
    return line.verified is not None and line.verified.verdict in DECIDED
