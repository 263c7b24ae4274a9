"""What a unit does with its application file: put a paper into a place, or take it out again."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import update

from emulation.audit.operations import record
from emulation.database import db, rows_changed
from emulation.evidence.models import Evidence
from emulation.evidence.operations import KeptFile, document_of, own_document
from emulation.evidence.row_gate import RowAccess
from emulation.filing import queries
from emulation.filing.gate import access
from emulation.filing.models import ApplicationPaper
from emulation.periods.models import Participant
from emulation.rules.deadlines import local_day
from emulation.rules.errors import OutOfScope, RowClosed, RuleBroken, StaleVersion
from emulation.rules.roles import AGENCY_ROLES, Person

NOTHING_THERE = 0


def put_file(
    participant: Participant, code: str, file: KeptFile, *, seen: int, by: Person, at: datetime
) -> ApplicationPaper:
    """Put a file that was just kept into a place, instead of the paper that the person saw there.

    `seen` is the number of that paper, or 0 for an empty place.
    """

    def document(*, late: bool) -> Evidence:
        return document_of(participant, file, late=late, by=by, at=at)

    return _put(participant, code, document, seen=seen, by=by, at=at)


def put_document(
    participant: Participant,
    code: str,
    evidence_id: int,
    *,
    seen: int,
    by: Person,
    at: datetime,
) -> ApplicationPaper:
    """Put a document that the unit has already put forward this year into a place."""

    def document(*, late: bool) -> Evidence:
        return own_document(participant, evidence_id, by)

    return _put(participant, code, document, seen=seen, by=by, at=at)


def take_out(
    participant: Participant, code: str, *, seen: int, by: Person, at: datetime
) -> ApplicationPaper:
    """Leave a place empty again; only in a draft. The document and its trace stay."""
    if _check_changeable(participant, code, by=by, at=at) is not RowAccess.OPEN:
        raise RowClosed(code, RowAccess.ADD_ONLY)
    paper = _leave(participant, code, seen, by=by, at=at)
    if paper is None:
        raise StaleVersion(seen, NOTHING_THERE)
    _record("filing.take_out", paper, paper.evidence, by=by, at=at)
    return paper


def _put(
    participant: Participant,
    code: str,
    document: Callable[..., Evidence],
    *,
    seen: int,
    by: Person,
    at: datetime,
) -> ApplicationPaper:
    row = _check_changeable(participant, code, by=by, at=at)
    evidence = document(late=row is RowAccess.ADD_ONLY)
    there = queries.find_in_force(participant.id, code)
    if there is not None and there.id == seen and there.evidence_id == evidence.id:
        return there

    before = _leave(participant, code, seen, by=by, at=at)
    paper = ApplicationPaper(
        participant_id=participant.id,
        code=code,
        evidence_id=evidence.id,
        put_by_id=by.id,
        put_at=at,
        replaces_id=before.id if before else None,
    )
    db.session.add(paper)
    db.session.flush()
    action = "filing.replace" if before else "filing.put"
    _record(action, paper, evidence, by=by, at=at, before=before)
    return paper


def _check_changeable(
    participant: Participant, code: str, *, by: Person, at: datetime
) -> RowAccess:
    if by.role not in AGENCY_ROLES or by.unit_id != participant.unit_id:
        raise OutOfScope
    if code not in {slot.code for slot in queries.slots_of(participant)}:
        raise OutOfScope
    row = access(participant.id, local_day(at))
    if isinstance(row, RuleBroken):
        raise row
    if row is RowAccess.CLOSED:
        raise RowClosed(code, row)
    return row


def _leave(
    participant: Participant, code: str, seen: int, *, by: Person, at: datetime
) -> ApplicationPaper | None:
    """Take what the person saw out of the place; raise StaleVersion when it is not there now."""
    there = queries.find_in_force(participant.id, code)
    if (there.id if there else NOTHING_THERE) != seen:
        raise StaleVersion(seen, there.id if there else NOTHING_THERE)
    if there is None:
        return None
    changed = rows_changed(
        update(ApplicationPaper)
        .where(ApplicationPaper.id == seen, ApplicationPaper.withdrawn_at.is_(None))
        .values(withdrawn_at=at, withdrawn_by_id=by.id)
    )
    if not changed:
        raise StaleVersion(seen, NOTHING_THERE)
    db.session.refresh(there)
    return there


def _record(
    action: str,
    paper: ApplicationPaper,
    document: Evidence,
    *,
    by: Person,
    at: datetime,
    before: ApplicationPaper | None = None,
) -> None:
    record(
        action,
        f"application_paper:{paper.id}",
        by=by,
        at=at,
        before={"name": before.evidence.name, "sha256": before.evidence.sha256} if before else None,
        after={"code": paper.code, "name": document.name, "sha256": document.sha256},
    )
