"""Reading sheets: who may see which, one sheet as frozen facts, and the list of many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from emulation.accounts.models import User
from emulation.assessments.facts import LineFacts, ParticipantFacts, ScoreFacts, SheetFacts
from emulation.assessments.latest import latest_total_of, total_of
from emulation.assessments.models import Assessment, Score, SheetTotal
from emulation.assessments.sources import automatic_codes, values_for
from emulation.criteria.models import CriteriaSetVersion, CriterionLine, LineKind
from emulation.criteria.queries import rule_set
from emulation.database import db
from emulation.evidence.queries import FileFacts, files_of
from emulation.periods.gates import granted_until
from emulation.periods.models import Participant, Period
from emulation.periods.queries import seen_by, windows_of
from emulation.rules.criteria_facts import CriteriaSet
from emulation.rules.deadlines import ExtensionKind, Window, WindowKind
from emulation.rules.inputs import Value
from emulation.rules.roles import Person, Role
from emulation.rules.workflow import AssessmentState, Stage
from emulation.units.models import UnitKind

STAGES = tuple(Stage)
# Columns of tables rather than of mapped classes: the sheet is read often, and this is quicker.
_SHEET, _SCORE = Assessment.__table__, Score.__table__
_PART, _PERIOD = Participant.__table__, Period.__table__
_LINE, _SET = CriterionLine.__table__, CriteriaSetVersion.__table__
PAGE_SIZE = 50


def visible_to(reader: Person) -> Select[tuple[Assessment]]:
    return select(Assessment).join(Assessment.participant).where(seen_by(reader))


def get_assessment(assessment_id: int, *, reader: Person) -> Assessment:
    """Return the sheet; raise NoResultFound when the reader may not see it."""
    return db.session.scalars(visible_to(reader).where(Assessment.id == assessment_id)).one()


def find_own_assessment(reader: Person, period: Period) -> Assessment | None:
    """Return the sheet of the reader's own unit in that year, if it has one."""
    return db.session.scalars(
        visible_to(reader).where(
            Participant.unit_id == reader.unit_id, Participant.period_id == period.id
        )
    ).one_or_none()


HEAD_COLUMNS = (
    _SHEET.c.id,
    _SHEET.c.state,
    _SHEET.c.version,
    _SHEET.c.submitted_at,
    _SHEET.c.submitted_by_id,
    _SHEET.c.verified_at,
    _SHEET.c.settled_at,
    _SHEET.c.reopened_at,
    _SHEET.c.set_aside_reason,
    _PERIOD.c.id.label("period_id"),
    _PERIOD.c.year,
    _PERIOD.c.initiatives_minimum,
    _PERIOD.c.criteria_set_id,
    _PERIOD.c.appeal_days,
    *(granted_until(_PART.c.id, kind).label(kind.value) for kind in ExtensionKind),
    _PART.c.id.label("participant_id"),
    _PART.c.unit_id,
    _PART.c.code,
    _PART.c.name,
    _PART.c.kind,
    _PART.c.district_name,
    _PART.c.province_id,
    _PART.c.inspecting_unit_id,
)
_HEAD = (
    select(*HEAD_COLUMNS)
    .join(_PART, _PART.c.id == _SHEET.c.participant_id)
    .join(_PERIOD, _PERIOD.c.id == _PART.c.period_id)
    .where(_SHEET.c.id == bindparam("sheet"))
)


@cache
def _head_seen_by(role: Role) -> Select[Any]:
    """Ask the same of the sheets that this role may see, whatever the reader's unit."""
    anybody = Person(0, "", "", role, cast("int", bindparam("own")), "")
    return _HEAD.where(seen_by(anybody))


def sheet_facts(assessment_id: int, *, reader: Person | None = None) -> SheetFacts:
    """Read a whole sheet by columns; as many queries for ten criteria as for a hundred.

    With a reader, raise NoResultFound for a sheet that this reader may not see; without one,
    whoever calls has made sure of that already.
    """
    asked: dict[str, object] = {"sheet": assessment_id}
    query = _HEAD
    if reader is not None:
        query = _head_seen_by(reader.role)
        asked["own"] = reader.unit_id
    head = db.session.execute(query, asked).one()
    criteria_set = rule_set(head.criteria_set_id)
    last_year = _points_of_last_year(head.unit_id, head.year, criteria_set)
    return facts_from(
        head,
        criteria_set=criteria_set,
        lines=_lines(assessment_id, files_of(head.participant_id), last_year),
        windows=windows_of(head.period_id),
        sources=values_for(head.participant_id),
    )


def facts_from(
    head: Row[Any],
    *,
    criteria_set: CriteriaSet,
    lines: Mapping[str, LineFacts],
    windows: Mapping[WindowKind, Window],
    sources: Mapping[str, Value],
) -> SheetFacts:
    """Return the sheet of a row of HEAD_COLUMNS, with whichever of its lines were read."""
    return SheetFacts(
        id=head.id,
        state=head.state,
        version=head.version,
        submitted_at=head.submitted_at,
        submitted_by_id=head.submitted_by_id,
        verified_at=head.verified_at,
        settled_at=head.settled_at,
        reopened_at=head.reopened_at,
        participant=ParticipantFacts(
            id=head.participant_id,
            unit_id=head.unit_id,
            code=head.code,
            name=head.name,
            kind=head.kind,
            district_name=head.district_name,
            province_id=head.province_id,
            inspecting_unit_id=head.inspecting_unit_id,
        ),
        period_id=head.period_id,
        year=head.year,
        initiatives_minimum=head.initiatives_minimum,
        criteria_set_id=head.criteria_set_id,
        criteria_set=criteria_set,
        lines=lines,
        windows=windows,
        sources=sources,
        automatic=automatic_codes(criteria_set, frozenset(sources)),
        granted={
            kind: until
            for kind in ExtensionKind
            if (until := getattr(head, kind.value)) is not None
        },
        appeal_days=head.appeal_days,
        set_aside_reason=head.set_aside_reason,
    )


# The columns of ScoreFacts, in its order.
SCORE_COLUMNS = (
    _SCORE.c.id,
    _SCORE.c.stage,
    _SCORE.c.inputs,
    _SCORE.c.not_applicable,
    _SCORE.c.points,
    _SCORE.c.points_set,
    _SCORE.c.note,
    _SCORE.c.reopened,
    _SCORE.c.verdict,
    _SCORE.c.reason_code,
    _SCORE.c.judged_version,
    _SCORE.c.judged_evidence,
    _SCORE.c.saved_at,
    _SCORE.c.saved_by_id,
    _SCORE.c.version,
)
_SCORES = (
    select(_LINE.c.id, _LINE.c.code, _LINE.c.kind, *SCORE_COLUMNS)
    .join(_LINE, _LINE.c.id == _SCORE.c.criterion_id)
    .where(_SCORE.c.assessment_id == bindparam("sheet"))
    .order_by(_LINE.c.position)
)


def _lines(
    assessment_id: int,
    files: Mapping[int, tuple[FileFacts, ...]],
    last_year: Mapping[str, Decimal],
) -> Mapping[str, LineFacts]:
    rows = db.session.execute(_SCORES, {"sheet": assessment_id})
    heads: dict[str, tuple[int, LineKind]] = {}
    scores: dict[str, dict[Stage, ScoreFacts]] = {}
    for criterion_id, code, kind, *score in rows:
        heads[code] = (criterion_id, kind)
        facts = ScoreFacts(*score)
        scores.setdefault(code, {})[facts.stage] = facts
    return MappingProxyType(
        {
            code: LineFacts(
                criterion_id=criterion_id,
                code=code,
                kind=kind,
                scores=scores[code],
                files=files.get(criterion_id, ()),
                last_year=last_year.get(code),
            )
            for code, (criterion_id, kind) in heads.items()
        }
    )


_LAST_YEAR = (
    select(_LINE.c.code, _SCORE.c.stage, _SCORE.c.points)
    .select_from(_LINE)
    .join(_SCORE, _SCORE.c.criterion_id == _LINE.c.id)
    .join(_SHEET, _SHEET.c.id == _SCORE.c.assessment_id)
    .join(_PART, _PART.c.id == _SHEET.c.participant_id)
    .join(_PERIOD, _PERIOD.c.id == _PART.c.period_id)
    .join(_SET, _SET.c.id == _PERIOD.c.criteria_set_id)
    .where(
        _PART.c.unit_id == bindparam("unit"),
        _PERIOD.c.year == bindparam("year"),
        _SHEET.c.state == AssessmentState.PUBLISHED,
        _SET.c.code == bindparam("set_code"),
        _SCORE.c.points.is_not(None),
        or_(_SCORE.c.stage != Stage.APPEAL, ~_SCORE.c.reopened),
    )
)


def _points_of_last_year(
    unit_id: int, year: int, criteria_set: CriteriaSet
) -> Mapping[str, Decimal]:
    """Return what the same unit's published sheet of the year before gave for the same lines."""
    asked = {"unit": unit_id, "year": year - 1, "set_code": criteria_set.code}
    rows = db.session.execute(_LAST_YEAR, asked).tuples()
    latest: dict[str, tuple[int, Decimal]] = {}
    for code, stage, points in rows:
        order = STAGES.index(stage)
        if points is not None and (code not in latest or order > latest[code][0]):
            latest[code] = (order, points)
    return {code: points for code, (_order, points) in latest.items()}


def get_line_id(assessment_id: int, code: str) -> int:
    """Return the id of a criterion by its code; raise NoResultFound when the sheet has none."""
    return db.session.scalars(
        select(CriterionLine.id)
        .join(Score, Score.criterion_id == CriterionLine.id)
        .where(
            Score.assessment_id == assessment_id,
            Score.stage == Stage.SELF,
            CriterionLine.code == code,
        )
    ).one()


def name_of(user_id: int | None) -> str:
    """Return a person's name, or nothing when nobody is meant."""
    if user_id is None:
        return ""
    return db.session.scalar(select(User.full_name).where(User.id == user_id)) or ""


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One line of the list of sheets."""

    assessment_id: int
    name: str
    kind: UnitKind
    district_name: str
    state: AssessmentState
    submitted_at: datetime | None
    lines_done: int | None
    lines_all: int | None
    self_total: Decimal | None
    verified_total: Decimal | None
    set_aside: bool


@dataclass(frozen=True, slots=True)
class SheetFilter:
    """What a reader narrows the list of sheets to."""

    district_id: int | None = None
    state: AssessmentState | None = None
    folded: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.district_id is not None:
            found.append(Participant.district_id == self.district_id)
        if self.state is not None:
            found.append(Assessment.state == self.state)
        if self.folded:
            found.append(Participant.name_folded.contains(self.folded, autoescape=True))
        return found


def list_sheets(
    period_id: int, *, reader: Person, narrowed: SheetFilter, page: int = 1
) -> Sequence[SheetEntry]:
    """Return one page of the sheets this reader may see, by district and name."""
    claimed, verified = aliased(SheetTotal), aliased(SheetTotal)
    query = (
        select(
            Assessment.id,
            Participant.name,
            Participant.kind,
            Participant.district_name,
            Assessment.state,
            Assessment.submitted_at,
            claimed.lines_done,
            claimed.lines_all,
            claimed.total,
            verified.total,
            Assessment.set_aside_at.is_not(None),
        )
        .join(Participant, Participant.id == Assessment.participant_id)
        .outerjoin(claimed, total_of(claimed, Stage.SELF))
        .outerjoin(verified, latest_total_of(verified))
        .where(Participant.period_id == period_id, seen_by(reader), *narrowed.conditions())
        .order_by(Participant.district_name, Participant.name_folded, Assessment.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return [SheetEntry(*row) for row in db.session.execute(query)]


def count_by_state(
    period_id: int, *, reader: Person, narrowed: SheetFilter
) -> Mapping[AssessmentState, int]:
    """Return how many of the sheets are in each state."""
    query = (
        select(Assessment.state, func.count())
        .join(Participant, Participant.id == Assessment.participant_id)
        .where(Participant.period_id == period_id, seen_by(reader), *narrowed.conditions())
        .group_by(Assessment.state)
    )
    return dict(db.session.execute(query).tuples().all())


def list_districts(period_id: int, *, reader: Person) -> Sequence[tuple[int, str]]:
    """Return the districts of the sheets this reader may see."""
    query = (
        select(Participant.district_id, Participant.district_name)
        .where(
            Participant.period_id == period_id,
            Participant.assessed,
            Participant.district_id.is_not(None),
            seen_by(reader),
        )
        .distinct()
        .order_by(Participant.district_name)
    )
    return [(int(unit_id or 0), name) for unit_id, name in db.session.execute(query)]
