"""What is written down of what the scanner said: on arrival, and when files are looked at again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, or_, select, update

from emulation.audit.operations import record
from emulation.database import db, rows_changed, write_tx
from emulation.evidence.models import Blob, Scan
from emulation.evidence.scanning.scanner import Scanned, Scanner
from emulation.storage import Damaged, Store

LOOK_AGAIN_AFTER = timedelta(days=30)
# A finding may be an error of the scanner, which its makers mend within days.
DOUBT_AFTER = timedelta(days=1)
LOOKS_AT_ONCE = 200
WITHOUT_ANSWER = (Scan.UNSCANNED, Scan.PENDING)


@dataclass(frozen=True, slots=True)
class Rescanned:
    """How many files were scanned, what was newly found, and why the others were not scanned."""

    scanned: int
    found: Sequence[tuple[str, str]]
    waiting: int
    trouble: str


def written_on_arrival(sha256: str, scanned: Scanned, *, at: datetime) -> None:
    """Write down what the scanner said of bytes that arrive, perhaps not for the first time."""
    if scanned.state is Scan.UNSCANNED:
        return
    better = WITHOUT_ANSWER if scanned.state is Scan.CLEAN else ()
    new = and_(Blob.scan == Scan.UNSCANNED, Blob.stored_at == at)
    change = update(Blob).where(Blob.sha256 == sha256, or_(new, Blob.scan.in_(better)))
    rows_changed(change.values(**_columns(scanned, at)))


def scan_again(
    store: Store, scanner: Scanner, *, at: datetime, at_most: int = LOOKS_AT_ONCE
) -> Rescanned:
    """Scan what waits, what came before there was a scanner, and in turn everything else."""
    if not scanner.is_there:
        return Rescanned(_let_go(at=at), (), 0, "")
    due = _due(at, at_most)
    db.session.rollback()
    scanned, found = 0, []
    for sha256, known in due:
        said = _said(store, scanner, sha256)
        if said is None or said.state is Scan.PENDING:
            if scanner.is_away:
                break
            continue
        scanned += 1
        with write_tx():
            if _write(sha256, known, said, at=at) and said.state is Scan.INFECTED:
                found.append((sha256, said.finding))
    return Rescanned(scanned, found, _count_waiting(), scanner.trouble)


def _due(at: datetime, at_most: int) -> Sequence[tuple[str, Scanned]]:
    """Return what is to be scanned, those first for whom somebody waits."""
    urgency = case((Blob.scan == Scan.PENDING, 0), (Blob.scan == Scan.UNSCANNED, 1), else_=2)
    query = (
        select(Blob.sha256, Blob.scan, Blob.scan_finding)
        .where(
            or_(
                Blob.scan.in_(WITHOUT_ANSWER),
                and_(Blob.scan == Scan.CLEAN, Blob.scanned_at < at - LOOK_AGAIN_AFTER),
                and_(Blob.scan == Scan.INFECTED, Blob.scanned_at < at - DOUBT_AFTER),
            )
        )
        .order_by(urgency, Blob.scanned_at.nulls_first(), Blob.stored_at, Blob.sha256)
        .limit(at_most)
    )
    return [
        (sha256, Scanned(Scan(scan), finding))
        for sha256, scan, finding in db.session.execute(query)
    ]


def _said(store: Store, scanner: Scanner, sha256: str) -> Scanned | None:
    try:
        with store.fetch(sha256) as path:
            return scanner.look_at(path)
    except (FileNotFoundError, Damaged):
        return None


def _write(sha256: str, known: Scanned, said: Scanned, *, at: datetime) -> bool:
    """Write it down unless somebody else did meanwhile; tell whether it is news."""
    unchanged = update(Blob).where(Blob.sha256 == sha256, Blob.scan == known.state)
    if not rows_changed(unchanged.values(**_columns(said, at))) or said == known:
        return False
    if Scan.INFECTED in {known.state, said.state}:
        before, after = _facts(known), _facts(said)
        record("evidence.scan", f"blob:{sha256}", by=None, at=at, before=before, after=after)
    return True


def _let_go(*, at: datetime) -> int:
    """Open what waits for a scanner that is not there any more; return how many files."""
    waiting = db.session.scalars(select(Blob.sha256).where(Blob.scan == Scan.PENDING)).all()
    db.session.rollback()
    if waiting:
        with write_tx():
            change = update(Blob).where(Blob.scan == Scan.PENDING, Blob.sha256.in_(waiting))
            rows_changed(change.values(scan=Scan.UNSCANNED))
            before, after = {"scan": Scan.PENDING}, {"scan": Scan.UNSCANNED}
            for sha256 in waiting:
                subject = f"blob:{sha256}"
                record("evidence.scan", subject, by=None, at=at, before=before, after=after)
    return len(waiting)


def _count_waiting() -> int:
    waiting = db.session.scalars(select(Blob.sha256).where(Blob.scan.in_(WITHOUT_ANSWER))).all()
    db.session.rollback()
    return len(waiting)


def _columns(said: Scanned, at: datetime) -> dict[str, object]:
    looked = at if said.state not in WITHOUT_ANSWER else None
    return {"scan": said.state, "scan_finding": said.finding, "scanned_at": looked}


def _facts(said: Scanned) -> dict[str, str]:
    return {"scan": said.state, "finding": said.finding}
