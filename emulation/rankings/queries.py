"""Reading what a ranking is made of, and rankings that were published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

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

    @property
    def is_set_aside(self) -> bool:
        return self.set_aside_at is not None


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
        .join(Period)
        .where(Period.year == year)
        .order_by(Publication.number.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()


def find_publication_before(year: int) -> Publication | None:
    """Return the newest publication of the last year published before `year`."""
    query = (
        select(Publication)
        .join(Period)
        .where(Period.year < year)
        .order_by(Period.year.desc(), Publication.number.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()


def get_publication(code: str) -> Publication:
    """Return the publication with this code; raise NoResultFound when there is none."""
    return db.session.scalars(select(Publication).where(Publication.code == code)).one()


def list_publications() -> Sequence[Publication]:
    query = select(Publication).join(Period).order_by(Period.year.desc(), Publication.number.desc())
    return db.session.scalars(query).unique().all()


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
        )
        .where(row.publication_id == publication_id)
        .order_by(row.position)
    )
    return [PublishedLine(*line) for line in db.session.execute(query)]


def last_results(publication: Publication | None) -> Mapping[int, tuple[int | None, str]]:
    """Return rank and level of every unit in an earlier publication, by unit id."""
    if publication is None:
        return {}
    query = select(PublishedRow.unit_id, PublishedRow.rank, PublishedRow.level).where(
        PublishedRow.publication_id == publication.id
    )
    return {unit_id: (rank, level) for unit_id, rank, level in db.session.execute(query)}
