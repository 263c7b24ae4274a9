"""One sheet for the inspection: all its lines, and the steps that may be taken with it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import NoResultFound

from emulation.access import only, signed_in
from emulation.assessments.facts import SheetFacts
from emulation.assessments.progress import is_automatic
from emulation.assessments.queries import get_assessment, sheet_facts
from emulation.audit.changes import Done, now, perform
from emulation.formatting import tidy
from emulation.refusals import keep_typed
from emulation.rules.deadlines import local_day
from emulation.rules.errors import ReasonMissing, RuleBroken
from emulation.rules.roles import Role
from emulation.rules.workflow import AssessmentState, Step, steps_open_to
from emulation.verification import operations, rounds, steps
from emulation.verification.appeal_errors import NothingChosen
from emulation.verification.appeal_queries import appeals_count, list_appeals
from emulation.verification.decisions import lines_to_decide
from emulation.verification.history import find_reopening
from emulation.verification.marks import Mark, Show, changes_of, is_shown, marks_of
from emulation.verification.queries import change_count, list_questions
from emulation.verification.views import wording
from emulation.verification.views.appeal_wording import DECISION_KIND
from emulation.verification.views.blueprint import INSPECTION, bp
from emulation.verification.views.days import days_of
from emulation.verification.views.figures import claim_side, final_side
from emulation.verification.views.frame import frame_of

LONGEST_REASON = 2000


@bp.get("/verification/<int:assessment_id>")
@only(*INSPECTION)
def sheet(assessment_id: int) -> ResponseReturnValue:
    return draw(open_sheet(assessment_id))


@bp.post("/verification/<int:assessment_id>/start")
@only(*INSPECTION)
def begin(assessment_id: int) -> ResponseReturnValue:
    """Take the sheet on and go to its first line."""
    person, facts = signed_in(), open_sheet(assessment_id)

    def work() -> Done:
        steps.begin(assessment_id, version=sent_number("version"), by=person, at=now())
        first = next(iter(facts.lines))
        here = url_for("verification.show", assessment_id=assessment_id, code=first)
        return Done(here, _("Verification of %(name)s has begun.", name=facts.participant.name))

    return take(assessment_id, work)


@bp.post("/verification/<int:assessment_id>/automatic-lines")
@only(*INSPECTION)
def agree_to_automatic(assessment_id: int) -> ResponseReturnValue:
    person = signed_in()
    open_sheet(assessment_id)

    def work() -> Done:
        count = operations.agree_to_automatic(assessment_id, by=person, at=now())
        message = ngettext(
            "Agreed to %(num)s automatic line.", "Agreed to %(num)s automatic lines.", count
        )
        return Done(url_for("verification.sheet", assessment_id=assessment_id), message)

    return take(assessment_id, work)


@bp.post("/verification/<int:assessment_id>/questions")
@only(*INSPECTION)
def send_questions(assessment_id: int) -> ResponseReturnValue:
    person, facts = signed_in(), open_sheet(assessment_id)

    def work() -> Done:
        count = rounds.send_questions(
            assessment_id, version=sent_number("version"), by=person, at=now()
        )
        message = ngettext(
            "%(num)s question was sent to %(name)s.",
            "%(num)s questions were sent to %(name)s.",
            count,
            name=facts.participant.name,
        )
        return Done(url_for("verification.sheet", assessment_id=assessment_id), message)

    return take(assessment_id, work)


@bp.post("/verification/<int:assessment_id>/completion")
@only(Role.HEAD_OF_INSPECTION)
def finish(assessment_id: int) -> ResponseReturnValue:
    person, facts = signed_in(), open_sheet(assessment_id)

    def work() -> Done:
        steps.finish(
            assessment_id,
            version=sent_number("version"),
            seen=sent_number("seen"),
            by=person,
            at=now(),
        )
        here = url_for("verification.result", assessment_id=assessment_id)
        return Done(here, _("Verification of %(name)s is finished.", name=facts.participant.name))

    return take(assessment_id, work)


@bp.post("/verification/<int:assessment_id>/settlement")
@only(Role.HEAD_OF_INSPECTION)
def settle(assessment_id: int) -> ResponseReturnValue:
    """Let the decisions on the appeals count, and tell the commune."""
    person, facts = signed_in(), open_sheet(assessment_id)

    def work() -> Done:
        steps.settle(
            assessment_id,
            version=sent_number("version"),
            seen=sent_number("seen"),
            by=person,
            at=now(),
        )
        here = url_for("verification.result", assessment_id=assessment_id)
        name = facts.participant.name
        return Done(here, _("The appeals of %(name)s are settled.", name=name))

    return take(assessment_id, work)


@bp.post("/verification/<int:assessment_id>/reopening")
@only(Role.HEAD_OF_INSPECTION)
def reopen(assessment_id: int) -> ResponseReturnValue:
    person, facts = signed_in(), open_sheet(assessment_id)
    typed = Reopening(tidy(request.form.get("reason", "")), frozenset(sent_codes(facts)))
    if len(typed.reason) > LONGEST_REASON:
        wrong = replace(typed, reason_error=_("At most 2,000 characters."))
        return draw(facts, wrong), HTTPStatus.BAD_REQUEST

    def work() -> Done:
        steps.reopen(
            assessment_id,
            codes=typed.codes,
            version=sent_number("version"),
            reason=typed.reason,
            by=person,
            at=now(),
        )
        here = url_for("verification.sheet", assessment_id=assessment_id)
        return Done(here, _("The sheet is open again."))

    try:
        return perform(work)
    except ReasonMissing:
        wrong = replace(typed, reason_error=_("Say why the sheet is reopened."))
        return draw(facts, wrong), HTTPStatus.BAD_REQUEST
    except NothingChosen as broken:
        wrong = replace(typed, codes_error=wording.refusal(broken))
        return draw(facts, wrong), HTTPStatus.BAD_REQUEST
    except RuleBroken as broken:
        flash(wording.refusal(broken), "error")
        facts = open_sheet(assessment_id)
        if Step.REOPEN not in steps_open_to(facts.state, person.role):
            keep_typed(typed.reason)
        return draw(facts, typed), HTTPStatus.CONFLICT


def take(assessment_id: int, work: Callable[[], Done]) -> ResponseReturnValue:
    """Do it, or show the sheet as it is now with the sentence why not."""
    try:
        return perform(work)
    except RuleBroken as broken:
        flash(wording.refusal(broken), "error")
        return draw(open_sheet(assessment_id)), HTTPStatus.CONFLICT


def open_sheet(assessment_id: int) -> SheetFacts:
    get_assessment(assessment_id, reader=signed_in())
    return sheet_facts(assessment_id)


def sent_number(name: str) -> int:
    number = request.form.get(name, 0, type=int)
    return number if 0 <= number < 2**31 else 0


def sent_codes(facts: SheetFacts) -> list[str]:
    """Return the criteria that were ticked; a code that the sheet has not does not exist."""
    codes = request.form.getlist("codes")
    if any(code not in facts.lines for code in codes):
        raise NoResultFound
    return codes


def sent_show(*, again: bool = False) -> Show:
    """Return what was asked for; in another review first what changed since the last verdict."""
    usual = Show.CHANGED if again else Show.ALL
    try:
        return Show(request.args.get("show", usual))
    except ValueError:
        return usual


@dataclass(frozen=True, slots=True)
class Reopening:
    """What stands in the form that reopens the sheet."""

    reason: str = ""
    codes: frozenset[str] = frozenset()
    reason_error: str = ""
    codes_error: str = ""


def draw(facts: SheetFacts, typed: Reopening | None = None) -> str:
    questions = list_questions(facts.id)
    marks = marks_of(facts, questions)
    changes = changes_of(facts, questions)
    in_review = facts.state is AssessmentState.IN_VERIFICATION
    show = sent_show(again=in_review and bool(changes))
    days = days_of(facts, questions, local_day(now()))
    begun = any(line.verified for line in facts.lines.values())
    frame = frame_of(facts, marks)
    appeals = [one for one in list_appeals(facts.id) if one.is_filed]
    return render_template(
        "verification/sheet.html",
        sheet=facts,
        frame=frame,
        begun=begun,
        show=show,
        changes=changes,
        shown={code for code, line in facts.lines.items() if is_shown(show, line, marks[code])},
        counts={
            one: sum(is_shown(one, line, marks[code]) for code, line in facts.lines.items())
            for one in Show
        },
        sides={
            code: (claim_side(facts, line), final_side(facts, line))
            for code, line in facts.lines.items()
        },
        next_code=next((code for code, mark in marks.items() if mark.waits), None),
        drafted=[one for one in questions if one.sent_at is None],
        sent=[one for one in questions if one.is_open],
        automatic=[
            code
            for code, mark in marks.items()
            if mark is Mark.UNDECIDED and is_automatic(facts, code)
        ],
        days=days,
        in_hand=facts.state is AssessmentState.IN_VERIFICATION and not days.is_over,
        steps=set(steps_open_to(facts.state, signed_in().role)),
        Step=Step,
        seen=change_count(facts.id),
        reopening=find_reopening(facts.id),
        typed=typed or Reopening(),
        to_reopen=[line.code for line in lines_to_decide(facts)],
        appeals=appeals,
        waiting_appeals=sum(one.decision is None for one in appeals if one.is_current(facts)),
        appeals_seen=appeals_count(facts.id),
        decision_kind=DECISION_KIND,
        words=wording,
    )
