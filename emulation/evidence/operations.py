"""What people do with documents: put forward, use for one more criterion, take off again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from emulation.audit.operations import record
from emulation.criteria.models import CriterionLine
from emulation.database import db, rows_changed
from emulation.evidence import queries
from emulation.evidence.models import Blob, Evidence, EvidenceUse
from emulation.evidence.readings import Read, write_reading
from emulation.evidence.row_gate import RowAccess, require
from emulation.evidence.scanning.scanner import NOT_SCANNED, Scanned
from emulation.evidence.scanning.states import written_on_arrival
from emulation.evidence.uploading.quotas import require_room
from emulation.periods.models import Participant
from emulation.rules.deadlines import local_day
from emulation.rules.errors import OutOfScope, RowClosed
from emulation.rules.roles import AGENCY_ROLES, Person
from emulation.storage import Stored


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was looked at and whose bytes are safely in the store."""

    name: str
    stored: Stored
    read: Read
    scanned: Scanned = NOT_SCANNED


def add(
    participant: Participant,
    line: CriterionLine,
    files: Iterable[KeptFile],
    *,
    kind: str = "",
    by: Person,
    at: datetime,
) -> Sequence[Evidence]:
    """Put files forward for a criterion; bytes the unit sent before stay the same document.

    `kind` is what they are said to be; one that was said of a document before stays.
    """
    row = check_changeable(participant, line, by=by, at=at)
    late = row is RowAccess.ADD_ONLY
    added = []
    for file in files:
        document = document_of(participant, file, late=late, by=by, at=at)
        say_kind(document, kind, by=by, at=at)
        use(document, line, by=by, at=at)
        added.append(document)
    return added


def document_of(
    participant: Participant, file: KeptFile, *, late: bool, by: Person, at: datetime
) -> Evidence:
    """Return the unit's document with these bytes, written down now where there was none.

    It stands for nothing yet; whoever asks has made sure that the unit may put something forward.
    """
    document = queries.find_same_bytes(participant.id, file.stored.sha256)
    return document or _new_document(participant, file, late=late, by=by, at=at)


def link(
    participant: Participant, line: CriterionLine, evidence_id: int, *, by: Person, at: datetime
) -> Evidence:
    """Let a document of the unit stand for this criterion too."""
    check_changeable(participant, line, by=by, at=at)
    document = own_document(participant, evidence_id, by)
    use(document, line, by=by, at=at)
    return document


def withdraw(
    participant: Participant, line: CriterionLine, evidence_id: int, *, by: Person, at: datetime
) -> Evidence:
    """Take a document off a criterion; the document itself and its trace stay."""
    row = check_changeable(participant, line, by=by, at=at)
    document = own_document(participant, evidence_id, by)
    if row is not RowAccess.OPEN:
        raise RowClosed(line.code, row)

    standing = queries.find_use(document.id, line.id)
    if standing is not None and standing.is_in_force:
        standing.withdrawn_at = at
        standing.withdrawn_by_id = by.id
        _record("evidence.withdraw", document, line, by=by, at=at)
    return document


def check_changeable(
    participant: Participant, line: CriterionLine, *, by: Person, at: datetime
) -> RowAccess:
    """Return what may be done with the documents of this row; refuse strangers and closed rows."""
    if by.role not in AGENCY_ROLES or by.unit_id != participant.unit_id:
        raise OutOfScope
    row = require(participant.id, line.id, local_day(at))
    if row is RowAccess.CLOSED:
        raise RowClosed(line.code, row)
    return row


def own_document(participant: Participant, evidence_id: int, by: Person) -> Evidence:
    """Return a document that the unit put forward this year; others are out of scope."""
    document = queries.get_evidence(evidence_id, reader=by)
    if document.participant_id != participant.id:
        raise OutOfScope
    return document


def _new_document(
    participant: Participant, file: KeptFile, *, late: bool, by: Person, at: datetime
) -> Evidence:
    require_room(participant, [file.stored])
    _remember_bytes(file, at)
    document = Evidence(
        participant_id=participant.id,
        sha256=file.stored.sha256,
        name=file.name,
        uploaded_by_id=by.id,
        uploaded_at=at,
        added_after_submission=late,
    )
    db.session.add(document)
    db.session.flush()
    after = {"name": file.name, "sha256": file.stored.sha256, "size": file.stored.size}
    record("evidence.add", f"evidence:{document.id}", by=by, at=at, after=after)
    return document


def _remember_bytes(file: KeptFile, at: datetime) -> None:
    """Name the bytes once, even when two units send the same ones at the same moment."""
    postgres = db.session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(Blob) if postgres else sqlite.insert(Blob)
    db.session.execute(
        insert.values(
            sha256=file.stored.sha256,
            size=file.stored.size,
            media_type=file.read.found.media_type,
            stored_at=at,
        ).on_conflict_do_nothing()
    )
    written_on_arrival(file.stored.sha256, file.scanned, at=at)
    write_reading(file.stored.sha256, file.read, at=at)


def say_kind(document: Evidence, kind: str, *, by: Person, at: datetime) -> None:
    """Say what kind a document is, unless that was said before or nothing is said."""
    if not kind or document.kind:
        return
    unsaid = update(Evidence).where(Evidence.id == document.id, Evidence.kind == "")
    if not rows_changed(unsaid.values(kind=kind, version=Evidence.version + 1)):
        return
    db.session.refresh(document)
    subject = f"evidence:{document.id}"
    record("evidence.describe", subject, by=by, at=at, before={"kind": ""}, after={"kind": kind})


def use(document: Evidence, line: CriterionLine, *, by: Person, at: datetime) -> None:
    """Let a document stand for a criterion, also one that was taken off or replaced there."""
    known = queries.find_use(document.id, line.id)
    if known is not None and known.is_in_force:
        return
    if known is None:
        known = EvidenceUse(
            evidence_id=document.id, participant_id=document.participant_id, criterion_id=line.id
        )
        db.session.add(known)
    known.linked_by_id = by.id
    known.linked_at = at
    known.withdrawn_at = None
    known.withdrawn_by_id = None
    known.replaced_by_id = None
    _record("evidence.link", document, line, by=by, at=at)


def _record(
    action: str, document: Evidence, line: CriterionLine, *, by: Person, at: datetime
) -> None:
    after = {"criterion": line.code, "sha256": document.sha256}
    record(action, f"evidence:{document.id}", by=by, at=at, after=after)
