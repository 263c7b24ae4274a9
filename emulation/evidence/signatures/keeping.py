"""Keeping what was found in signatures, once for the bytes; looking again where trust changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from emulation.audit.operations import record
from emulation.database import db, rows_changed, write_tx
from emulation.evidence.models import Blob, MediaType
from emulation.evidence.signatures.apart import look
from emulation.evidence.signatures.models import PdfSignature, SignatureCheck
from emulation.evidence.signatures.trust import Trust, read_trust
from emulation.evidence.signatures.verdicts import Looked, Outcome, Reason
from emulation.storage import Damaged, Store

LOOKED_AT_ONCE = 500
# A look at a signed document takes about a second.
LOOKED_AGAIN_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Revisited:
    """How many documents were looked at for the first time and again; how many states changed."""

    first: int
    again: int
    changed: int
    unread: Sequence[str]


def trust_now() -> Trust:
    """Return whom this province trusts, as its folder is now."""
    return read_trust(current_app.config["SIGNATURE_ROOTS"])


def look_at(path: Path, media_type: MediaType, *, at: datetime) -> Looked | None:
    """Look for signatures in a file that has just arrived; only PDF documents hold any."""
    return look(path, trust_now(), arrived_at=at) if media_type is MediaType.PDF else None


def write_looked(sha256: str, looked: Looked, *, at: datetime) -> None:
    """Write down what was found, unless the same bytes were looked at before."""
    postgres = db.session.get_bind().dialect.name == "postgresql"
    new = postgresql.insert(SignatureCheck) if postgres else sqlite.insert(SignatureCheck)
    values = {"sha256": sha256, **as_row(looked, at)}
    if rows_changed(new.values(**values).on_conflict_do_nothing()):
        write_signatures(sha256, looked)


def as_row(looked: Looked, at: datetime) -> dict[str, Any]:
    return {
        "outcome": looked.outcome,
        "state": looked.state or "",
        "reason": looked.reason,
        "left_out": looked.left_out,
        "stray": looked.stray,
        "trust": looked.trust,
        "looked_at": at,
    }


def write_signatures(sha256: str, looked: Looked) -> None:
    rows = [
        {"sha256": sha256, "position": position, **asdict(signature)}
        for position, signature in enumerate(looked.signatures, start=1)
    ]
    if rows:
        db.session.execute(insert(PdfSignature), rows)


def look_where_due(
    store: Store, trust: Trust, *, at: datetime, at_most: int = LOOKED_AT_ONCE
) -> Revisited:
    """Look at documents that nobody looked at, and again at signed ones where trust changed."""
    first = new_documents(at_most)
    for sha256, stored_at in first.items():
        looked = looked_in_store(store, sha256, trust, stored_at)
        with write_tx():
            write_looked(sha256, looked, at=at)
    again = where_trust_changed(trust, LOOKED_AGAIN_AT_ONCE)
    changed = 0
    for sha256, stored_at in again.items():
        looked = looked_in_store(store, sha256, trust, stored_at)
        with write_tx():
            changed += replace_looked(sha256, looked, at=at)
    return Revisited(len(first), len(again), changed, trust.unread)


def new_documents(at_most: int) -> Mapping[str, datetime]:
    query = (
        select(Blob.sha256, Blob.stored_at)
        .where(
            Blob.media_type == MediaType.PDF,
            Blob.fault == "",
            ~exists().where(SignatureCheck.sha256 == Blob.sha256),
        )
        .order_by(Blob.stored_at, Blob.sha256)
        .limit(at_most)
    )
    return read(query)


def where_trust_changed(trust: Trust, at_most: int) -> Mapping[str, datetime]:
    """Return documents with signatures that were judged by other roots, longest ago first."""
    query = (
        select(Blob.sha256, Blob.stored_at)
        .join(SignatureCheck, SignatureCheck.sha256 == Blob.sha256)
        .where(
            SignatureCheck.outcome == Outcome.FOUND,
            SignatureCheck.trust != trust.digest,
            Blob.fault == "",
        )
        .order_by(SignatureCheck.looked_at, Blob.sha256)
        .limit(at_most)
    )
    return read(query)


def read(query: Any) -> dict[str, datetime]:
    """Read before anything is written or fetched; nothing stays open meanwhile."""
    found = dict(db.session.execute(query).tuples().all())
    db.session.rollback()
    return found


def looked_in_store(store: Store, sha256: str, trust: Trust, stored_at: datetime) -> Looked:
    try:
        with store.fetch(sha256) as path:
            return look(path, trust, arrived_at=stored_at)
    except (FileNotFoundError, Damaged):
        return Looked(Outcome.NOT_LOOKED_AT, reason=Reason.CONSTRUCTION, trust=trust.digest)


def replace_looked(sha256: str, looked: Looked, *, at: datetime) -> bool:
    """Put a newer look in the place of the older one; tell whether a state became another."""
    before = states_of(sha256)
    newer = (
        update(SignatureCheck)
        .where(SignatureCheck.sha256 == sha256, SignatureCheck.trust != looked.trust)
        .values(**as_row(looked, at))
    )
    if not rows_changed(newer):
        return False
    db.session.execute(delete(PdfSignature).where(PdfSignature.sha256 == sha256))
    write_signatures(sha256, looked)
    after = states_of(sha256)
    if before == after:
        return False
    record(
        "evidence.signature",
        f"blob:{sha256}",
        by=None,
        at=at,
        before={"states": before},
        after={"states": after},
    )
    return True


def states_of(sha256: str) -> list[str]:
    query = (
        select(PdfSignature.state, PdfSignature.reason)
        .where(PdfSignature.sha256 == sha256)
        .order_by(PdfSignature.position)
    )
    return [told(state, reason) for state, reason in db.session.execute(query)]


def told(*parts: str) -> str:
    return " ".join(part for part in parts if part)
