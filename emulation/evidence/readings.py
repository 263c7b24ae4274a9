"""Keeping what was read in a file, once for its bytes, and reading files that came without it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite

from emulation.database import db, rows_changed, write_tx
from emulation.evidence.checks.verdicts import Flag, Refused
from emulation.evidence.inspection import KINDS, Inspected, inspect_as
from emulation.evidence.models import Blob, FileReading, MediaType, PagePrint
from emulation.evidence.signatures.keeping import write_looked
from emulation.evidence.signatures.verdicts import Looked
from emulation.rules.collation import fold
from emulation.rules.similarity import print_of_text
from emulation.storage import Damaged, Store

# Counted up whenever prints are made in another way than before.
PRINTS_MADE = 1
WITH_PAGES = (MediaType.PDF, MediaType.JPEG, MediaType.PNG)


@dataclass(frozen=True, slots=True)
class ReadingFacts:
    """What is known of a file beyond its name and size."""

    pages: int
    flags: Sequence[Flag]
    text: str
    taken_at: str
    place: str


def find_reading(sha256: str) -> ReadingFacts | None:
    """Return what was read in these bytes; None while nobody has read them."""
    row = db.session.get(FileReading, sha256)
    if row is None:
        return None
    return ReadingFacts(
        row.pages, [Flag(flag) for flag in row.flags], row.text, row.taken_at, row.place
    )


def pages_of(sha256: str) -> int:
    """Return how many pages these bytes have; one while nobody has read them."""
    pages = db.session.scalar(select(FileReading.pages).where(FileReading.sha256 == sha256))
    return 1 if pages is None else pages


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in a file, made ready outside the transaction that writes it down."""

    found: Inspected
    text_folded: str
    text_print: int | None
    # What came of looking for signatures; None where nobody looked yet.
    signatures: Looked | None = None

    @classmethod
    def of(cls, found: Inspected, signatures: Looked | None = None) -> "Read":
        return cls(found, fold(found.text), print_of_text(found.text), signatures)


def write_reading(sha256: str, read: Read, *, at: datetime) -> None:
    """Write down what was read, unless the same bytes were read before."""
    found = read.found
    reading = {
        "sha256": sha256,
        "pages": found.pages,
        "flags": [flag.value for flag in found.flags],
        "text": found.text,
        "text_folded": read.text_folded,
        "text_print": read.text_print,
        "taken_at": found.taken_at,
        "place": found.place,
        "read_at": at,
        "prints_made": PRINTS_MADE,
    }
    _insert(FileReading, [reading])
    if read.signatures:
        write_looked(sha256, read.signatures, at=at)
    _write_prints(sha256, found)


def _write_prints(sha256: str, found: Inspected) -> None:
    prints = [
        {
            "sha256": sha256,
            "page": page,
            "print": one.rough,
            "fine": bytes.fromhex(one.fine) or None,
            "looks": one.looks,
        }
        for page, one in found.prints.items()
    ]
    if prints:
        _insert(PagePrint, prints)


def make_prints_again(store: Store, *, at_most: int) -> int:
    """Make the prints of files anew that were made in an older way; return of how many.

    They wait to be compared again, with what was found before still there. A file that is missing
    keeps the prints it had.
    """
    query = (
        select(Blob.sha256, Blob.media_type)
        .join(FileReading, FileReading.sha256 == Blob.sha256)
        .where(
            FileReading.prints_made < PRINTS_MADE, Blob.media_type.in_(WITH_PAGES), Blob.fault == ""
        )
        .order_by(Blob.sha256)
        .limit(at_most)
    )
    waiting = db.session.execute(query).tuples().all()
    db.session.rollback()
    for sha256, media_type in waiting:
        found = _found(store, sha256, MediaType(media_type))
        with write_tx() as session:
            if found.prints:
                session.execute(delete(PagePrint).where(PagePrint.sha256 == sha256))
                _write_prints(sha256, found)
            rows_changed(
                update(FileReading)
                .where(FileReading.sha256 == sha256)
                .values(prints_made=PRINTS_MADE, compared_at=None)
            )
    return len(waiting)


def read_what_nobody_read(store: Store, *, at: datetime, at_most: int) -> int:
    """Read files that came in before readings were kept, or with a whole year; return how many.

    What cannot be read gets an empty reading, so that it is not tried for ever.
    """
    query = (
        select(Blob.sha256, Blob.media_type)
        .where(~exists().where(FileReading.sha256 == Blob.sha256), Blob.fault == "")
        .order_by(Blob.stored_at, Blob.sha256)
        .limit(at_most)
    )
    waiting = db.session.execute(query).tuples().all()
    db.session.rollback()
    for sha256, media_type in waiting:
        read = Read.of(_found(store, sha256, MediaType(media_type)))
        with write_tx():
            write_reading(sha256, read, at=at)
    return len(waiting)


def _found(store: Store, sha256: str, media_type: MediaType) -> Inspected:
    try:
        with store.fetch(sha256) as path:
            return inspect_as(path, KINDS[media_type])
    except (FileNotFoundError, Damaged, Refused):
        return Inspected(media_type, 0, (), "", {}, "", "")


def _insert(table: type[FileReading | PagePrint], rows: Sequence[Mapping[str, Any]]) -> None:
    postgres = db.session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(table) if postgres else sqlite.insert(table)
    db.session.execute(insert.on_conflict_do_nothing(), list(rows))
