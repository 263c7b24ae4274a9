"""Reading the log as a reader chose: filters, pages that do not shift, one event."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, cast, or_, select

from emulation.accounts.models import User
from emulation.audit.models import AuditDetail, AuditEvent
from emulation.database import db
from emulation.formatting import VIETNAM
from emulation.logbook.scope import is_told, seen_by, told_to
from emulation.logbook.subjects import fallback, names_of
from emulation.logbook.words import ACTION
from emulation.rules.collation import fold
from emulation.rules.roles import Person
from emulation.units.models import Unit

PER_PAGE = 50
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader asked for, read from the address."""

    who: str = ""
    action: str = ""
    subject: str = ""
    text: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def is_narrow(self) -> bool:
        return any((self.who, self.action, self.subject, self.text, self.first, self.last))


class Entry(NamedTuple):
    """One event as a list shows it; subject and details are empty where they are not told."""

    seq: int
    at: datetime
    action: str
    who: str
    role: str
    unit: str
    subject: str
    name: str
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    leaf_hash: str
    told: bool
    erased: bool


class Page(NamedTuple):
    """Events, newest first, and where the next and the last page begin."""

    entries: Sequence[Entry]
    older: int | None
    newer: int | None


def list_events(
    choice: Choice, *, reader: Person, older: int | None = None, newer: int | None = None
) -> Page:
    """Return a page before or after one event, or the newest."""
    query = _events(choice, reader)
    if newer is not None:
        later = query.where(AuditEvent.seq > newer).order_by(AuditEvent.seq).limit(PER_PAGE + 1)
        rows = db.session.execute(later).all()
        more_newer, rows = len(rows) > PER_PAGE, rows[:PER_PAGE][::-1]
        more_older = True
    else:
        if older is not None:
            query = query.where(AuditEvent.seq < older)
        rows = db.session.execute(query.order_by(AuditEvent.seq.desc()).limit(PER_PAGE + 1)).all()
        more_older, rows = len(rows) > PER_PAGE, rows[:PER_PAGE]
        more_newer = older is not None
    entries = _entries(rows, reader)
    return Page(
        entries,
        older=entries[-1].seq if entries and more_older else None,
        newer=entries[0].seq if entries and more_newer else None,
    )


def find_event(seq: int, *, reader: Person) -> tuple[Entry, AuditEvent] | None:
    """Return one event as a list would show it, and its row."""
    rows = db.session.execute(_events(Choice(), reader).where(AuditEvent.seq == seq)).all()
    if not rows:
        return None
    return _entries(rows, reader)[0], db.session.get_one(AuditEvent, seq)


def all_events(choice: Choice, *, reader: Person) -> Iterator[Entry]:
    """Give every chosen event, newest first, without holding the database between batches."""
    below: int | None = None
    while True:
        query = _events(choice, reader)
        if below is not None:
            query = query.where(AuditEvent.seq < below)
        rows = db.session.execute(query.order_by(AuditEvent.seq.desc()).limit(_AT_ONCE)).all()
        entries = _entries(rows, reader)
        db.session.rollback()
        if not entries:
            return
        yield from entries
        below = entries[-1].seq


def _events(choice: Choice, reader: Person) -> Select[Any]:
    return (
        select(
            AuditEvent.seq,
            AuditEvent.at,
            AuditEvent.action,
            AuditEvent.actor_role,
            AuditEvent.subject,
            AuditEvent.leaf_hash,
            User.full_name,
            Unit.name,
            AuditDetail.reason,
            AuditDetail.before,
            AuditDetail.after,
        )
        .outerjoin(AuditDetail, AuditDetail.seq == AuditEvent.seq)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .outerjoin(Unit, Unit.id == AuditEvent.actor_unit_id)
        .where(seen_by(reader), *_conditions(choice, reader))
    )


def _conditions(choice: Choice, reader: Person) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if choice.who:
        found.append(AuditEvent.actor_id.in_(_people_called(choice.who)))
    if choice.action in ACTION:
        found.append(AuditEvent.action == choice.action)
    elif choice.action:
        found.append(AuditEvent.action.startswith(f"{choice.action}.", autoescape=True))
    if choice.subject:
        found.append(and_(AuditEvent.subject == choice.subject, told_to(reader)))
    if choice.text:
        found.append(and_(_says(choice.text), told_to(reader)))
    if choice.first:
        found.append(AuditEvent.at >= _midnight(choice.first))
    if choice.last:
        found.append(AuditEvent.at < _midnight(choice.last) + timedelta(days=1))
    return found


def _people_called(words: str) -> list[int]:
    """Return the people whose name, without accents, or whose user name holds the words."""
    wanted = fold(words)
    people = db.session.execute(select(User.id, User.full_name, User.username)).tuples()
    return [
        number for number, name, username in people if wanted in fold(name) or words in username
    ]


def _says(words: str) -> ColumnElement[bool]:
    """Tell whether reason or details hold the words; the database keeps JSON in ASCII."""
    in_json = json.dumps(words)[1:-1]
    return or_(
        AuditDetail.reason.icontains(words, autoescape=True),
        cast(AuditDetail.before, String).icontains(in_json, autoescape=True),
        cast(AuditDetail.after, String).icontains(in_json, autoescape=True),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)


def _entries(rows: Sequence[Any], reader: Person) -> list[Entry]:
    told = {row.seq: is_told(row.action, reader) for row in rows}
    names = names_of(row.subject for row in rows if told[row.seq])
    return [_entry(row, names, told=told[row.seq]) for row in rows]


def _entry(row: Any, names: Mapping[str, str], *, told: bool) -> Entry:
    return Entry(
        seq=row.seq,
        at=row.at,
        action=row.action,
        who=row.full_name or "",
        role=row.actor_role,
        unit=row.name or "",
        subject=row.subject if told else "",
        name=(names.get(row.subject) or fallback(row.subject)) if told else "",
        reason=(row.reason or "") if told else "",
        before=(row.before or {}) if told else {},
        after=(row.after or {}) if told else {},
        leaf_hash=row.leaf_hash,
        told=told,
        erased=row.before is None,
    )
