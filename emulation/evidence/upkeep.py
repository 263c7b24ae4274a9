"""Looking after the store: what no row names goes, what a row names is looked at in turn.

Nothing is destroyed at once. A file without a row is what an upload that was cut off leaves; after
a day it is set aside, comes back when a row names it after all, and is destroyed a month later.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from emulation.audit.operations import record
from emulation.database import db, rows_changed, write_tx
from emulation.evidence.models import Blob, Fault
from emulation.storage import Damaged, Store

ORPHAN_AFTER = timedelta(days=1)
DESTROY_AFTER = timedelta(days=30)
LOOK_AGAIN_AFTER = timedelta(days=30)
LOOKS_AT_ONCE = 200
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """How many files were cleared away, set aside, taken back and destroyed."""

    cleared: int
    set_aside: int
    taken_back: int
    destroyed: int


@dataclass(frozen=True, slots=True)
class Looked:
    """How many bytes were compared with their hashes, and which were newly found wrong."""

    looked_at: int
    faults: Sequence[tuple[str, Fault]]


def sweep(store: Store, *, at: datetime) -> Swept:
    """Set aside old bytes that no row names, and take back those that one names after all."""
    old = [one.sha256 for one in store.kept() if one.put_at < at - ORPHAN_AFTER]
    kept = named_of(old)
    orphans = [sha256 for sha256 in old if sha256 not in kept]
    for sha256 in orphans:
        store.set_aside(sha256)
    # A row may have been written between the two looks, or while the last sweep ran.
    aside = list(store.set_aside_before(at + ORPHAN_AFTER))
    named = named_of(aside)
    taken_back = [sha256 for sha256 in aside if sha256 in named and store.take_back(sha256)]
    finished = [one for one in store.set_aside_before(at - DESTROY_AFTER) if one not in named]
    for sha256 in finished:
        store.destroy(sha256)
    cleared = store.arrivals.sweep(older_than_seconds=ORPHAN_AFTER.total_seconds())
    return Swept(cleared, len(orphans), len(taken_back), len(finished))


def look_through(store: Store, *, at: datetime, at_most: int = LOOKS_AT_ONCE) -> Looked:
    """Compare bytes that were not looked at for a month, or were wrong, with their hashes.

    What is wrong is written beside the bytes and into the log; what is in order again loses the
    remark.
    """
    due = or_(Blob.looked_at.is_(None), Blob.looked_at < at - LOOK_AGAIN_AFTER, Blob.fault != "")
    oldest = (
        select(Blob.sha256, Blob.fault)
        .where(due)
        .order_by(Blob.looked_at.nulls_first(), Blob.sha256)
        .limit(at_most)
    )
    known = dict(db.session.execute(oldest).tuples().all())
    db.session.rollback()
    found = {sha256: fault_of(store, sha256) for sha256 in known}
    faults = [
        (sha256, fault) for sha256, fault in found.items() if fault and fault != known[sha256]
    ]
    with write_tx():
        for sha256, fault in found.items():
            rows_changed(
                update(Blob).where(Blob.sha256 == sha256).values(looked_at=at, fault=fault or "")
            )
        for sha256, fault in faults:
            record("evidence.fault", f"blob:{sha256}", by=None, at=at, after={"fault": fault})
    return Looked(len(found), faults)


def fault_of(store: Store, sha256: str) -> Fault | None:
    try:
        with store.fetch(sha256):
            return None
    except FileNotFoundError:
        return Fault.MISSING
    except Damaged:
        return Fault.DAMAGED


def named_of(hashes: Iterable[str]) -> set[str]:
    """Return which of these hashes a row names."""
    wanted = list(hashes)
    named: set[str] = set()
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        named.update(db.session.scalars(select(Blob.sha256).where(Blob.sha256.in_(part))))
    db.session.rollback()
    return named
