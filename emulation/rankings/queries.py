"""Reading what a ranking is made of, and rankings that were published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased, contains_eager

from emulation.assessments.latest import latest_total_of, total_of
from emulation.assessments.models import Assessment, SheetTotal
from emulation.database import db
from emulation.periods.models import Participant, Period
from emulation.periods.queries import seen_by
from emulation.rankings.models import Publication, PublishedRow
from emulation.rules.approval import OpenCase
from emulation.rules.roles import Person
from emulation.rules.workflow import AssessmentState, Stage
from emulation.units.models import UnitKind

NUL = "\0"  # some databases refuse to be asked about it


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One assessed unit of a year: where its sheet stands, and what it came to so far."""

    assessment_id: int
    version: int
    state: AssessmentState
    unit_id: int
    code: str
    name: str
    name_folded: str
    kind: UnitKind
    district_id: int | None
    district_name: str
    cluster: str
    set_aside: bool
    self_total: Decimal | None
    verified_total: Decimal | None
    exact_total: str | None
    level: str | None
    headings: Mapping[str, Any] | None
    reasons: Sequence[Mapping[str, Any]] | None
    lines_done: int | None
    lines_all: int | None
    submitted_at: datetime | None
    verified_at: datetime | None
    set_aside_at: datetime | None
    set_aside_case: OpenCase | None
    set_aside_reason: str


def sheet_lines(period: Period, *, reader: Person) -> Sequence[SheetLine]:
    """Return every assessed unit of the year that this reader may see, in one query."""
    claimed, verified = aliased(SheetTotal), aliased(SheetTotal)
    query = (
        select(
            Assessment.id,
            Assessment.version,
            Assessment.state,
            Participant.unit_id,
            Participant.code,
            Participant.name,
            Participant.name_folded,
            Participant.kind,
            Participant.district_id,
            Participant.district_name,
            Participant.cluster,
            Assessment.set_aside_at.is_not(None),
            claimed.total,
            verified.total,
            verified.exact_total,
            verified.level,
            verified.headings,
            verified.reasons,
            verified.lines_done,
            verified.lines_all,
            Assessment.submitted_at,
            Assessment.verified_at,
            Assessment.set_aside_at,
            Assessment.set_aside_case,
            Assessment.set_aside_reason,
        )
        .join(Participant, Assessment.participant_id == Participant.id)
        .outerjoin(claimed, total_of(claimed, Stage.SELF))
        .outerjoin(verified, latest_total_of(verified))
        .where(Participant.period_id == period.id, seen_by(reader))
        .order_by(Participant.district_name, Participant.id)
    )
    return [SheetLine(*row) for row in db.session.execute(query)]


def find_publication(year: int) -> Publication | None:
    """Return the newest publication of a year."""
    query = (
        select(Publication)
        .join(Publication.period)
        .where(Period.year == year)
        .options(contains_eager(Publication.period))
        .order_by(Publication.number.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()


def find_publication_before(period: Period) -> Publication | None:
    """Return the province's newest publication of the last year published before this one."""
    query = (
        select(Publication)
        .join(Period)
        .where(Period.year < period.year, Period.province_id == period.province_id)
        .order_by(Period.year.desc(), Publication.number.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()


def find_last_published(province_id: int) -> Publication | None:
    """Return what the province published last, of whatever year: the next one names it."""
    query = (
        select(Publication)
        .join(Period)
        .where(Period.province_id == province_id)
        .order_by(Publication.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()


def get_publication(code: str) -> Publication:
    """Return the publication with this code; raise NoResultFound when there is none."""
    found = find_publication_by_code(code)
    if found is None:
        raise NoResultFound
    return found


def find_publication_by_code(code: str) -> Publication | None:
    if NUL in code:
        return None
    return db.session.scalars(select(Publication).where(Publication.code == code)).one_or_none()


def find_previous(publication: Publication) -> Publication | None:
    """Return the publication that this one names as the one before it."""
    if publication.previous_digest is None:
        return None
    query = select(Publication).where(Publication.digest == publication.previous_digest)
    return db.session.scalars(query).one_or_none()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The codes of what stands around a publication; empty where there is nothing."""

    previous: str
    next: str
    superseded_by: str


def neighbours_of(publication: Publication) -> Neighbours:
    """Name the publication before and after this one in the chain, and its correction."""

    def code_of(condition: ColumnElement[bool]) -> str:
        return db.session.scalar(select(Publication.code).where(condition)) or ""

    previous = publication.previous_digest
    return Neighbours(
        previous=code_of(Publication.digest == previous) if previous else "",
        next=code_of(Publication.previous_digest == publication.digest),
        superseded_by=code_of(Publication.corrects_id == publication.id),
    )


def published_years() -> Sequence[int]:
    query = select(Period.year).join(Publication).distinct().order_by(Period.year.desc())
    return db.session.scalars(query).all()


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """One line of a published table, as columns."""

    unit_id: int
    assessment_id: int | None
    unit_code: str
    unit_name: str
    name_folded: str
    kind: str
    district_name: str
    cluster: str
    rank: int | None
    cluster_rank: int | None
    last_rank: int | None
    total: Decimal | None
    self_total: Decimal | None
    level: str
    last_level: str
    headings: Mapping[str, str]
    reasons: Sequence[Mapping[str, Any]]
    unranked_because: str
    classification: str = ""
    predecessors: Sequence[str] = ()

    @property
    def move(self) -> int | None:
        """Places gained since last year; None when the unit was not ranked then."""
        if self.rank is None or self.last_rank is None:
            return None
        return self.last_rank - self.rank


def published_lines(publication_id: int) -> Sequence[PublishedLine]:
    row = PublishedRow
    query = (
        select(
            row.unit_id,
            row.assessment_id,
            row.unit_code,
            row.unit_name,
            row.name_folded,
            row.kind,
            row.district_name,
            row.cluster,
            row.rank,
            row.cluster_rank,
            row.last_rank,
            row.total,
            row.self_total,
            row.level,
            row.last_level,
            row.headings,
            row.reasons,
            row.unranked_because,
            row.classification,
            row.predecessors,
        )
        .where(row.publication_id == publication_id)
        .order_by(row.position)
    )
    return [PublishedLine(*line) for line in db.session.execute(query)]
