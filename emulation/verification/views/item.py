"""The screen on which one line is judged: claim, verdict, evidence and history in one view."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from flask import abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import only, signed_in
from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.queries import get_assessment, name_of, sheet_facts
from emulation.audit.changes import Done, now, perform
from emulation.evidence.documents.replacing import replaced_files
from emulation.evidence.matches import matches_among
from emulation.evidence.queries import fingerprint
from emulation.rules.deadlines import local_day
from emulation.rules.errors import RuleBroken
from emulation.rules.workflow import AssessmentState, ReasonCode, Verdict
from emulation.verification import errors, operations
from emulation.verification.appeal_queries import find_appeal
from emulation.verification.history import history_of
from emulation.verification.marks import Mark, changes_of, marks_of, way_from
from emulation.verification.past_rounds import rounds_of
from emulation.verification.queries import QuestionFacts, list_questions
from emulation.verification.views import wording
from emulation.verification.views.appeal_wording import DECISION_KIND
from emulation.verification.views.blueprint import INSPECTION, bp
from emulation.verification.views.conflict import conflict_of
from emulation.verification.views.days import days_of
from emulation.verification.views.evidence import documents_of
from emulation.verification.views.figures import claim_side, pair_of, verdict_side
from emulation.verification.views.form import form_problems, form_state
from emulation.verification.views.frame import frame_of
from emulation.verification.views.guidance import guidance_of
from emulation.verification.views.typed import (
    FIGURE,
    TypedDecision,
    figures_typed,
    read_decision,
)

# Where a broken rule is to be corrected on the form; the others concern the whole page.
PLACES: Mapping[type[RuleBroken], str] = {
    errors.FiguresDiffer: FIGURE,
    errors.NothingAdjusted: FIGURE,
}


@bp.get("/verification/<int:assessment_id>/<string:code>")
@only(*INSPECTION)
def show(assessment_id: int, code: str) -> ResponseReturnValue:
    sheet, line = open_line(assessment_id, code)
    return draw(sheet, line)


@bp.get("/verification/<int:assessment_id>/<string:code>/points")
@only(*INSPECTION)
def points(assessment_id: int, code: str) -> ResponseReturnValue:
    """Tell what figures being typed would come to; nothing is saved."""
    sheet, line = open_line(assessment_id, code)
    sent = {**request.args.to_dict(), "verdict": Verdict.AGREE}
    typed = read_decision(sheet, code, sent)
    if typed.errors:
        return jsonify(errors=typed.errors)
    verdict = verdict_side(sheet, line, figures_typed(sheet, code, typed.row), typed.points)
    claim = claim_side(sheet, line)
    return jsonify(
        points=verdict.points,
        reading=verdict.reading,
        differs=(verdict.points != claim.points),
        errors={},
    )


@bp.post("/verification/<int:assessment_id>/<string:code>")
@only(*INSPECTION)
def decide(assessment_id: int, code: str) -> ResponseReturnValue:
    """Save the verdict and go on to the next line that waits."""
    person = signed_in()
    sheet, line = open_line(assessment_id, code)
    typed = read_decision(sheet, code, request.form)
    decision = typed.decision
    if decision is None:
        return draw(sheet, line, typed=typed), HTTPStatus.BAD_REQUEST

    def work() -> Done:
        changed = operations.judge(assessment_id, code, decision, by=person, at=now())
        return Done(next_url(assessment_id, code), saved_sentence(code, changed=changed))

    try:
        return perform(work)
    except RuleBroken as broken:
        return refused(assessment_id, code, typed, broken)


def open_line(assessment_id: int, code: str) -> tuple[SheetFacts, LineFacts]:
    """Return the line where this inspector may see it; anything else does not exist."""
    get_assessment(assessment_id, reader=signed_in())
    sheet = sheet_facts(assessment_id)
    if code not in sheet.lines or sheet.lines[code].verified is None:
        abort(HTTPStatus.NOT_FOUND)
    return sheet, sheet.lines[code]


def refused(
    assessment_id: int, code: str, typed: TypedDecision, broken: RuleBroken
) -> ResponseReturnValue:
    """Show the page anew with everything that was typed, and what stands now beside it."""
    sheet, line = open_line(assessment_id, code)
    place = PLACES.get(type(broken))
    if place is None:
        return draw(sheet, line, typed=typed, broken=broken), HTTPStatus.CONFLICT
    if place == FIGURE:
        place = FIGURE + next(iter(sheet.fields(code)))
    found = replace(typed, decision=None, errors={place: wording.refusal(broken)})
    return draw(sheet, line, typed=found), HTTPStatus.BAD_REQUEST


def next_url(assessment_id: int, code: str) -> str:
    """Return the next line that waits, or the sheet when none does."""
    sheet = sheet_facts(assessment_id)
    waiting = way_from(code, marks_of(sheet, list_questions(assessment_id))).waiting
    if waiting is None:
        return url_for("verification.sheet", assessment_id=assessment_id)
    return url_for("verification.show", assessment_id=assessment_id, code=waiting)


def saved_sentence(code: str, *, changed: bool) -> str:
    if changed:
        return str(_("Saved: %(code)s.", code=wording.short_code(code)))
    return str(_("%(code)s says so already; nothing was changed.", code=wording.short_code(code)))


def asked_at(questions: Sequence[QuestionFacts]) -> datetime | None:
    """Return when the commune was last asked about the line."""
    return max((one.sent_at for one in questions if one.sent_at is not None), default=None)


def draw(
    sheet: SheetFacts,
    line: LineFacts,
    *,
    typed: TypedDecision | None = None,
    broken: RuleBroken | None = None,
) -> str:
    questions = list_questions(sheet.id)
    marks = marks_of(sheet, questions)
    own = [one for one in questions if one.criterion_id == line.criterion_id]
    events = history_of(line, [one.id for one in own], inspecting=True)
    row = line.verified
    appeal = find_appeal(sheet.id, line.code)
    decided_by = name_of(row.saved_by_id) if row else ""
    days = days_of(sheet, questions, local_day(now()))
    return render_template(
        "verification/item.html",
        sheet=sheet,
        line=line,
        row=row,
        mark=marks[line.code],
        title=wording.line_title(sheet, line.code),
        frame=frame_of(sheet, marks, current=line.code),
        way=way_from(line.code, marks),
        pair=pair_of(sheet, line, typed),
        form=form_state(sheet, line, typed),
        problems=form_problems(sheet, line.code, typed),
        errors=typed.errors if typed else {},
        refusal=wording.refusal(broken) if broken else "",
        conflict=conflict_of(sheet, line, typed, broken) if typed and broken else None,
        decided_by=decided_by,
        days=days,
        open_here=sheet.state is AssessmentState.IN_VERIFICATION
        and not days.is_over
        and sheet.is_reviewed(line.code)
        and marks[line.code] is not Mark.COMPUTED,
        guidance=guidance_of(sheet, line.code),
        alike=matches_among({file.sha256 for file in line.files}, reader=signed_in()),
        documents=documents_of(
            line.files,
            asked_at(own),
            request.args.get("file", type=int),
            sheet.submitted_at,
            request.args.get("page", type=int),
            sheet=sheet,
        ),
        replaced=replaced_files(sheet.participant.id, line.criterion_id),
        fingerprint=fingerprint(line.files),
        questions=own,
        appeal=appeal if appeal and appeal.is_filed else None,
        changes=changes_of(sheet, questions).get(line.code, ()),
        in_review=sheet.state is AssessmentState.IN_VERIFICATION and sheet.reopened_at is not None,
        rounds=rounds_of(line, [one.id for one in own], appeal, decided_by=decided_by),
        decision_kind=DECISION_KIND,
        history=[wording.told(sheet, line.code, event) for event in events],
        reasons=list(ReasonCode),
        words=wording,
    )
