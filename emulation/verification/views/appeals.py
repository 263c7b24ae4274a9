"""The commune and its result: appeals on single criteria, filed together, or acceptance."""

from collections.abc import Callable
from http import HTTPStatus

from flask import abort, current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import only, signed_in
from emulation.assessments import appealing
from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.queries import get_assessment, sheet_facts
from emulation.audit.changes import Done, now, perform, sent_version
from emulation.evidence.listing import listed
from emulation.formatting import tidy
from emulation.rules.errors import RuleBroken
from emulation.rules.roles import Role
from emulation.rules.workflow import AssessmentState
from emulation.verification import appeal_evidence, steps
from emulation.verification import appeals as operations
from emulation.verification.appeal_errors import AppealChanged, AppealTextMissing
from emulation.verification.views import wording
from emulation.verification.views.appeal_state import is_told, standing_of
from emulation.verification.views.appeal_wording import (
    DECISION_KIND,
    draft_saved,
    filed_sentence,
)
from emulation.verification.views.blueprint import AGENCY, READERS, bp
from emulation.verification.views.evidence import added_later, evidence_frame
from emulation.verification.views.figures import (
    claim_side,
    decided_side,
    figures_compared,
    row_side,
)

LONGEST_TEXT = 4000


@bp.get("/assessments/<int:assessment_id>/appeals")
@only(*READERS)
def appeals(assessment_id: int) -> ResponseReturnValue:
    """Show what was drafted and filed, and once settled what was decided."""
    return draw_list(open_result(assessment_id))


@bp.post("/assessments/<int:assessment_id>/appeals")
@only(Role.COMMUNE_LEADER)
def file_appeals(assessment_id: int) -> ResponseReturnValue:
    person = signed_in()
    open_result(assessment_id)

    def work() -> Done:
        count = operations.file(
            assessment_id, version=sent_version(), seen=sent_seen(), by=person, at=now()
        )
        here = url_for("verification.appeals", assessment_id=assessment_id)
        return Done(here, filed_sentence(count))

    return take(work, lambda: draw_list(open_result(assessment_id)))


@bp.get("/assessments/<int:assessment_id>/appeals/<string:code>")
@only(*AGENCY)
def appeal(assessment_id: int, code: str) -> ResponseReturnValue:
    sheet, line = open_contested(assessment_id, code)
    return draw_one(sheet, line)


@bp.post("/assessments/<int:assessment_id>/appeals/<string:code>")
@only(*AGENCY)
def save_appeal(assessment_id: int, code: str) -> ResponseReturnValue:
    """Keep the draft; documents can then be added to this criterion."""
    person = signed_in()
    sheet, line = open_contested(assessment_id, code)
    text = tidy(request.form.get("text", ""))
    if len(text) > LONGEST_TEXT:
        wrong = _("At most 4,000 characters.")
        return draw_one(sheet, line, typed=text, problem=wrong), HTTPStatus.BAD_REQUEST

    def work() -> Done:
        operations.draft(assessment_id, code, text, version=sent_version(), by=person, at=now())
        here = url_for("verification.appeal", assessment_id=assessment_id, code=code)
        return Done(here, draft_saved())

    try:
        return perform(work)
    except AppealTextMissing as broken:
        problem = wording.refusal(broken)
        return draw_one(sheet, line, typed=text, problem=problem), HTTPStatus.BAD_REQUEST
    except RuleBroken as broken:
        sheet, line = open_contested(assessment_id, code)
        return draw_one(sheet, line, typed=text, broken=broken), HTTPStatus.CONFLICT


@bp.post("/assessments/<int:assessment_id>/appeals/<string:code>/withdrawal")
@only(*AGENCY)
def drop_appeal(assessment_id: int, code: str) -> ResponseReturnValue:
    person = signed_in()
    open_contested(assessment_id, code)

    def work() -> Done:
        operations.drop_draft(assessment_id, code, version=sent_version(), by=person, at=now())
        here = url_for("verification.appeals", assessment_id=assessment_id)
        return Done(here, _("The draft was given up; documents that were added stay."))

    return take(work, lambda: draw_one(*open_contested(assessment_id, code)))


@bp.get("/assessments/<int:assessment_id>/acceptance")
@only(Role.COMMUNE_LEADER)
def confirm_acceptance(assessment_id: int) -> ResponseReturnValue:
    """Say what accepting means before it is done."""
    return draw_acceptance(open_result(assessment_id))


@bp.post("/assessments/<int:assessment_id>/acceptance")
@only(Role.COMMUNE_LEADER)
def accept(assessment_id: int) -> ResponseReturnValue:
    person, sheet = signed_in(), open_result(assessment_id)
    if request.form.get("confirmed") != "1":
        problem = _("Tick that you accept the result.")
        return draw_acceptance(sheet, problem=problem), HTTPStatus.BAD_REQUEST

    def work() -> Done:
        steps.accept(assessment_id, version=sent_version(), by=person, at=now())
        here = url_for("verification.result", assessment_id=assessment_id)
        return Done(here, _("The result is accepted."))

    return take(work, lambda: draw_acceptance(open_result(assessment_id)))


def take(work: Callable[[], Done], redraw: Callable[[], str]) -> ResponseReturnValue:
    """Do it, or show the page as it is now with the sentence why not."""
    try:
        return perform(work)
    except RuleBroken as broken:
        flash(wording.refusal(broken), "error")
        return redraw(), HTTPStatus.CONFLICT


def open_result(assessment_id: int) -> SheetFacts:
    """Return the sheet once a result stood; before there is nothing to contest."""
    get_assessment(assessment_id, reader=signed_in())
    return sheet_facts(assessment_id)


def open_contested(assessment_id: int, code: str) -> tuple[SheetFacts, LineFacts]:
    sheet = open_result(assessment_id)
    if code not in sheet.lines:
        abort(HTTPStatus.NOT_FOUND)
    return sheet, sheet.lines[code]


def sent_seen() -> int:
    number = request.form.get("seen", 0, type=int)
    return number if 0 <= number < 2**31 else 0


def draw_list(sheet: SheetFacts) -> str:
    reader = signed_in()
    standing = standing_of(sheet, reader)
    return render_template(
        "verification/appeals.html",
        sheet=sheet,
        standing=standing,
        told={one.code for one in standing.filed if is_told(sheet, one, reader)},
        waits=sheet.state is AssessmentState.UNDER_APPEAL,
        sides={
            code: (claim_side(sheet, sheet.lines[code]), decided_side(sheet, sheet.lines[code]))
            for code in standing.by_code
        },
        after={
            code: row_side(sheet, line, line.appealed)
            for code, line in sheet.lines.items()
            if line.appealed
        },
        files={code: late_files(sheet, sheet.lines[code]) for code in standing.by_code},
        seen=sum(one.version for one in standing.by_code.values()),
        decision_kind=DECISION_KIND,
        words=wording,
    )


def late_files(sheet: SheetFacts, line: LineFacts) -> list[object]:
    """Return the documents put forward for a line after the submission, as they are listed."""
    late = [file for file in line.files if added_later(file, sheet.submitted_at)]
    return list(
        listed(
            late,
            sheet.participant.id,
            line.code,
            removable=False,
            frame=evidence_frame(sheet),
        )
    )


def draw_one(
    sheet: SheetFacts,
    line: LineFacts,
    *,
    typed: str | None = None,
    problem: str = "",
    broken: RuleBroken | None = None,
) -> str:
    standing = standing_of(sheet, signed_in())
    saved, row = standing.by_code.get(line.code), line.verified
    return render_template(
        "verification/appeal.html",
        sheet=sheet,
        line=line,
        row=row,
        standing=standing,
        saved=saved,
        text=typed if typed is not None else saved.text if saved else "",
        problem=problem,
        refusal=wording.refusal(broken) if broken else "",
        conflict=isinstance(broken, AppealChanged) and saved is not None,
        claim=claim_side(sheet, line),
        verdict=decided_side(sheet, line),
        figures=figures_compared(sheet, line, row) if row else (),
        may_draft=standing.may_draft(line.code),
        may_add=standing.may_draft(line.code) and saved is not None,
        files=listed(
            line.files,
            sheet.participant.id,
            line.code,
            removable=False,
            changeable=standing.may_draft(line.code) and saved is not None,
            frame=evidence_frame(sheet),
            back=request.path,
        ),
        late=[file for file in line.files if added_later(file, sheet.submitted_at)],
        limit=current_app.config["EVIDENCE_MAX_BYTES"],
        words=wording,
    )


def draw_acceptance(sheet: SheetFacts, *, problem: str = "") -> str:
    return render_template(
        "verification/acceptance.html",
        sheet=sheet,
        standing=standing_of(sheet, signed_in()),
        problem=problem,
    )


appealing.register(appeal_evidence.access)
