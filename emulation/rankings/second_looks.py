"""Second looks: drawing or choosing sheets, taking one on, deciding blind. Nothing here commits.

Nothing done here changes the official points: what the council finds, it reopens.
"""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import exists, select, update
from sqlalchemy.exc import NoResultFound

from emulation.assessments.answers import DECIDED
from emulation.assessments.facts import LineFacts
from emulation.assessments.models import Assessment
from emulation.assessments.queries import sheet_facts
from emulation.assessments.sources import automatic_codes, values_for
from emulation.audit.operations import record
from emulation.criteria.models import CriterionLine
from emulation.criteria.queries import rule_set
from emulation.database import db, rows_changed
from emulation.evidence.queries import fingerprint
from emulation.periods.models import Participant, Period
from emulation.periods.queries import seen_by
from emulation.rankings.second_look_models import SecondLook, SecondLookDraw, SecondVerdict
from emulation.rankings.second_look_queries import get_look, get_look_to_take, verdicts_of
from emulation.rules.errors import ReasonMissing, RowClosed, RuleBroken, StaleVersion, StepNotYours
from emulation.rules.roles import Person
from emulation.rules.second_looks import draw, draw_lines
from emulation.rules.workflow import FINAL_STATES, Stage, Step
from emulation.verification.decisions import Decision, row_values
from emulation.verification.errors import AnswerChanged


class NobodyToDraw(RuleBroken):
    """No finished sheet is left that has had no second look."""


class AlreadyDecided(RuleBroken):
    """The line was decided before; a second look is not taken back."""


class AlreadyTaken(RuleBroken):
    """Somebody else took this second look on."""


def draw_by_lot(
    period: Period,
    *,
    share_permille: int,
    line_count: int | None,
    seed: str,
    by: Person,
    at: datetime,
) -> SecondLookDraw:
    """Draw a share of the finished sheets, and for each of them which criteria."""
    candidates = _candidates(period, by)
    drawn = draw(seed, candidates, share_permille)
    if not drawn:
        raise NobodyToDraw
    lot = SecondLookDraw(
        period_id=period.id,
        share_permille=share_permille,
        line_count=line_count,
        seed=seed,
        listed=sorted(candidates),
        drawn_at=at,
        drawn_by_id=by.id,
    )
    return _write_down(period, lot, {code: candidates[code] for code in drawn}, by=by, at=at)


def choose(
    period: Period,
    assessment_id: int,
    *,
    line_count: int | None,
    reason: str,
    seed: str,
    by: Person,
    at: datetime,
) -> SecondLookDraw:
    """Have one finished sheet looked at again, for a reason."""
    if not reason.strip():
        raise ReasonMissing
    candidates = _candidates(period, by)
    chosen = {code: sheet_id for code, sheet_id in candidates.items() if sheet_id == assessment_id}
    if not chosen:
        raise NobodyToDraw
    lot = SecondLookDraw(
        period_id=period.id,
        line_count=line_count,
        seed=seed,
        listed=list(chosen),
        reason=reason,
        drawn_at=at,
        drawn_by_id=by.id,
    )
    return _write_down(period, lot, chosen, by=by, at=at)


def _candidates(period: Period, by: Person) -> dict[str, int]:
    """Return the finished sheets without a second look by the code of their unit.

    The year is held, so that two draws at once never meet.
    """
    db.session.execute(select(Period.id).where(Period.id == period.id).with_for_update()).all()
    looked_at = exists(select(SecondLook.id).where(SecondLook.assessment_id == Assessment.id))
    query = (
        select(Participant.code, Assessment.id)
        .join(Assessment, Assessment.participant_id == Participant.id)
        .where(
            Participant.period_id == period.id,
            seen_by(by),
            Assessment.state.in_(FINAL_STATES),
            Assessment.set_aside_at.is_(None),
            ~looked_at,
        )
    )
    return dict(db.session.execute(query).tuples().all())


def _write_down(
    period: Period, lot: SecondLookDraw, sheets: dict[str, int], *, by: Person, at: datetime
) -> SecondLookDraw:
    db.session.add(lot)
    db.session.flush()
    line_ids = _lines_people_judge(period, next(iter(sheets.values())))
    drawn: dict[str, tuple[str, ...]] = {}
    for unit, sheet_id in sheets.items():
        look = SecondLook(draw_id=lot.id, assessment_id=sheet_id)
        db.session.add(look)
        db.session.flush()
        drawn[unit] = draw_lines(lot.seed, unit, line_ids, lot.line_count)
        db.session.add_all(
            SecondVerdict(look_id=look.id, criterion_id=line_ids[code]) for code in drawn[unit]
        )
    db.session.flush()
    record(
        "rankings.draw_second_looks",
        f"second_look_draw:{lot.id}",
        by=by,
        at=at,
        after={
            "seed": lot.seed,
            "share_permille": lot.share_permille,
            "line_count": lot.line_count,
            "listed": lot.listed,
            "drawn": {unit: list(codes) for unit, codes in drawn.items()},
        },
        reason=lot.reason,
    )
    return lot


def _lines_people_judge(period: Period, sheet_id: int) -> dict[str, int]:
    """Return the core criteria that people fill in, in the order of the set, with their ids."""
    rules = rule_set(period.criteria_set_id)
    participant_id = db.session.scalars(
        select(Assessment.participant_id).where(Assessment.id == sheet_id)
    ).one()
    automatic = automatic_codes(rules, frozenset(values_for(participant_id)))
    codes = [one.code for one in rules.criteria if one.code not in automatic]
    query = select(CriterionLine.code, CriterionLine.id).where(
        CriterionLine.criteria_set_id == period.criteria_set_id, CriterionLine.code.in_(codes)
    )
    ids = dict(db.session.execute(query).tuples().all())
    return {code: ids[code] for code in codes}


def take(look_id: int, *, version: int, by: Person, at: datetime) -> None:
    """Take a second look on; of two at once one gets it."""
    look = get_look_to_take(look_id, reader=by)
    taken = rows_changed(
        update(SecondLook)
        .where(
            SecondLook.id == look_id,
            SecondLook.version == version,
            SecondLook.taken_by_id.is_(None),
        )
        .values(taken_by_id=by.id, taken_at=at, version=SecondLook.version + 1)
    )
    if taken != 1:
        if look.taken_by_id is not None:
            raise AlreadyTaken
        raise StaleVersion(version, look.version)
    record("rankings.take_second_look", f"second_look:{look_id}", by=by, at=at)


def decide(look_id: int, code: str, decision: Decision, *, by: Person, at: datetime) -> None:
    """Decide one line for good, and only then keep the first verdict beside it."""
    look = get_look(look_id, reader=by)
    verdict = verdicts_of(look_id).get(code)
    if look.taken_by_id != by.id or verdict is None:
        raise NoResultFound
    if decision.verdict not in DECIDED:
        raise StepNotYours(Step.RETURN, by.role)
    if verdict.decided_at is not None:
        raise AlreadyDecided
    sheet = sheet_facts(look.assessment_id)
    line = sheet.lines[code]
    if sheet.state not in FINAL_STATES or line.verified is None:
        raise RowClosed(code, sheet.state)
    evidence_seen = decision.judged_evidence == fingerprint(line.files)
    if decision.judged_version != line.own.version or not evidence_seen:
        raise AnswerChanged(code)
    values = row_values(sheet, without_verdicts(line), decision)
    _keep(look_id, verdict, values | _first_verdict(line) | {"decided_at": at})
    record(
        "rankings.second_verdict",
        f"second_look:{look_id}",
        by=by,
        at=at,
        after={
            "code": code,
            "verdict": decision.verdict,
            "points": _written(values["points"]),
            "first_points": _written(line.verified.points),
            "note": decision.note,
        },
    )


def _first_verdict(line: LineFacts) -> dict[str, object]:
    row = line.verified
    if row is None:
        raise NoResultFound
    return {"first_points": row.points, "first_by_id": row.saved_by_id}


def _keep(look_id: int, verdict: SecondVerdict, values: dict[str, object]) -> None:
    """Write the verdict; the UPDATE itself tests that it is the first one, on a finished sheet."""
    finished = exists(
        select(SecondLook.id)
        .join(Assessment, Assessment.id == SecondLook.assessment_id)
        .where(SecondLook.id == look_id, Assessment.state.in_(FINAL_STATES))
        .correlate_except(SecondLook, Assessment)
    )
    kept = rows_changed(
        update(SecondVerdict)
        .where(SecondVerdict.id == verdict.id, SecondVerdict.decided_at.is_(None), finished)
        .values(**values)
    )
    if kept != 1:
        raise AlreadyDecided


def without_verdicts(line: LineFacts) -> LineFacts:
    """Return the line as the commune has it, without anything the inspection said."""
    return replace(line, scores={Stage.SELF: line.own})


def _written(points: Decimal | None) -> str | None:
    return None if points is None else str(points)
