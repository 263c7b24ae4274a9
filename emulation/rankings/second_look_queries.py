"""Reading second looks: who may take which, what was decided, and every pair of verdicts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from emulation.accounts.models import User
from emulation.assessments.models import Assessment, Score
from emulation.criteria.models import CriterionLine
from emulation.database import db
from emulation.periods.models import Participant, Period
from emulation.periods.queries import seen_by
from emulation.rankings.second_look_models import SecondLook, SecondLookDraw, SecondVerdict
from emulation.rules.roles import INSPECTION_ROLES, Person, Role
from emulation.rules.workflow import FINAL_STATES, Stage


def may_take(reader: Person) -> ColumnElement[bool]:
    """Return the condition on `SecondLook` and `Participant` under which somebody may take it on.

    A member of the council, or an inspector of another unit that inspects in the same year; never
    somebody who judged a line of the sheet.
    """
    judged = exists(
        select(Score.id)
        .where(
            Score.assessment_id == SecondLook.assessment_id,
            Score.stage.in_((Stage.VERIFIED, Stage.APPEAL)),
            Score.saved_by_id == reader.id,
        )
        .correlate(SecondLook)
    )
    return and_(_in_scope(reader), ~judged)


def open_to(reader: Person) -> ColumnElement[bool]:
    """Return the same for what nobody else has taken on."""
    free = or_(SecondLook.taken_by_id.is_(None), SecondLook.taken_by_id == reader.id)
    return and_(may_take(reader), free)


def _in_scope(reader: Person) -> ColumnElement[bool]:
    if reader.role is Role.COUNCIL:
        return Participant.province_id == reader.unit_id
    if reader.role not in INSPECTION_ROLES:
        return false()
    other = aliased(Participant)
    inspects = exists(
        select(other.id)
        .where(other.period_id == Participant.period_id, other.inspecting_unit_id == reader.unit_id)
        .correlate(Participant)
    )
    return and_(Participant.inspecting_unit_id != reader.unit_id, inspects)


@dataclass(frozen=True, slots=True)
class LookFacts:
    """One second look: of whom, why, and how far it is."""

    id: int
    assessment_id: int
    participant_id: int
    name: str
    district_name: str
    year: int
    chosen_because: str
    taken_by_id: int | None
    taken_by: str | None
    finished: bool
    version: int
    lines: int
    decided: int

    @property
    def is_done(self) -> bool:
        return self.decided == self.lines


def _looks() -> Select[tuple[int, ...]]:
    counted = (
        select(
            SecondVerdict.look_id,
            func.count().label("lines"),
            func.count(SecondVerdict.decided_at).label("decided"),
        )
        .group_by(SecondVerdict.look_id)
        .subquery()
    )
    return (
        select(
            SecondLook.id,
            SecondLook.assessment_id,
            Participant.id,
            Participant.name,
            Participant.district_name,
            Period.year,
            SecondLookDraw.reason,
            SecondLook.taken_by_id,
            User.full_name,
            Assessment.state.in_(FINAL_STATES),
            SecondLook.version,
            counted.c.lines,
            counted.c.decided,
        )
        .join(SecondLookDraw, SecondLookDraw.id == SecondLook.draw_id)
        .join(Assessment, Assessment.id == SecondLook.assessment_id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .join(Period, Period.id == Participant.period_id)
        .join(counted, counted.c.look_id == SecondLook.id)
        .outerjoin(User, User.id == SecondLook.taken_by_id)
        .order_by(Participant.district_name, Participant.name_folded, SecondLook.id)
    )


def list_open_to(reader: Person) -> Sequence[LookFacts]:
    """Return what this reader has taken on or may take on; what is unfinished comes first."""
    found = [LookFacts(*row) for row in db.session.execute(_looks().where(open_to(reader)))]
    return sorted(found, key=lambda one: (one.is_done, one.taken_by_id is None))


def count_waiting(reader: Person) -> int:
    """Return how many second looks wait for this reader.

    What nobody has taken on waits for the inspectors; the council, which drew it, may step in.
    """
    mine = reader.role in INSPECTION_ROLES
    return sum(
        not one.is_done and one.finished and (mine or one.taken_by_id == reader.id)
        for one in list_open_to(reader)
    )


def list_of_year(period_id: int, *, reader: Person) -> Sequence[LookFacts]:
    """Return every second look of a year, for the council."""
    query = _looks().where(Participant.period_id == period_id, seen_by(reader))
    return [LookFacts(*row) for row in db.session.execute(query)]


def get_look(look_id: int, *, reader: Person) -> LookFacts:
    """Return a second look that is the reader's or free; raise NoResultFound for any other."""
    row = db.session.execute(_looks().where(SecondLook.id == look_id, open_to(reader))).one()
    return LookFacts(*row)


def get_look_to_take(look_id: int, *, reader: Person) -> LookFacts:
    """Return a second look that the reader could take on, whoever has it now."""
    row = db.session.execute(_looks().where(SecondLook.id == look_id, may_take(reader))).one()
    return LookFacts(*row)


def verdicts_of(look_id: int) -> dict[str, SecondVerdict]:
    """Return the lines of a second look by code, in the order of the sheet."""
    query = (
        select(CriterionLine.code, SecondVerdict)
        .join(CriterionLine, CriterionLine.id == SecondVerdict.criterion_id)
        .where(SecondVerdict.look_id == look_id)
        .order_by(CriterionLine.position)
    )
    return dict(db.session.execute(query).tuples().all())


@dataclass(frozen=True, slots=True)
class DrawFacts:
    """One draw, with all that is needed to draw it again."""

    id: int
    share_permille: int | None
    line_count: int | None
    seed: str
    reason: str
    drawn_at: datetime
    drawn_by: str
    listed: int
    drawn: int


def list_draws(period_id: int) -> Sequence[DrawFacts]:
    looks = select(func.count()).where(SecondLook.draw_id == SecondLookDraw.id).scalar_subquery()
    query = (
        select(SecondLookDraw, User.full_name, looks)
        .join(User, User.id == SecondLookDraw.drawn_by_id)
        .where(SecondLookDraw.period_id == period_id)
        .order_by(SecondLookDraw.id.desc())
    )
    return [
        DrawFacts(
            one.id,
            one.share_permille,
            one.line_count,
            one.seed,
            one.reason,
            one.drawn_at,
            by,
            len(one.listed),
            drawn,
        )
        for one, by, drawn in db.session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class PairFacts:
    """One line judged twice."""

    assessment_id: int
    unit: str
    code: str
    title_vi: str
    title_en: str
    max_points: Decimal
    first: Decimal
    second: Decimal
    first_by: str | None
    second_by: str
    note: str

    @property
    def difference(self) -> Decimal:
        return self.second - self.first


def pairs_of(period_id: int, *, reader: Person) -> Sequence[PairFacts]:
    """Return every line of the year on which both inspectors gave points."""
    first_by, second_by = aliased(User), aliased(User)
    query = (
        select(
            Assessment.id,
            Participant.name,
            CriterionLine.code,
            CriterionLine.title_vi,
            CriterionLine.title_en,
            CriterionLine.max_points,
            SecondVerdict.first_points,
            SecondVerdict.points,
            first_by.full_name,
            second_by.full_name,
            SecondVerdict.note,
        )
        .join(SecondLook, SecondLook.id == SecondVerdict.look_id)
        .join(Assessment, Assessment.id == SecondLook.assessment_id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .join(CriterionLine, CriterionLine.id == SecondVerdict.criterion_id)
        .join(second_by, second_by.id == SecondLook.taken_by_id)
        .outerjoin(first_by, first_by.id == SecondVerdict.first_by_id)
        .where(
            Participant.period_id == period_id,
            seen_by(reader),
            SecondVerdict.first_points.is_not(None),
            SecondVerdict.points.is_not(None),
            CriterionLine.max_points > 0,
        )
        .order_by(Participant.name_folded, CriterionLine.position)
    )
    return [PairFacts(*row) for row in db.session.execute(query)]
