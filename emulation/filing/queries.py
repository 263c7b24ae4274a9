"""Reading the application file of one unit: its places, and what stands or stood in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased, joinedload

from emulation.accounts.models import User
from emulation.criteria.queries import rule_set
from emulation.database import db
from emulation.evidence import standing
from emulation.evidence.models import Blob, Evidence
from emulation.evidence.queries import UseFacts
from emulation.filing.models import ApplicationPaper
from emulation.periods.models import Participant, Period
from emulation.periods.queries import get_participant
from emulation.rules.criteria_facts import ApplicationDocument, CriteriaSet
from emulation.rules.roles import Person


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """One document in one place, or one that stood there until it was replaced or taken out."""

    id: int
    code: str
    evidence_id: int
    name: str
    size: int
    sha256: str
    fault: str
    put_at: datetime
    put_by_name: str
    withdrawn_at: datetime | None
    withdrawn_by_name: str | None


def get_assessed(participant_id: int, *, reader: Person) -> Participant:
    """Return a unit that fills in a sheet; raise NoResultFound for others and for foreign ones."""
    participant = get_participant(participant_id, reader=reader)
    if not participant.assessed:
        raise NoResultFound
    return participant


def rules_of(participant: Participant) -> CriteriaSet:
    criteria_set_id = db.session.scalars(
        select(Period.criteria_set_id).where(Period.id == participant.period_id)
    ).one()
    return rule_set(criteria_set_id)


def slots_of(participant: Participant) -> Sequence[ApplicationDocument]:
    """Return the places of the application file that the year's criteria set asks for."""
    return rules_of(participant).application_file


def list_papers(participant_id: int) -> Mapping[str, Sequence[PaperFacts]]:
    """Return everything that stands or stood in each place, the newest first; one query."""
    taker = aliased(User)
    query = (
        select(
            ApplicationPaper.id,
            ApplicationPaper.code,
            Evidence.id,
            Evidence.name,
            Blob.size,
            Blob.sha256,
            Blob.fault,
            ApplicationPaper.put_at,
            User.full_name,
            ApplicationPaper.withdrawn_at,
            taker.full_name,
        )
        .select_from(ApplicationPaper)
        .join(ApplicationPaper.evidence)
        .join(Evidence.blob)
        .join(User, User.id == ApplicationPaper.put_by_id)
        .outerjoin(taker, taker.id == ApplicationPaper.withdrawn_by_id)
        .where(ApplicationPaper.participant_id == participant_id)
        .order_by(ApplicationPaper.id.desc())
    )
    found: dict[str, list[PaperFacts]] = {}
    for row in db.session.execute(query):
        found.setdefault(row.code, []).append(PaperFacts(*row))
    return found


def places_of(evidence_id: int) -> Sequence[UseFacts]:
    """Return the places that a document stands in, or stood in until another one replaced it."""
    later, replacing = aliased(ApplicationPaper), aliased(Evidence)
    query = (
        select(
            Period.criteria_set_id,
            ApplicationPaper.code,
            ApplicationPaper.put_at,
            User.full_name,
            ApplicationPaper.withdrawn_at,
            replacing.name,
        )
        .select_from(ApplicationPaper)
        .join(Participant, Participant.id == ApplicationPaper.participant_id)
        .join(Period, Period.id == Participant.period_id)
        .join(User, User.id == ApplicationPaper.put_by_id)
        .outerjoin(later, later.replaces_id == ApplicationPaper.id)
        .outerjoin(replacing, replacing.id == later.evidence_id)
        .where(ApplicationPaper.evidence_id == evidence_id)
        .order_by(ApplicationPaper.id)
    )
    found = []
    for criteria_set_id, code, *facts in db.session.execute(query):
        asked = {one.code: one for one in rule_set(criteria_set_id).application_file}
        found.append(UseFacts(code, asked[code].title_vi, asked[code].title_en, *facts))
    return found


standing.register(places_of)


def papers_in_force(participant_id: int) -> Mapping[str, ApplicationPaper]:
    query = select(ApplicationPaper).where(
        ApplicationPaper.participant_id == participant_id,
        ApplicationPaper.withdrawn_at.is_(None),
    )
    return {paper.code: paper for paper in db.session.scalars(query)}


def find_in_force(participant_id: int, code: str) -> ApplicationPaper | None:
    """Return what stands in a place now, as the database says and not as it was read before."""
    query = (
        select(ApplicationPaper)
        .where(
            ApplicationPaper.participant_id == participant_id,
            ApplicationPaper.code == code,
            ApplicationPaper.withdrawn_at.is_(None),
        )
        .options(joinedload(ApplicationPaper.evidence))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).one_or_none()
