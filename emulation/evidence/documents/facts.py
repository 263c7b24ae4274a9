"""Saying of a document what it is: its kind, number, day, issuer and the year it speaks of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from emulation.accounts.models import User
from emulation.audit.models import AuditEvent
from emulation.audit.operations import record
from emulation.criteria.models import CriterionLine
from emulation.database import db, rows_changed
from emulation.evidence import queries
from emulation.evidence.models import Evidence, EvidenceUse
from emulation.evidence.queries import STANDS
from emulation.evidence.readings import find_reading
from emulation.evidence.row_gate import RowAccess, access_to
from emulation.periods.models import Participant
from emulation.rules.deadlines import local_day
from emulation.rules.document_facts import FACTS, DocumentFacts, changed_facts, only_adds
from emulation.rules.document_headers import Header, header_of
from emulation.rules.errors import OutOfScope, RuleBroken, StaleVersion
from emulation.rules.roles import AGENCY_ROLES, Person


class FactsClosed(RuleBroken):
    """What was said of a document cannot be changed now, or nothing can be said of it at all."""

    def __init__(self, row: RowAccess) -> None:
        super().__init__(f"facts are {row}")
        self.row = row


@dataclass(frozen=True, slots=True)
class LastChange:
    by_name: str
    at: datetime


def facts_in(document: Evidence) -> DocumentFacts:
    return DocumentFacts(**{name: getattr(document, name) for name in FACTS})


def describe(
    document: Evidence, typed: DocumentFacts, *, version: int, by: Person, at: datetime
) -> None:
    """Write down what a document says of itself; once it was handed in, only what is missing."""
    check_own(document, by)
    row = access_of(document, local_day(at))
    before = facts_in(document)
    changed = changed_facts(before, typed)
    if not changed:
        return
    if row is RowAccess.CLOSED:
        raise FactsClosed(row)
    if version != document.version:
        raise StaleVersion(version, document.version)
    if row is RowAccess.ADD_ONLY and not only_adds(before, typed):
        raise FactsClosed(row)
    values = {name: getattr(typed, name) for name in changed}
    statement = update(Evidence).where(Evidence.id == document.id, Evidence.version == version)
    if rows_changed(statement.values(**values, version=version + 1)) != 1:
        raise StaleVersion(version, document.version)
    record(
        "evidence.describe",
        f"evidence:{document.id}",
        by=by,
        at=at,
        before=_as_json({name: getattr(before, name) for name in changed}),
        after=_as_json(values),
    )


def check_own(document: Evidence, person: Person) -> Participant:
    """Return who put it forward; to anybody else the document is out of scope."""
    owner = queries.get_owner(document)
    if person.role not in AGENCY_ROLES or person.unit_id != owner.unit_id:
        raise OutOfScope
    return owner


def access_of(document: Evidence, today: date) -> RowAccess:
    """Return what may be said of a document now, by every row it stands for.

    It may be changed while all of them are open, and added to while one of them is. What stands
    for no row goes by the whole sheet.
    """
    rows = _rows_of(document)
    found = set(access_to(document.participant_id, rows, today).values())
    if found == {RowAccess.OPEN}:
        return RowAccess.OPEN
    return RowAccess.CLOSED if found <= {RowAccess.CLOSED} else RowAccess.ADD_ONLY


def _rows_of(document: Evidence) -> Collection[int]:
    uses = select(EvidenceUse.criterion_id).where(EvidenceUse.evidence_id == document.id)
    standing = db.session.scalars(uses.where(STANDS)).all()
    if standing:
        return standing
    owner = queries.get_owner(document)
    lines = select(CriterionLine.id).where(
        CriterionLine.criteria_set_id == owner.period.criteria_set_id
    )
    return db.session.scalars(lines).all()


def header_in(document: Evidence) -> Header:
    """Return what the head of the document says, where its words could be read."""
    reading = find_reading(document.sha256)
    return header_of(reading.text) if reading else Header()


def last_change(evidence_id: int) -> LastChange | None:
    """Return who said something of the document last, out of the log."""
    query = (
        select(User.full_name, AuditEvent.at)
        .join(User, User.id == AuditEvent.actor_id)
        .where(
            AuditEvent.subject == f"evidence:{evidence_id}",
            AuditEvent.action == "evidence.describe",
        )
        .order_by(AuditEvent.seq.desc())
        .limit(1)
    )
    found = db.session.execute(query).one_or_none()
    return LastChange(*found) if found else None


def _as_json(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
