"""Every step of the workflow as the operation that takes it, in one shape."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from emulation.assessments import operations as sheets
from emulation.assessments.models import Assessment
from emulation.assessments.queries import sheet_facts
from emulation.database import db
from emulation.periods.models import Period, PeriodState
from emulation.rankings import corrections, publishing
from emulation.rankings import operations as council
from emulation.rules.roles import Person
from emulation.rules.workflow import Step
from emulation.verification import appeals, rounds, steps
from emulation.verification.appeal_queries import appeals_count
from emulation.verification.queries import change_count, list_questions


@dataclass(frozen=True)
class Attempt:
    """Who tries a step on which sheet of which year, when, having seen which version."""

    sheet_id: int
    period_id: int
    version: int
    by: Person
    at: datetime
    text: str

    @property
    def facts(self) -> dict[str, object]:
        return {"version": self.version, "by": self.by, "at": self.at}

    @property
    def period(self) -> Period:
        return db.session.get_one(Period, self.period_id)


def submit(one: Attempt) -> None:
    sheets.submit(one.sheet_id, confirmed=True, **one.facts)


def answer(one: Attempt) -> None:
    waiting = [question for question in list_questions(one.sheet_id) if question.is_open]
    given = {question.id: rounds.Answer(one.text, question.version) for question in waiting}
    rounds.send_answers(one.sheet_id, given, **one.facts)


def finish(one: Attempt) -> None:
    steps.finish(one.sheet_id, seen=change_count(one.sheet_id), **one.facts)


def file_appeals(one: Attempt) -> None:
    appeals.file(one.sheet_id, seen=appeals_count(one.sheet_id), **one.facts)


def settle(one: Attempt) -> None:
    steps.settle(one.sheet_id, seen=appeals_count(one.sheet_id), **one.facts)


def reopen(one: Attempt) -> None:
    codes = list(sheet_facts(one.sheet_id).lines)[:2]
    steps.reopen(one.sheet_id, codes=codes, reason=one.text, **one.facts)


def approve(one: Attempt) -> None:
    chosen = {one.sheet_id: one.version}
    council.approve(one.period, chosen=chosen, by=one.by, at=one.at)


def publish(one: Attempt) -> None:
    """Publish, or correct what was published."""
    if one.period.state is PeriodState.OPEN:
        publishing.publish(one.period, by=one.by, at=one.at)
    else:
        corrections.correct(one.period, reason=one.text, by=one.by, at=one.at)


TAKE: Mapping[Step, Callable[[Attempt], object]] = {
    Step.SUBMIT: submit,
    Step.WITHDRAW: lambda one: sheets.withdraw(one.sheet_id, **one.facts),
    Step.BEGIN: lambda one: steps.begin(one.sheet_id, **one.facts),
    Step.RETURN: lambda one: rounds.send_questions(one.sheet_id, **one.facts),
    Step.ANSWER: answer,
    Step.RESUME: lambda one: rounds.resume(one.sheet_id, **one.facts),
    Step.FINISH: finish,
    Step.ACCEPT: lambda one: steps.accept(one.sheet_id, **one.facts),
    Step.APPEAL: file_appeals,
    Step.SETTLE: settle,
    Step.REOPEN: reopen,
    Step.APPROVE: approve,
    Step.PUBLISH: publish,
}


def standing(sheet_id: int) -> tuple[str, int]:
    """Return state and version as they are in the database now."""
    db.session.rollback()
    query = select(Assessment.state, Assessment.version).where(Assessment.id == sheet_id)
    state, version = db.session.execute(query).one()
    db.session.rollback()
    return state, version
