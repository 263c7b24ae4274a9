"""The parts of a maintenance run: each by itself, so that one that fails stops no other."""

import smtplib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from emulation.audit.checkpoints import seal_if_grown
from emulation.database import DatabaseBusy, db, write_tx
from emulation.evidence.pictures import cache as pictures
from emulation.evidence.pictures.here import picture_cache
from emulation.evidence.radar import compare_new
from emulation.evidence.readings import make_prints_again, read_what_nobody_read
from emulation.evidence.scanning.scanner import scanner
from emulation.evidence.scanning.states import scan_again
from emulation.evidence.signatures.keeping import look_where_due, trust_now
from emulation.evidence.upkeep import look_through, sweep
from emulation.formatting import file_size
from emulation.maintenance.mailing import Clock, send_waiting
from emulation.maintenance.reminders import remind
from emulation.maintenance.sweeping import sweep_requests, sweep_sessions
from emulation.storage import Store, StoreUnavailable, store

# What the machine around the program may do to a part.
FAILURES = (DatabaseBusy, SQLAlchemyError, OSError, smtplib.SMTPException, StoreUnavailable)
READ_AT_ONCE = 200
COMPARED_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one part did, in a sentence, or why it could not."""

    name: str
    said: str
    failed: bool = False


def run(mail: Mapping[str, Any], *, clock: Clock) -> Iterator[Outcome]:
    """Carry out every part, and say of each what came of it."""
    parts: Mapping[str, Callable[[], tuple[str, bool]]] = {
        "checkpoint": lambda: done(seal(clock())),
        "reminders": lambda: done(f"{remind(clock())} written"),
        "mail": lambda: send(mail, clock),
        "requests": lambda: done(f"{sweep_requests(clock())} forgotten"),
        "sessions": lambda: done(f"{sweep_sessions(clock())} ended"),
        "evidence": lambda: look_after(store(), clock()),
        "scanning": lambda: scan_evidence(store(), clock()),
        "readings": lambda: done(read_and_compare(store(), clock())),
        "pictures": lambda: done(sweep_pictures()),
        "signatures": lambda: look_at_signatures(store(), clock()),
    }
    for name, part in parts.items():
        try:
            said, failed = part()
        except FAILURES as error:
            said, failed = f"failed: {' '.join(str(error).split())}", True
        db.session.remove()
        yield Outcome(name, said, failed)


def done(said: str) -> tuple[str, bool]:
    return said, False


def seal(at: datetime) -> str:
    with write_tx():
        sealed = seal_if_grown(at)
        return "nothing new" if sealed is None else f"{sealed.size} events sealed"


def look_after(kept: Store, at: datetime) -> tuple[str, bool]:
    """Sweep the store and look at what is due; name what is missing or has changed."""
    swept = sweep(kept, at=at)
    looked = look_through(kept, at=at)
    said = f"{looked.looked_at} files looked at, {swept.set_aside} set aside"
    if swept.taken_back:
        said += f", {swept.taken_back} taken back"
    if looked.faults:
        said += ": " + ", ".join(f"{sha256} {fault}" for sha256, fault in looked.faults)
    return said, bool(looked.faults)


def scan_evidence(kept: Store, at: datetime) -> tuple[str, bool]:
    """Ask the virus scanner about what is due; name what it found, and say why it was not asked."""
    asked = scanner()
    done_now = scan_again(kept, asked, at=at)
    if not asked.is_there:
        return "off", False
    said = f"{done_now.scanned} files scanned, {done_now.waiting} waiting"
    if done_now.found:
        said += ": " + ", ".join(f"{sha256} {finding}" for sha256, finding in done_now.found)
    if done_now.trouble:
        said += f"; {' '.join(done_now.trouble.split())}"
    return said, bool(done_now.found or done_now.trouble)


def read_and_compare(kept: Store, at: datetime) -> str:
    read = read_what_nobody_read(kept, at=at, at_most=READ_AT_ONCE)
    read += make_prints_again(kept, at_most=READ_AT_ONCE)
    compared, found = compare_new(at=at, at_most=COMPARED_AT_ONCE)
    return f"{read} files read, {compared} compared, {found} newly found alike"


def sweep_pictures() -> str:
    """Make room among the pictures of pages; whatever goes can be drawn again."""
    swept = pictures.sweep(picture_cache(), at_most=current_app.config["PICTURES_MAX_BYTES"])
    return f"{swept.removed} removed, {file_size(swept.remaining)} kept"


def look_at_signatures(kept: Store, at: datetime) -> tuple[str, bool]:
    """Look at signatures that nobody looked at, or that other roots were trusted for."""
    found = look_where_due(kept, trust_now(), at=at)
    said = f"{found.first} files looked at, {found.again} again, {found.changed} changed"
    if found.unread:
        said += f"; not a certificate or revocation list: {', '.join(found.unread)}"
    return said, bool(found.unread)


def send(mail: Mapping[str, Any], clock: Clock) -> tuple[str, bool]:
    if not mail:
        return "off", False
    result = send_waiting(mail, clock=clock)
    said = f"{result.sent} sent, {result.failed} not sent"
    if result.interrupted:
        said += f", {result.interrupted} interrupted before"
    return said, bool(result.failed or result.interrupted)
