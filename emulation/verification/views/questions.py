"""The commune's page of questions: what the inspection asks, and the answers to send together."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from emulation.access import only, signed_in
from emulation.assessments import questions as sheet_questions
from emulation.assessments.facts import SheetFacts
from emulation.assessments.pages import page_of
from emulation.assessments.queries import get_assessment, sheet_facts
from emulation.assessments.questions import Asked
from emulation.audit.changes import Done, now, perform
from emulation.formatting import tidy
from emulation.periods.gates import who_may_extend
from emulation.periods.wording import extenders_text
from emulation.rules.deadlines import ExtensionKind, closed_since, is_over, local_day
from emulation.rules.errors import RuleBroken, StaleVersion
from emulation.rules.roles import Person, Role
from emulation.rules.workflow import AssessmentState
from emulation.verification import rounds
from emulation.verification.errors import AnswersMissing
from emulation.verification.queries import QuestionFacts, due_day, list_questions
from emulation.verification.rounds import Answer
from emulation.verification.views import wording
from emulation.verification.views.blueprint import AGENCY, READERS, bp
from emulation.verification.views.figures import pair_of

LONGEST_ANSWER = 4000
SEND = "send"


@bp.get("/assessments/<int:assessment_id>/questions")
@only(*READERS)
def questions(assessment_id: int) -> ResponseReturnValue:
    """Show every question that was sent, the open ones first, earlier rounds below."""
    return draw(open_sheet(assessment_id), signed_in())


@bp.post("/assessments/<int:assessment_id>/questions")
@only(*AGENCY)
def answer(assessment_id: int) -> ResponseReturnValue:
    """Keep the answers typed so far, or send them all; only the leader sends."""
    person, sheet = signed_in(), open_sheet(assessment_id)
    typed = sent_answers(sheet)
    if too_long := [number for number, one in typed.items() if len(one.text) > LONGEST_ANSWER]:
        problems = {number: _("At most 4,000 characters.") for number in too_long}
        return draw(sheet, person, typed=typed, problems=problems), HTTPStatus.BAD_REQUEST
    sending = SEND in request.form

    def work() -> Done:
        return send(assessment_id, typed, person) if sending else keep(assessment_id, typed, person)

    try:
        return perform(work)
    except AnswersMissing as missing:
        return draw(
            open_sheet(assessment_id), person, typed=typed, problems=gaps(sheet, missing)
        ), HTTPStatus.BAD_REQUEST
    except StaleVersion:
        flash(_("Somebody else changed an answer meanwhile. Compare, then save again."), "error")
    except RuleBroken as broken:
        flash(wording.refusal(broken), "error")
    return draw(open_sheet(assessment_id), person, typed=typed), HTTPStatus.CONFLICT


def keep(assessment_id: int, typed: Mapping[int, Answer], person: Person) -> Done:
    changed = rounds.save_answers(assessment_id, typed, by=person, at=now())
    message = (
        ngettext("%(num)s answer was saved.", "%(num)s answers were saved.", changed)
        if changed
        else _("Nothing was changed.")
    )
    return Done(url_for("verification.questions", assessment_id=assessment_id), message)


def send(assessment_id: int, typed: Mapping[int, Answer], person: Person) -> Done:
    version = request.form.get("version", 0, type=int)
    rounds.send_answers(assessment_id, typed, version=version, by=person, at=now())
    here = url_for("verification.questions", assessment_id=assessment_id)
    return Done(here, _("The answers were sent to the inspection."))


def open_sheet(assessment_id: int) -> SheetFacts:
    get_assessment(assessment_id, reader=signed_in())
    return sheet_facts(assessment_id)


def sent_answers(sheet: SheetFacts) -> dict[int, Answer]:
    """Read the answers of this sheet's open questions; others are not ours to change."""
    waiting = [one for one in list_questions(sheet.id) if one.is_open]
    return {
        one.id: Answer(
            tidy(request.form[f"answer-{one.id}"]),
            request.form.get(f"version-{one.id}", 0, type=int),
        )
        for one in waiting
        if f"answer-{one.id}" in request.form
    }


def gaps(sheet: SheetFacts, missing: AnswersMissing) -> dict[int, str]:
    """Say under each question what it lacks."""
    return {
        one.id: _(
            "Write an answer, and see that the figures of %(code)s are entered.", code=one.code
        )
        for one in list_questions(sheet.id)
        if one.is_open and one.code in missing.codes
    }


def draw(
    sheet: SheetFacts,
    person: Person,
    *,
    typed: Mapping[int, Answer] | None = None,
    problems: Mapping[int, str] | None = None,
) -> str:
    sent = [one for one in list_questions(sheet.id) if one.sent_at is not None]
    own = person.role in AGENCY and person.unit_id == sheet.participant.unit_id
    waiting = [one for one in sent if one.is_open]
    due_on = sheet.last_day(ExtensionKind.EXPLANATION, due_day(waiting))
    today = local_day(now())
    overdue = due_on is not None and is_over(due_on, today)
    may_answer = own and sheet.state is AssessmentState.RETURNED and not overdue
    stale = {
        one.id: one.answer
        for one in waiting
        if typed and one.id in typed and typed[one.id].version != one.version
    }
    return render_template(
        "verification/questions.html",
        sheet=sheet,
        waiting=waiting,
        earlier=rounds_of([one for one in sent if not one.is_open]),
        pairs={one.id: pair_of(sheet, sheet.lines[one.code]) for one in waiting},
        pages={one.id: page_of(sheet, one.code) for one in waiting},
        texts={one.id: typed[one.id].text for one in waiting if typed and one.id in typed},
        stale=stale,
        problems=problems or {},
        may_answer=may_answer,
        may_send=may_answer and person.role is Role.COMMUNE_LEADER,
        own=own,
        today=today,
        due_on=due_on,
        overdue=overdue,
        who=extenders_text(who_may_extend(sheet.participant.id, ExtensionKind.EXPLANATION))
        if overdue
        else "",
        closed_since=closed_since(due_on) if overdue and due_on else None,
        words=wording,
    )


def rounds_of(answered: list[QuestionFacts]) -> list[list[QuestionFacts]]:
    """Group answered questions by the moment at which they were sent, the newest first."""
    moments = sorted({one.sent_at for one in answered if one.sent_at is not None}, reverse=True)
    return [[one for one in answered if one.sent_at == moment] for moment in moments]


def asking(assessment_id: int) -> Mapping[str, Asked]:
    """Tell the workspace what is asked about its lines."""
    return {
        one.code: Asked(one.text, one.due_on)
        for one in list_questions(assessment_id)
        if one.is_open
    }


sheet_questions.register(asking)
