"""One unit before the council: where it stands, setting it aside, sending its sheet back."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation import formatting
from emulation.access import only, signed_in
from emulation.assessments.models import Assessment
from emulation.assessments.queries import get_assessment, name_of, sheet_facts
from emulation.audit.changes import Done, now, perform
from emulation.periods.gates import last_day
from emulation.rankings import setting_aside
from emulation.rankings.cases import UnitCase, unit_cases
from emulation.rankings.council_wording import detail, refusal
from emulation.rankings.forms import ReopenForm, SetAsideForm, TakeUpForm
from emulation.rankings.reopening import lines_to_reopen
from emulation.refusals import keep_typed
from emulation.rules.approval import SET_ASIDE_STATES, OpenCase
from emulation.rules.deadlines import ExtensionKind, is_over, local_day
from emulation.rules.errors import RuleBroken
from emulation.rules.roles import Role
from emulation.rules.workflow import FINAL_STATES, Step, steps_open_to
from emulation.verification import steps
from emulation.verification.history import find_reopening

bp = Blueprint("cases", __name__, url_prefix="/rankings")


def open_sheet(year: int, assessment_id: int) -> Assessment:
    """Return the sheet of that year; any other does not exist here."""
    assessment = get_assessment(assessment_id, reader=signed_in())
    if assessment.participant.period.year != year:
        abort(HTTPStatus.NOT_FOUND)
    return assessment


def case_of(assessment: Assessment) -> UnitCase:
    cases = unit_cases(assessment.participant.period, reader=signed_in(), today=local_day(now()))
    return next(one for one in cases if one.line.assessment_id == assessment.id)


@bp.get("/<int:year>/sheets/<int:assessment_id>")
@only(Role.COUNCIL)
def show(year: int, assessment_id: int) -> ResponseReturnValue:
    return draw(year, open_sheet(year, assessment_id))


def draw(year: int, assessment: Assessment, form: SetAsideForm | TakeUpForm | None = None) -> str:
    case = case_of(assessment)
    kind = SetAsideForm if assessment.set_aside_at is None else TakeUpForm
    if form is None or not isinstance(form, kind):
        if form is not None:
            flash(" ".join(map(str, form.form_errors)), "error")
            keep_typed(form.reason.data)
        form = kind(formdata=None)
    form.version.data = assessment.version
    return render_template(
        "rankings/case.html",
        year=year,
        assessment=assessment,
        case=case,
        detail=detail(case, local_day(now())),
        set_aside_by=name_of(assessment.set_aside_by_id),
        form=form,
        may_set_aside=assessment.state in SET_ASIDE_STATES,
        may_reopen=Step.REOPEN in steps_open_to(assessment.state, Role.COUNCIL),
        may_look_again=assessment.state in FINAL_STATES and assessment.set_aside_at is None,
    )


@bp.post("/<int:year>/sheets/<int:assessment_id>/setting-aside")
@only(Role.COUNCIL)
def set_aside(year: int, assessment_id: int) -> ResponseReturnValue:
    person, form = signed_in(), SetAsideForm()

    def change(assessment: Assessment) -> str:
        setting_aside.set_aside(
            assessment,
            version=form.version.data or 0,
            case=OpenCase(form.case.data),
            reason=form.reason.data or "",
            by=person,
            at=now(),
        )
        return str(_("%(name)s is set aside.", name=assessment.participant.name))

    return carry_out(year, assessment_id, form, change)


@bp.post("/<int:year>/sheets/<int:assessment_id>/taking-up")
@only(Role.COUNCIL)
def take_up(year: int, assessment_id: int) -> ResponseReturnValue:
    person, form = signed_in(), TakeUpForm()

    def change(assessment: Assessment) -> str:
        setting_aside.take_up_again(
            assessment,
            version=form.version.data or 0,
            reason=form.reason.data or "",
            by=person,
            at=now(),
        )
        return str(_("%(name)s is taken up again.", name=assessment.participant.name))

    return carry_out(year, assessment_id, form, change)


def carry_out(
    year: int,
    assessment_id: int,
    form: SetAsideForm | TakeUpForm,
    change: Callable[[Assessment], str],
) -> ResponseReturnValue:
    """Check the form, do the change in one transaction, or draw the page with what is wrong."""
    assessment = open_sheet(year, assessment_id)
    if not form.validate():
        return draw(year, assessment, form), HTTPStatus.BAD_REQUEST
    here = url_for(".show", year=year, assessment_id=assessment_id)
    try:
        return perform(lambda: Done(here, change(open_sheet(year, assessment_id))))
    except RuleBroken as broken:
        form.form_errors.append(refusal(broken))
    return draw(year, open_sheet(year, assessment_id), form), HTTPStatus.CONFLICT


@bp.get("/<int:year>/sheets/<int:assessment_id>/reopening")
@only(Role.COUNCIL)
def reopening(year: int, assessment_id: int) -> ResponseReturnValue:
    """Ask which criteria are looked at again, and why."""
    assessment = open_sheet(year, assessment_id)
    return draw_reopening(year, assessment, ReopenForm(), request.args.getlist("code"))


def went_back(year: int, assessment: Assessment) -> Done:
    """Go on to the unit, or, when its inspectors have no days left, to where they get some."""
    last = last_day(assessment.participant_id, ExtensionKind.VERIFICATION)
    if last is None or not is_over(last, local_day(now())):
        there = url_for(".show", year=year, assessment_id=assessment.id)
        return Done(there, _("The sheet went back to its inspectors."))
    there = url_for("extensions.show", assessment_id=assessment.id)
    return Done(
        there,
        _(
            "The sheet went back to its inspectors, whose days ended on %(day)s."
            " Say until when they may work on it.",
            day=formatting.date(last),
        ),
    )


def draw_reopening(year: int, assessment: Assessment, form: ReopenForm, ticked: list[str]) -> str:
    form.version.data = assessment.version
    may_reopen = Step.REOPEN in steps_open_to(assessment.state, Role.COUNCIL)
    if not may_reopen:
        keep_typed(form.reason.data)
    return render_template(
        "rankings/reopen.html",
        year=year,
        assessment=assessment,
        form=form,
        lines=lines_to_reopen(sheet_facts(assessment.id)),
        ticked=ticked,
        may_reopen=may_reopen,
        reopening=find_reopening(assessment.id) if assessment.reopened_at else None,
    )


@bp.post("/<int:year>/sheets/<int:assessment_id>/reopening")
@only(Role.COUNCIL)
def reopen(year: int, assessment_id: int) -> ResponseReturnValue:
    person, form, ticked = signed_in(), ReopenForm(), request.form.getlist("codes")
    assessment = open_sheet(year, assessment_id)
    valid = form.validate()
    if not ticked:
        form.form_errors.append(_("Tick the criteria that are looked at again."))
    if not (valid and ticked):
        return draw_reopening(year, assessment, form, ticked), HTTPStatus.BAD_REQUEST

    def work() -> Done:
        steps.reopen(
            assessment_id,
            codes=ticked,
            version=form.version.data or 0,
            reason=form.reason.data or "",
            by=person,
            at=now(),
        )
        return went_back(year, assessment)

    try:
        return perform(work)
    except RuleBroken as broken:
        form.form_errors.append(refusal(broken))
    assessment = open_sheet(year, assessment_id)
    return draw_reopening(year, assessment, form, ticked), HTTPStatus.CONFLICT
