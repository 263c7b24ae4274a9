"""What a commune does with its result: drafts appeals on single criteria, and files them."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, exists, update
from sqlalchemy.exc import NoResultFound

from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.models import Assessment
from emulation.assessments.telling import tell_of_sheets
from emulation.audit.operations import record
from emulation.database import db, rows_changed
from emulation.notices.kinds import NoticeKind
from emulation.periods.gates import require_open, still_open
from emulation.rules.deadlines import ExtensionKind, local_day
from emulation.rules.errors import RowClosed, StaleVersion, StepNotYours
from emulation.rules.roles import AGENCY_ROLES, Person
from emulation.rules.workflow import Step
from emulation.verification.appeal_errors import (
    AlreadyFiled,
    AppealChanged,
    AppealTextMissing,
    NothingDrafted,
    NothingToContest,
)
from emulation.verification.appeal_queries import (
    APPEALABLE,
    AppealFacts,
    appeals_count,
    find_appeal,
    is_contestable,
    list_appeals,
    result_day,
)
from emulation.verification.models import Appeal
from emulation.verification.sheets import hold_sheet, take_step


def draft(
    assessment_id: int, code: str, text: str, *, version: int, by: Person, at: datetime
) -> None:
    """Keep the text of an appeal that is not filed yet; `version` is 0 for a new one."""
    sheet = hold_sheet(assessment_id, by=by)
    line = _contested_line(sheet, code, by=by, today=local_day(at))
    if not text:
        raise AppealTextMissing
    earlier = find_appeal(assessment_id, code)
    if earlier is None:
        appeal_id = _add(sheet, line, text, version=version, by=by, at=at)
    else:
        appeal_id = earlier.id
        _reword(sheet, earlier, text, version=version, by=by, at=at)
    record(
        "verification.draft_appeal",
        f"appeal:{appeal_id}",
        by=by,
        at=at,
        before={"text": earlier.text if earlier else ""},
        after={"code": code, "text": text},
    )


def drop_draft(assessment_id: int, code: str, *, version: int, by: Person, at: datetime) -> None:
    """Give up an appeal that was not filed; documents that were added for it stay."""
    sheet = hold_sheet(assessment_id, by=by)
    _contested_line(sheet, code, by=by, today=local_day(at))
    earlier = find_appeal(assessment_id, code)
    if earlier is None:
        raise AppealChanged(code)
    if earlier.is_filed:
        raise AlreadyFiled(code)
    gone = rows_changed(delete(Appeal).where(*_as_drafted(sheet, earlier.id, version, at=at)))
    if gone != 1:
        raise AppealChanged(code)
    record(
        "verification.drop_appeal",
        f"appeal:{earlier.id}",
        by=by,
        at=at,
        before={"code": code, "text": earlier.text},
    )


def file(assessment_id: int, *, version: int, seen: int, by: Person, at: datetime) -> int:
    """File every drafted appeal together; from then on they stay as they are.

    `seen` is the count of the page on which the leader decided. What each is raised against, and
    whose verdict that was, is copied beside it.
    """
    sheet = hold_sheet(assessment_id, by=by)
    drafts = [
        one
        for one in list_appeals(assessment_id)
        if not one.is_filed and is_contestable(sheet, sheet.lines[one.code])
    ]
    take_step(sheet, Step.APPEAL, version=version, by=by, at=at, base=result_day(sheet))
    if not drafts:
        raise NothingDrafted
    if seen != (current := appeals_count(assessment_id)):
        raise StaleVersion(seen, current)
    for one in drafts:
        _file(sheet, one, by=by, at=at)
    tell_of_sheets(NoticeKind.APPEALED, [sheet.id], by=by, at=at, appeals=len(drafts))
    return len(drafts)


def _contested_line(sheet: SheetFacts, code: str, *, by: Person, today: date) -> LineFacts:
    """Return the line where this person may appeal against the verdict now."""
    if by.role not in AGENCY_ROLES:
        raise StepNotYours("appeal", by.role)
    line = sheet.lines.get(code)
    if line is None:
        raise NoResultFound
    if sheet.state not in APPEALABLE:
        raise RowClosed(code, sheet.state)
    if not is_contestable(sheet, line):
        raise NothingToContest(code)
    require_open(sheet.participant.id, ExtensionKind.APPEAL, today, base=result_day(sheet))
    return line


def _add(
    sheet: SheetFacts, line: LineFacts, text: str, *, version: int, by: Person, at: datetime
) -> int:
    if version:
        raise AppealChanged(line.code)
    added = Appeal(
        assessment_id=sheet.id,
        criterion_id=line.criterion_id,
        text=text,
        drafted_by_id=by.id,
        drafted_at=at,
    )
    db.session.add(added)
    db.session.flush()
    return added.id


def _reword(
    sheet: SheetFacts, earlier: AppealFacts, text: str, *, version: int, by: Person, at: datetime
) -> None:
    if earlier.is_filed:
        raise AlreadyFiled(earlier.code)
    changed = rows_changed(
        update(Appeal)
        .where(*_as_drafted(sheet, earlier.id, version, at=at))
        .values(text=text, drafted_by_id=by.id, drafted_at=at, version=Appeal.version + 1)
    )
    if changed != 1:
        raise AppealChanged(earlier.code)


def _as_drafted(
    sheet: SheetFacts, appeal_id: int, version: int, *, at: datetime
) -> list[ColumnElement[bool]]:
    """Return what an UPDATE of a draft tests: version, state and last day, all at once."""
    in_days = exists().where(
        Assessment.id == Appeal.assessment_id,
        Assessment.state.in_(APPEALABLE),
        still_open(
            Assessment.participant_id,
            ExtensionKind.APPEAL,
            local_day(at),
            base=result_day(sheet),
        ),
    )
    return [
        Appeal.id == appeal_id,
        Appeal.version == version,
        Appeal.filed_at.is_(None),
        in_days,
    ]


def _file(sheet: SheetFacts, one: AppealFacts, *, by: Person, at: datetime) -> None:
    row = sheet.lines[one.code].verified
    points = row.points if row else None
    filed = rows_changed(
        update(Appeal)
        .where(Appeal.id == one.id, Appeal.version == one.version, Appeal.filed_at.is_(None))
        .values(
            filed_at=at,
            filed_by_id=by.id,
            contested_points=points,
            judged_by_id=row.saved_by_id if row else None,
            version=Appeal.version + 1,
        )
    )
    if filed != 1:
        raise AppealChanged(one.code)
    record(
        "verification.appeal",
        f"appeal:{one.id}",
        by=by,
        at=at,
        after={
            "code": one.code,
            "text": one.text,
            "contested_points": None if points is None else str(points),
        },
    )
