"""Reading evidence: the documents of a unit, of a criterion, and who may see them."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from emulation.accounts.models import User
from emulation.criteria.models import CriterionLine
from emulation.database import db
from emulation.evidence.models import Blob, Evidence, EvidenceUse, FileReading, MediaType, Scan
from emulation.evidence.pictures.sizes import WITH_PICTURE
from emulation.evidence.signatures.models import SignatureCheck
from emulation.periods.models import Participant, Period
from emulation.periods.queries import seen_by
from emulation.rules.roles import Person


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One document as it stands for one criterion."""

    evidence_id: int
    criterion_id: int
    name: str
    size: int
    sha256: str
    media_type: MediaType
    kind: str
    uploaded_at: datetime
    uploaded_by_name: str
    after_submission: bool
    # When it was put forward for this criterion; the document itself may be older.
    linked_at: datetime
    fault: str
    pages: int
    flags: Sequence[str]
    # What the paper says of itself.
    number: str
    dated_on: date | None
    issuer: str
    proves_year: int | None
    # The year from which it was taken over, where it was.
    reused_year: int | None
    # What is to be thought of its digital signatures; empty where there are none.
    signed: str
    # What the virus scanner says of the bytes.
    scan: Scan

    @property
    def has_preview(self) -> bool:
        closed = self.scan in {Scan.PENDING, Scan.INFECTED}
        return self.media_type in WITH_PICTURE and not self.fault and not closed


@dataclass(frozen=True, slots=True)
class UseFacts:
    """One criterion that a document stands for, or stood for until it was taken off."""

    code: str
    title_vi: str
    title_en: str
    linked_at: datetime
    linked_by_name: str
    withdrawn_at: datetime | None
    replaced_by: str | None

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None and self.replaced_by is None


def visible_to(reader: Person) -> Select[tuple[Evidence]]:
    """Documents are seen by whoever sees the sheet of their unit and year."""
    return select(Evidence).join(Participant).where(seen_by(reader))


def get_evidence(evidence_id: int, *, reader: Person) -> Evidence:
    """Return the document; raise NoResultFound when the reader may not see it."""
    query = (
        visible_to(reader)
        .where(Evidence.id == evidence_id)
        .options(joinedload(Evidence.blob), joinedload(Evidence.uploaded_by))
    )
    return db.session.scalars(query).one()


def files_of(participant_id: int) -> Mapping[int, tuple[FileFacts, ...]]:
    """Return the documents in force, by criterion, oldest first; one query for the whole sheet."""
    found: dict[int, list[FileFacts]] = {}
    for facts in _in_force(participant_id):
        found.setdefault(facts.criterion_id, []).append(facts)
    return {criterion_id: tuple(files) for criterion_id, files in found.items()}


def files_for(participant_id: int, criterion_id: int) -> tuple[FileFacts, ...]:
    return tuple(_in_force(participant_id, criterion_id))


# A document stands for a criterion until it is taken off or replaced.
STANDS = EvidenceUse.withdrawn_at.is_(None) & EvidenceUse.replaced_by_id.is_(None)

_EARLIER, _EARLIER_OWNER, _EARLIER_YEAR = aliased(Evidence), aliased(Participant), aliased(Period)
# The columns of FileFacts, in its order.
_FILE = (
    Evidence.id,
    EvidenceUse.criterion_id,
    Evidence.name,
    Blob.size,
    Blob.sha256,
    Blob.media_type,
    Evidence.kind,
    Evidence.uploaded_at,
    User.full_name,
    Evidence.added_after_submission,
    EvidenceUse.linked_at,
    Blob.fault,
    FileReading.pages,
    FileReading.flags,
    Evidence.number,
    Evidence.dated_on,
    Evidence.issuer,
    Evidence.proves_year,
    _EARLIER_YEAR.year,
    func.coalesce(SignatureCheck.state, ""),
    Blob.scan,
)
_MEDIA_TYPE, _PAGES, _FLAGS, _SCAN = 5, 12, 13, 20
# Built once: every page of a sheet asks this.
_STANDING = (
    select(*_FILE, EvidenceUse.participant_id)
    .select_from(EvidenceUse)
    .join(EvidenceUse.evidence)
    .join(Evidence.blob)
    .join(Evidence.uploaded_by)
    .outerjoin(FileReading, FileReading.sha256 == Blob.sha256)
    .outerjoin(SignatureCheck, SignatureCheck.sha256 == Blob.sha256)
    .outerjoin(_EARLIER, _EARLIER.id == Evidence.reused_from_id)
    .outerjoin(_EARLIER_OWNER, _EARLIER_OWNER.id == _EARLIER.participant_id)
    .outerjoin(_EARLIER_YEAR, _EARLIER_YEAR.id == _EARLIER_OWNER.period_id)
    .where(STANDS)
    .order_by(EvidenceUse.linked_at, EvidenceUse.id)
)
_IN_FORCE = _STANDING.where(EvidenceUse.participant_id == bindparam("participant"))


def _in_force(participant_id: int, criterion_id: int | None = None) -> Iterable[FileFacts]:
    query = _IN_FORCE
    if criterion_id is not None:
        query = query.where(EvidenceUse.criterion_id == criterion_id)
    for row in db.session.execute(query, {"participant": participant_id}):
        yield _file(row)


def _file(row: Row[Any]) -> FileFacts:
    values = list(row[: len(_FILE)])
    values[_MEDIA_TYPE] = MediaType(values[_MEDIA_TYPE])
    values[_PAGES] = values[_PAGES] or 1
    values[_FLAGS] = values[_FLAGS] or ()
    values[_SCAN] = Scan(values[_SCAN])
    return FileFacts(*values)


def files_by_unit(
    participant_ids: Collection[int], criterion_id: int
) -> Mapping[int, tuple[FileFacts, ...]]:
    """Return the documents in force for one criterion, by participant; one query for any number."""
    query = _STANDING.where(
        EvidenceUse.participant_id.in_(participant_ids), EvidenceUse.criterion_id == criterion_id
    )
    found: dict[int, list[FileFacts]] = {}
    for row in db.session.execute(query):
        found.setdefault(row.participant_id, []).append(_file(row))
    return {participant_id: tuple(files) for participant_id, files in found.items()}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Who else put the same bytes forward: another unit, or the same one in another year."""

    other_unit: bool
    other_year: bool


def found_elsewhere(files: Iterable[FileFacts]) -> Mapping[int, Elsewhere]:
    """Return, by document, where else its bytes were put forward; one query for any number."""
    mine = {file.evidence_id: file.sha256 for file in files}
    query = (
        select(Evidence.id, Evidence.sha256, Participant.unit_id, Participant.period_id)
        .join(Participant, Participant.id == Evidence.participant_id)
        .where(Evidence.sha256.in_(set(mine.values())))
    )
    owners: dict[str, set[tuple[int, int]]] = {}
    owner_of: dict[int, tuple[int, int]] = {}
    for evidence_id, sha256, unit_id, period_id in db.session.execute(query):
        owners.setdefault(sha256, set()).add((unit_id, period_id))
        owner_of[evidence_id] = unit_id, period_id
    return {
        evidence_id: Elsewhere(
            other_unit=any(unit != owner_of[evidence_id][0] for unit, _year in owners[sha256]),
            other_year=any(
                unit == owner_of[evidence_id][0] and year != owner_of[evidence_id][1]
                for unit, year in owners[sha256]
            ),
        )
        for evidence_id, sha256 in mine.items()
    }


def fingerprint(files: Iterable[FileFacts]) -> str:
    """Return one hash of the bytes that a verdict was made on; empty when there were none.

    Names and order do not matter; a file more, fewer or replaced does.
    """
    hashes = sorted({file.sha256 for file in files})
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest() if hashes else ""


def list_documents(participant_id: int) -> Sequence[Evidence]:
    """Return everything the unit has put forward this year, newest first."""
    query = (
        select(Evidence)
        .where(Evidence.participant_id == participant_id)
        .options(joinedload(Evidence.blob))
        .order_by(Evidence.uploaded_at.desc(), Evidence.id.desc())
    )
    return db.session.scalars(query).all()


def find_same_bytes(participant_id: int, sha256: str) -> Evidence | None:
    """Return the document by which the unit has already put these bytes forward this year."""
    query = (
        select(Evidence)
        .where(Evidence.participant_id == participant_id, Evidence.sha256 == sha256)
        .order_by(Evidence.id)
    )
    return db.session.scalars(query).first()


def find_use(evidence_id: int, criterion_id: int) -> EvidenceUse | None:
    query = select(EvidenceUse).where(
        EvidenceUse.evidence_id == evidence_id, EvidenceUse.criterion_id == criterion_id
    )
    return db.session.scalars(query).one_or_none()


def uses_of(evidence_id: int) -> Sequence[UseFacts]:
    replacement = aliased(Evidence)
    query = (
        select(
            CriterionLine.code,
            CriterionLine.title_vi,
            CriterionLine.title_en,
            EvidenceUse.linked_at,
            User.full_name,
            EvidenceUse.withdrawn_at,
            replacement.name,
        )
        .select_from(EvidenceUse)
        .join(CriterionLine, CriterionLine.id == EvidenceUse.criterion_id)
        .join(User, User.id == EvidenceUse.linked_by_id)
        .outerjoin(replacement, replacement.id == EvidenceUse.replaced_by_id)
        .where(EvidenceUse.evidence_id == evidence_id)
        .order_by(CriterionLine.position)
    )
    return [UseFacts(*row) for row in db.session.execute(query)]


def get_line(participant_id: int, code: str) -> CriterionLine:
    """Return the line of this code in the set that the participant's year uses."""
    query = (
        select(CriterionLine)
        .join(Period, Period.criteria_set_id == CriterionLine.criteria_set_id)
        .join(Participant, Participant.period_id == Period.id)
        .where(Participant.id == participant_id, CriterionLine.code == code)
    )
    return db.session.scalars(query).one()


def media_types_of(hashes: Collection[str]) -> Mapping[str, MediaType]:
    query = select(Blob.sha256, Blob.media_type).where(Blob.sha256.in_(hashes))
    return {sha256: MediaType(kind) for sha256, kind in db.session.execute(query)}


def get_owner(evidence: Evidence) -> Participant:
    """Return who put the document forward, with the year."""
    query = (
        select(Participant)
        .join(Participant.period)
        .where(Participant.id == evidence.participant_id)
        .options(contains_eager(Participant.period))
    )
    return db.session.scalars(query).one()
