"""Finding documents by the words in them: among those that the reader may see, and no others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, select

from emulation.criteria.models import CriterionLine
from emulation.database import db
from emulation.evidence.matches import codes_of
from emulation.evidence.models import Evidence, EvidenceUse, FileReading
from emulation.evidence.queries import STANDS
from emulation.periods.models import Participant, Period
from emulation.periods.queries import seen_by
from emulation.rules.collation import fold, vietnamese_key
from emulation.rules.excerpts import Excerpt, excerpt
from emulation.rules.roles import Person

PAGE = 20
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: words, and where."""

    words: str
    year: int | None = None
    code: str = ""
    unit_id: int | None = None

    @property
    def folded(self) -> Sequence[str]:
        return fold(self.words).split()[:MOST_WORDS]


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document in which the words stand, and the place where they do."""

    evidence_id: int
    name: str
    unit: str
    district: str
    year: int
    uploaded_at: datetime
    codes: Sequence[str]
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of documents: words that stand together first, then the newest; and how many."""

    documents: Sequence[FoundDocument]
    count: int
    page: int
    pages: int


NOTHING = FoundPage((), 0, 1, 1)


def search(wanted: Wanted, page: int, *, reader: Person) -> FoundPage:
    """Return one page of the documents in which all the words stand; three queries."""
    if not wanted.folded:
        return NOTHING
    # One pass over the words: their numbers are few bytes each, a second pass costs as much again.
    together = FileReading.text_folded.contains(" ".join(wanted.folded), autoescape=True)
    ordered = (together.desc(), Evidence.uploaded_at.desc(), Evidence.id.desc())
    ids = db.session.scalars(_documents(wanted, reader).order_by(*ordered)).all()
    count = len(ids)
    pages = max(1, -(-count // PAGE))
    page = min(max(page, 1), pages)
    query = (
        select(Evidence, Participant, Period.year, FileReading.text)
        .join(Participant, Participant.id == Evidence.participant_id)
        .join(Period, Period.id == Participant.period_id)
        .join(FileReading, FileReading.sha256 == Evidence.sha256)
        .where(Evidence.id.in_(ids[(page - 1) * PAGE : page * PAGE]))
        .order_by(*ordered)
    )
    rows = db.session.execute(query).tuples().all()
    codes = codes_of([document.id for document, *_ in rows])
    found = [
        FoundDocument(
            evidence_id=document.id,
            name=document.name,
            unit=owner.name,
            district=owner.district_name,
            year=year,
            uploaded_at=document.uploaded_at,
            codes=codes.get(document.id, ()),
            excerpt=excerpt(text, wanted.folded),
        )
        for document, owner, year, text in rows
    ]
    return FoundPage(found, count, page, pages)


def _documents(wanted: Wanted, reader: Person) -> Select[tuple[int]]:
    query = (
        select(Evidence.id)
        .join(Participant, Participant.id == Evidence.participant_id)
        .join(FileReading, FileReading.sha256 == Evidence.sha256)
        .where(seen_by(reader))
    )
    for word in wanted.folded:
        query = query.where(FileReading.text_folded.contains(word, autoescape=True))
    if wanted.unit_id is not None:
        query = query.where(Participant.unit_id == wanted.unit_id)
    if wanted.year is not None:
        query = query.where(
            Participant.period_id.in_(select(Period.id).where(Period.year == wanted.year))
        )
    if wanted.code:
        stands = exists().where(
            EvidenceUse.evidence_id == Evidence.id,
            STANDS,
            EvidenceUse.criterion_id == CriterionLine.id,
            CriterionLine.code == wanted.code,
        )
        query = query.where(stands)
    return query


def units_to_search(*, reader: Person) -> Mapping[int, str]:
    """Return the units whose documents the reader may see, in alphabetical order."""
    query = (
        select(Participant.unit_id, Participant.name)
        .where(seen_by(reader), Participant.assessed)
        .order_by(Participant.period_id)
    )
    names = dict(db.session.execute(query).tuples().all())
    return dict(sorted(names.items(), key=lambda one: vietnamese_key(one[1])))
