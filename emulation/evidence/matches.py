"""Reading and judging matches: files that several units or years put forward."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, or_, select, update
from sqlalchemy.orm import aliased, joinedload

from emulation.accounts.models import User
from emulation.audit.operations import record
from emulation.criteria.models import CriterionLine
from emulation.database import db, rows_changed
from emulation.evidence.models import Evidence, EvidenceUse, Match, MatchMark
from emulation.evidence.queries import STANDS
from emulation.evidence.remembering import hand_on
from emulation.periods.models import Participant, Period
from emulation.periods.queries import seen_by
from emulation.rules.errors import ReasonMissing, StaleVersion, StepNotYours
from emulation.rules.roles import INSPECTION_ROLES, Person, Role

JUDGES = INSPECTION_ROLES | {Role.COUNCIL}
PAGE = 25
LOUDEST_FIRST = (MatchMark.DOUBTFUL, MatchMark.OPEN, MatchMark.LEGITIMATE)


@dataclass(frozen=True, slots=True)
class Copy:
    """One document behind a match; `seen` when the reader may open it."""

    evidence_id: int
    sha256: str
    name: str
    unit: str
    district: str
    year: int
    uploaded_at: datetime
    uploaded_by: str
    codes: Sequence[str]
    seen: bool


@dataclass(frozen=True, slots=True)
class MatchPage:
    """A page of matches with their documents by hash, and how many there are of each mark."""

    matches: Sequence[Match]
    copies: Mapping[str, Sequence[Copy]]
    counts: Mapping[MatchMark, int]
    page: int
    pages: int


def visible_to(reader: Person) -> Select[tuple[Match]]:
    """Select the matches with a file that stands for a sheet this reader sees."""
    document, owner = aliased(Evidence), Participant
    mine = exists().where(
        or_(document.sha256 == Match.first_sha, document.sha256 == Match.second_sha),
        owner.id == document.participant_id,
        seen_by(reader),
    )
    return select(Match).where(mine)


def get_match(match_id: int, *, reader: Person) -> Match:
    """Return the match; raise NoResultFound when the reader may not see it."""
    query = visible_to(reader).where(Match.id == match_id).options(joinedload(Match.marked_by))
    return db.session.scalars(query).one()


def list_matches(mark: MatchMark, page: int, *, reader: Person) -> MatchPage:
    """Return one page of matches, the nearest first; four queries for any number."""
    seen = visible_to(reader).subquery()
    counts = dict(
        db.session.execute(select(seen.c.mark, func.count()).group_by(seen.c.mark)).tuples().all()
    )
    pages = max(1, -(-counts.get(mark, 0) // PAGE))
    page = min(max(page, 1), pages)
    query = (
        visible_to(reader)
        .where(Match.mark == mark)
        .order_by(Match.distance, Match.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    matches = db.session.scalars(query).all()
    return MatchPage(matches, copies_of(matches, reader=reader), counts, page, pages)


def matches_of(sha256: str, *, reader: Person) -> Sequence[Match]:
    """Return the matches of these bytes that the reader may see."""
    return matches_among({sha256}, reader=reader)


def matches_among(hashes: Collection[str], *, reader: Person) -> Sequence[Match]:
    """Return the matches of any of these files that the reader may see, the doubtful ones first."""
    if not hashes:
        return ()
    query = visible_to(reader).where(or_(Match.first_sha.in_(hashes), Match.second_sha.in_(hashes)))
    found = db.session.scalars(query.order_by(Match.distance, Match.id)).all()
    return sorted(found, key=lambda one: LOUDEST_FIRST.index(one.mark))


def copies_of(matches: Sequence[Match], *, reader: Person) -> Mapping[str, Sequence[Copy]]:
    """Return every document behind these matches, by hash, oldest first; two queries."""
    hashes = {sha256 for one in matches for sha256 in (one.first_sha, one.second_sha)}
    query = (
        select(Evidence, Participant, Period.year, User.full_name, seen_by(reader))
        .join(Participant, Participant.id == Evidence.participant_id)
        .join(Period, Period.id == Participant.period_id)
        .join(User, User.id == Evidence.uploaded_by_id)
        .where(Evidence.sha256.in_(hashes))
        .order_by(Evidence.uploaded_at, Evidence.id)
    )
    rows = db.session.execute(query).all()
    codes = codes_of([document.id for document, *_ in rows])
    found: dict[str, list[Copy]] = {}
    for document, owner, year, uploader, seen in rows:
        found.setdefault(document.sha256, []).append(
            Copy(
                evidence_id=document.id,
                sha256=document.sha256,
                name=document.name,
                unit=owner.name,
                district=owner.district_name,
                year=year,
                uploaded_at=document.uploaded_at,
                uploaded_by=uploader,
                codes=codes.get(document.id, ()),
                seen=bool(seen),
            )
        )
    return found


def codes_of(evidence_ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """Return the criteria that documents stand for, in the order of the set; one query."""
    query = (
        select(EvidenceUse.evidence_id, CriterionLine.code)
        .join(CriterionLine, CriterionLine.id == EvidenceUse.criterion_id)
        .where(EvidenceUse.evidence_id.in_(evidence_ids), STANDS)
        .order_by(CriterionLine.position)
    )
    found: dict[int, list[str]] = {}
    for evidence_id, code in db.session.execute(query):
        found.setdefault(evidence_id, []).append(code)
    return found


def judge(
    match_id: int, mark: MatchMark, note: str, *, version: int, by: Person, at: datetime
) -> None:
    """Say what two files that are alike mean; it changes no points and bars nobody."""
    if by.role not in JUDGES:
        raise StepNotYours("judge a match", by.role)
    match = get_match(match_id, reader=by)
    if mark is MatchMark.DOUBTFUL and not note:
        raise ReasonMissing
    before = {"mark": match.mark, "note": match.note}
    values = {
        "mark": mark,
        "note": note,
        "marked_by_id": None if mark is MatchMark.OPEN else by.id,
        "marked_at": None if mark is MatchMark.OPEN else at,
        "remembered_from_id": None,
        "version": version + 1,
    }
    changed = rows_changed(
        update(Match).where(Match.id == match_id, Match.version == version).values(**values)
    )
    if changed != 1:
        raise StaleVersion(version, match.version)
    db.session.refresh(match)
    carrying = hand_on(match)
    record(
        "evidence.judge_match",
        f"evidence_match:{match_id}",
        by=by,
        at=at,
        before=before,
        after={"mark": mark, "note": note, "carried_by": carrying},
    )
