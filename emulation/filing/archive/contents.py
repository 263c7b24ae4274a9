"""What goes into the archive of a sheet: every document in force, once, and where it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from emulation.criteria.models import CriterionLine
from emulation.database import db
from emulation.evidence.models import Evidence, EvidenceUse, Scan
from emulation.evidence.scanning.gate import closed_to
from emulation.filing.queries import papers_in_force, slots_of
from emulation.periods.models import Participant
from emulation.rules.archive_names import Names
from emulation.rules.roles import Person

INDEX_NAME = "00 Mục lục.docx"
APPLICATION_FOLDER = "00 Hồ sơ đề nghị công nhận"


class LeftOut(StrEnum):
    """Why a document is named in the index and not in the archive."""

    NOT_SCANNED = "not_scanned"
    INFECTED = "infected"
    MISSING = "missing"
    DAMAGED = "damaged"
    NOT_READ = "not_read"


_CLOSED = {Scan.PENDING: LeftOut.NOT_SCANNED, Scan.INFECTED: LeftOut.INFECTED}


@dataclass(frozen=True, slots=True)
class Place:
    """A criterion or a place of the application file that documents stand in."""

    code: str
    title_vi: str
    title_en: str
    is_application: bool = False

    @property
    def folder(self) -> str:
        """The folder's name, the same for every reader."""
        return APPLICATION_FOLDER if self.is_application else f"{self.code} {self.title_vi}"


@dataclass(frozen=True, slots=True)
class Packed:
    """One document with its path in the archive; `left_out` says why the path holds nothing."""

    evidence_id: int
    sha256: str
    size: int
    name: str
    number: str
    dated_on: date | None
    issuer: str
    uploaded_at: datetime
    uploaded_by_name: str
    after_submission: bool
    unscanned: bool
    path: str
    left_out: LeftOut | None


@dataclass(frozen=True, slots=True)
class Contents:
    """The documents, each once, and the lines of the index: each document wherever it stands."""

    documents: Sequence[Packed]
    lines: Sequence[tuple[Place, Packed]] = field(default=())


def contents_of(participant: Participant, *, reader: Person) -> Contents:
    """Read what this reader may take home; three queries for any number of documents."""
    stands = [*_application(participant), *_criteria(participant.id)]
    documents = _documents({evidence_id for _place, evidence_id in stands})
    names = Names([INDEX_NAME])
    packed: dict[int, Packed] = {}
    for place, evidence_id in stands:
        if evidence_id not in packed:
            packed[evidence_id] = _packed(documents[evidence_id], place, names, reader)
    return Contents(
        tuple(packed.values()), tuple((place, packed[number]) for place, number in stands)
    )


def _application(participant: Participant) -> Iterable[tuple[Place, int]]:
    papers = papers_in_force(participant.id)
    for slot in slots_of(participant):
        if slot.code in papers:
            place = Place(slot.code, slot.title_vi, slot.title_en, is_application=True)
            yield place, papers[slot.code].evidence_id


def _criteria(participant_id: int) -> Iterable[tuple[Place, int]]:
    query = (
        select(
            CriterionLine.code,
            CriterionLine.title_vi,
            CriterionLine.title_en,
            EvidenceUse.evidence_id,
        )
        .join(CriterionLine, CriterionLine.id == EvidenceUse.criterion_id)
        .where(
            EvidenceUse.participant_id == participant_id,
            EvidenceUse.withdrawn_at.is_(None),
            EvidenceUse.replaced_by_id.is_(None),
        )
        .order_by(CriterionLine.position, EvidenceUse.linked_at, EvidenceUse.id)
    )
    for code, title_vi, title_en, evidence_id in db.session.execute(query):
        yield Place(code, title_vi, title_en), evidence_id


def _documents(evidence_ids: Iterable[int]) -> dict[int, Evidence]:
    query = (
        select(Evidence)
        .where(Evidence.id.in_(list(evidence_ids)))
        .options(joinedload(Evidence.blob), joinedload(Evidence.uploaded_by))
    )
    return {document.id: document for document in db.session.scalars(query)}


def _packed(document: Evidence, place: Place, names: Names, reader: Person) -> Packed:
    closed = closed_to(document, reader)
    prefix = f"{place.code} " if place.is_application else ""
    return Packed(
        evidence_id=document.id,
        sha256=document.sha256,
        size=document.blob.size,
        name=document.name,
        number=document.number,
        dated_on=document.dated_on,
        issuer=document.issuer,
        uploaded_at=document.uploaded_at,
        uploaded_by_name=document.uploaded_by.full_name,
        after_submission=document.added_after_submission,
        unscanned=document.blob.scan == Scan.UNSCANNED,
        path=names.claim(prefix + document.name, place.folder),
        left_out=_CLOSED[closed] if closed else None,
    )
