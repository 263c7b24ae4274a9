"""Putting forward again what the unit put forward in the year before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select

from emulation.audit.operations import record
from emulation.criteria.models import CriterionLine
from emulation.database import db
from emulation.evidence import operations, queries
from emulation.evidence.documents.kinds import known_kind, rules_of
from emulation.evidence.models import Blob, Evidence, EvidenceUse, Scan
from emulation.evidence.queries import STANDS
from emulation.evidence.row_gate import RowAccess
from emulation.periods.models import Participant, Period
from emulation.rules.errors import OutOfScope, RuleBroken
from emulation.rules.roles import Person

_COPIED = ("sha256", "name", "number", "dated_on", "issuer", "proves_year")


class NotUsableAgain(RuleBroken):
    """The bytes are missing, damaged or infected; nothing can rest on them."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not usable")
        self.name = name


@dataclass(frozen=True, slots=True)
class EarlierFile:
    """A document of the year before, and the criteria it stood for then."""

    codes: tuple[str, ...]
    evidence_id: int
    name: str
    size: int
    kind: str
    number: str
    dated_on: date | None
    issuer: str
    year: int


def earlier_files(
    participant: Participant, code: str, *, without: Collection[str] = ()
) -> tuple[Sequence[EarlierFile], Sequence[EarlierFile]]:
    """Return what stood for the same criterion in the year before, and what for others.

    `without` are hashes that need not be offered any more. One query.
    """
    query = (
        select(
            Evidence.id,
            Evidence.name,
            Blob.size,
            Evidence.kind,
            Evidence.number,
            Evidence.dated_on,
            Evidence.issuer,
            Period.year,
            CriterionLine.code,
            Evidence.sha256,
        )
        .select_from(EvidenceUse)
        .join(Evidence, Evidence.id == EvidenceUse.evidence_id)
        .join(Blob, Blob.sha256 == Evidence.sha256)
        .join(Participant, Participant.id == EvidenceUse.participant_id)
        .join(Period, Period.id == Participant.period_id)
        .join(CriterionLine, CriterionLine.id == EvidenceUse.criterion_id)
        .where(
            Participant.unit_id == participant.unit_id,
            Period.year == participant.period.year - 1,
            STANDS,
            Blob.fault == "",
            Blob.scan != Scan.INFECTED,
        )
        .order_by(Evidence.uploaded_at.desc(), Evidence.id.desc(), CriterionLine.position)
    )
    files = _grouped(row for row in db.session.execute(query) if row.sha256 not in without)
    same = [one for one in files if code in one.codes]
    return same, [one for one in files if code not in one.codes]


def _grouped(rows: Any) -> Sequence[EarlierFile]:
    codes: dict[int, list[str]] = {}
    first: dict[int, Row[Any]] = {}
    for row in rows:
        first.setdefault(row.id, row)
        codes.setdefault(row.id, []).append(row.code)
    return [EarlierFile(tuple(codes[row.id]), *row[:8]) for row in first.values()]


def use_again(
    participant: Participant, line: CriterionLine, evidence_id: int, *, by: Person, at: datetime
) -> Evidence:
    """Let a document of an earlier year stand for a criterion of this one, under its year.

    Its number, day, issuer and year are taken along; a chain of years names the first of them.
    """
    row = operations.check_changeable(participant, line, by=by, at=at)
    earlier = queries.get_evidence(evidence_id, reader=by)
    owner = queries.get_owner(earlier)
    if owner.unit_id != participant.unit_id or owner.period.year >= participant.period.year:
        raise OutOfScope
    if earlier.blob.fault or earlier.blob.scan == Scan.INFECTED:
        raise NotUsableAgain(earlier.name)
    document = queries.find_same_bytes(participant.id, earlier.sha256)
    if document is None:
        late = row is RowAccess.ADD_ONLY
        document = _again(participant, earlier, owner.period.year, late=late, by=by, at=at)
    operations.use(document, line, by=by, at=at)
    return document


def _again(
    participant: Participant,
    earlier: Evidence,
    year: int,
    *,
    late: bool,
    by: Person,
    at: datetime,
) -> Evidence:
    rules = rules_of(participant)
    document = Evidence(
        **{name: getattr(earlier, name) for name in _COPIED},
        kind=known_kind(rules, earlier.kind),
        participant_id=participant.id,
        reused_from_id=earlier.reused_from_id or earlier.id,
        uploaded_by_id=by.id,
        uploaded_at=at,
        added_after_submission=late,
    )
    db.session.add(document)
    db.session.flush()
    after = {"name": earlier.name, "sha256": earlier.sha256, "from": earlier.id, "year": year}
    record("evidence.reuse", f"evidence:{document.id}", by=by, at=at, after=after)
    return document
