"""How complete sheets are: one of them, or all that a reader sees, in the same few queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select

from emulation.assessments import papers
from emulation.assessments.models import Assessment, Score
from emulation.assessments.papers import PapersCount
from emulation.assessments.sources import SUPPLIED, automatic_codes
from emulation.criteria.models import CriterionLine
from emulation.criteria.queries import rule_set
from emulation.database import db
from emulation.evidence.models import Evidence, EvidenceUse
from emulation.filing.models import ApplicationPaper
from emulation.periods.models import Participant, Period
from emulation.periods.queries import seen_by
from emulation.rules.completeness import (
    ApplicationCount,
    Completeness,
    application_count,
    completeness,
)
from emulation.rules.roles import Person
from emulation.rules.workflow import AssessmentState, Stage
from emulation.units.models import UnitKind

# Columns of tables rather than of mapped classes: a province has many thousand documents.
_USE, _DOCUMENT, _LINE = EvidenceUse.__table__, Evidence.__table__, CriterionLine.__table__


@dataclass(frozen=True, slots=True)
class SheetPapers:
    """One unit with its application file and its evidence, as far as they are complete."""

    participant_id: int
    assessment_id: int
    name: str
    name_folded: str
    kind: UnitKind
    district_name: str
    state: AssessmentState
    application: ApplicationCount
    evidence: Completeness

    @property
    def complete(self) -> bool:
        return self.application.complete and self.evidence.whole.complete


def papers_of(participant: Participant) -> SheetPapers:
    """Count one unit's sheet; whoever asks has made sure that the reader sees it."""
    period = db.session.get_one(Period, participant.period_id)
    return _count(period, Participant.id == participant.id)[0]


def papers_count(participant_id: int) -> PapersCount:
    """Count the same for a page that knows no more of the unit than its number."""
    found = papers_of(db.session.get_one(Participant, participant_id))
    return PapersCount(found.application, found.evidence.whole)


def list_papers(period: Period, *, reader: Person) -> Sequence[SheetPapers]:
    """Count every sheet that this reader sees, by district and name; as many queries for any."""
    return _count(period, seen_by(reader))


def _count(period: Period, wanted: ColumnElement[bool]) -> Sequence[SheetPapers]:
    query = (
        select(
            Participant.id.label("participant_id"),
            Assessment.id.label("assessment_id"),
            Participant.name,
            Participant.name_folded,
            Participant.kind,
            Participant.district_name,
            Assessment.state,
        )
        .join(Assessment, Assessment.participant_id == Participant.id)
        .where(Participant.period_id == period.id, wanted)
        .order_by(Participant.district_name, Participant.name_folded, Participant.id)
    )
    sheets = db.session.execute(query).all()
    if not sheets:
        return ()
    rules = rule_set(period.criteria_set_id)
    ids = select(Participant.id).where(Participant.period_id == period.id, wanted)
    kinds, filled, excused = _kinds(ids), _papers(ids), _not_applicable(ids)
    automatic = automatic_codes(rules, SUPPLIED)
    return [
        SheetPapers(
            participant_id=one.participant_id,
            assessment_id=one.assessment_id,
            name=one.name,
            name_folded=one.name_folded,
            kind=one.kind,
            district_name=one.district_name,
            state=one.state,
            application=application_count(
                rules.application_file, filled.get(one.participant_id, ())
            ),
            evidence=completeness(
                rules,
                kinds.get(one.participant_id, {}),
                excused=automatic | excused.get(one.participant_id, frozenset()),
            ),
        )
        for one in sheets
    ]


def _kinds(ids: Select[tuple[int]]) -> Mapping[int, Mapping[str, Sequence[str]]]:
    """Return the kind of every document in force, by participant and criterion."""
    query = (
        select(_USE.c.participant_id, _LINE.c.code, _DOCUMENT.c.kind, func.count())
        .join(_DOCUMENT, _DOCUMENT.c.id == _USE.c.evidence_id)
        .join(_LINE, _LINE.c.id == _USE.c.criterion_id)
        .where(
            _USE.c.participant_id.in_(ids),
            _USE.c.withdrawn_at.is_(None),
            _USE.c.replaced_by_id.is_(None),
        )
        .group_by(_USE.c.participant_id, _LINE.c.code, _DOCUMENT.c.kind)
    )
    found: dict[int, dict[str, list[str]]] = {}
    for participant_id, code, kind, many in db.session.execute(query).tuples():
        found.setdefault(participant_id, {}).setdefault(code, []).extend([kind] * many)
    return found


def _papers(ids: Select[tuple[int]]) -> Mapping[int, Collection[str]]:
    query = select(ApplicationPaper.participant_id, ApplicationPaper.code).where(
        ApplicationPaper.participant_id.in_(ids), ApplicationPaper.withdrawn_at.is_(None)
    )
    found: dict[int, set[str]] = {}
    for participant_id, code in db.session.execute(query).tuples():
        found.setdefault(participant_id, set()).add(code)
    return found


def _not_applicable(ids: Select[tuple[int]]) -> Mapping[int, frozenset[str]]:
    """Return the criteria that each unit says do not apply to it."""
    query = (
        select(Assessment.participant_id, CriterionLine.code)
        .join(Score, Score.assessment_id == Assessment.id)
        .join(CriterionLine, CriterionLine.id == Score.criterion_id)
        .where(Assessment.participant_id.in_(ids), Score.stage == Stage.SELF, Score.not_applicable)
    )
    found: dict[int, frozenset[str]] = {}
    for participant_id, code in db.session.execute(query).tuples():
        found[participant_id] = found.get(participant_id, frozenset()) | {code}
    return found


papers.register(papers_count)
