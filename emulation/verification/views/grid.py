"""One criterion across all of one's communes, judged row by row with the same guidance open."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import only, signed_in
from emulation.assessments.facts import SheetFacts
from emulation.assessments.line_queries import sheets_with
from emulation.audit.changes import Done, now, perform
from emulation.criteria.models import CriterionLine
from emulation.criteria.wording import title_of
from emulation.periods.models import Period
from emulation.periods.queries import find_current_period
from emulation.rules.errors import RuleBroken
from emulation.rules.workflow import ReasonCode
from emulation.verification import operations
from emulation.verification.criteria_progress import CriterionProgress, list_progress
from emulation.verification.marks import Mark, Show, marks_of
from emulation.verification.queries import questions_by_sheet
from emulation.verification.views import wording
from emulation.verification.views.blueprint import INSPECTION, bp
from emulation.verification.views.conflict import conflict_of
from emulation.verification.views.grid_rows import Sent, grid_rows
from emulation.verification.views.guidance import guidance_of
from emulation.verification.views.item import PLACES
from emulation.verification.views.sheet import sent_show
from emulation.verification.views.typed import FIGURE, TypedDecision, read_decision


@bp.get("/verification/criteria")
@only(*INSPECTION)
def criteria() -> ResponseReturnValue:
    """List every criterion with how far the inspection is; or go to the one that was chosen."""
    if request.args.get("code"):
        return redirect(url_for("verification.criterion", code=request.args["code"]))
    period = find_current_period()
    found = list_progress(period, reader=signed_in()) if period else ()
    return render_template(
        "verification/criteria.html",
        period=period,
        criteria=found,
        title_of=title_of,
        words=wording,
    )


@bp.get("/verification/criteria/<string:code>")
@only(*INSPECTION)
def criterion(code: str) -> ResponseReturnValue:
    period, found = open_criteria()
    return draw(period, found, line_of(found, code))


@bp.post("/verification/criteria/<string:code>/<int:assessment_id>")
@only(*INSPECTION)
def decide_in_grid(code: str, assessment_id: int) -> ResponseReturnValue:
    """Save the verdict of one row, and come back to the row that waits next."""
    person = signed_in()
    period, found = open_criteria()
    line = line_of(found, code)
    sheet = open_row(line, period, assessment_id)
    typed = read_decision(sheet, code, request.form)
    decision = typed.decision
    if decision is None:
        page = draw(period, found, line, Sent(assessment_id, typed))
        return page, HTTPStatus.BAD_REQUEST

    def work() -> Done:
        changed = operations.judge(assessment_id, code, decision, by=person, at=now())
        here = url_for("verification.criterion", code=code, show=kept_show())
        place = next_row(line, period, assessment_id)
        return Done(f"{here}#row-{place}", saved_sentence(sheet, changed=changed))

    try:
        return perform(work)
    except RuleBroken as broken:
        return refused(period, found, line, assessment_id, typed, broken)


def open_criteria() -> tuple[Period, Sequence[CriterionProgress]]:
    """Return the running year with its criteria; without a year there is nothing to judge."""
    period = find_current_period()
    if period is None:
        abort(HTTPStatus.NOT_FOUND)
    return period, list_progress(period, reader=signed_in())


def line_of(found: Sequence[CriterionProgress], code: str) -> CriterionLine:
    line = next((one.line for one in found if one.line.code == code), None)
    if line is None:
        abort(HTTPStatus.NOT_FOUND)
    return line


def open_row(line: CriterionLine, period: Period, assessment_id: int) -> SheetFacts:
    """Return the sheet with this line where the inspector may see it and has begun with it."""
    sheets = sheets_with(line, period, reader=signed_in(), only=assessment_id)
    if not sheets or sheets[0].lines[line.code].verified is None:
        abort(HTTPStatus.NOT_FOUND)
    return sheets[0]


def next_row(line: CriterionLine, period: Period, assessment_id: int) -> int:
    """Return the sheet below this one that waits for a verdict, else the same one."""
    sheets = [
        one
        for one in sheets_with(line, period, reader=signed_in())
        if one.lines[line.code].verified is not None
    ]
    questions = questions_by_sheet([one.id for one in sheets], line.id)
    place = next((n for n, one in enumerate(sheets) if one.id == assessment_id), 0)
    for one in [*sheets[place + 1 :], *sheets[:place]]:
        mark: Mark = marks_of(one, questions.get(one.id, ()))[line.code]
        if mark.waits:
            return one.id
    return assessment_id


def refused(
    period: Period,
    found: Sequence[CriterionProgress],
    line: CriterionLine,
    assessment_id: int,
    typed: TypedDecision,
    broken: RuleBroken,
) -> ResponseReturnValue:
    """Show the grid anew with everything that was typed, and what stands now beside it."""
    sheet = open_row(line, period, assessment_id)
    sentence = wording.refusal(broken)
    if PLACES.get(type(broken)) == FIGURE:
        place = FIGURE + next(iter(sheet.fields(line.code)))
        wrong = replace(typed, decision=None, errors={place: sentence})
        return draw(period, found, line, Sent(assessment_id, wrong)), HTTPStatus.BAD_REQUEST
    conflict = conflict_of(sheet, sheet.lines[line.code], typed, broken)
    sent = Sent(assessment_id, typed, sentence, conflict)
    return draw(period, found, line, sent), HTTPStatus.CONFLICT


def saved_sentence(sheet: SheetFacts, *, changed: bool) -> str:
    if changed:
        return str(_("Saved: %(code)s.", code=sheet.participant.name))
    name = sheet.participant.name
    return str(_("%(code)s says so already; nothing was changed.", code=name))


def kept_show() -> str | None:
    """Return what the rows are narrowed to, for the next address; None leaves it out."""
    show = sent_show()
    return None if show is Show.ALL else show.value


def draw(
    period: Period,
    found: Sequence[CriterionProgress],
    line: CriterionLine,
    sent: Sent | None = None,
) -> str:
    sheets = sheets_with(line, period, reader=signed_in())
    rows = grid_rows(sheets, line.code, sent)
    show = sent_show()
    place = [one.line.code for one in found].index(line.code)
    return render_template(
        "verification/grid.html",
        period=period,
        line=line,
        title=wording.line_title(sheets[0], line.code) if sheets else line.code,
        most=wording.maximum(sheets[0], line.code) if sheets else "",
        guidance=guidance_of(sheets[0], line.code) if sheets else None,
        criteria=found,
        progress=found[place],
        before=found[place - 1].line.code if place else None,
        after=found[place + 1].line.code if place + 1 < len(found) else None,
        rows=[row for row in rows if row.shown_in(show)],
        counts={one: sum(row.shown_in(one) for row in rows) for one in Show},
        show=show,
        kept=kept_show(),
        others=[sheet for sheet in sheets if sheet.lines[line.code].verified is None],
        reasons=list(ReasonCode),
        words=wording,
    )
