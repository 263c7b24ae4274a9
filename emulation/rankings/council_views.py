"""The council's pages: where every sheet stands, approving it, sending it back."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from emulation.access import only, signed_in
from emulation.assessments.queries import get_assessment
from emulation.audit.changes import Done, now, perform
from emulation.periods.queries import get_period, windows_of
from emulation.rankings import operations
from emulation.rankings.council import council_overview
from emulation.rankings.forms import ApproveForm, ReopenForm
from emulation.rules.errors import ReasonMissing, StaleVersion, StepNotYours, WrongState
from emulation.rules.roles import Role

bp = Blueprint("council", __name__, url_prefix="/rankings")


@bp.get("/<int:year>/council")
@only(Role.COUNCIL)
def overview(year: int) -> ResponseReturnValue:
    period = get_period(year)
    return render_template(
        "rankings/council.html",
        period=period,
        overview=council_overview(period, reader=signed_in()),
        windows=windows_of(period.id),
        approve_form=ApproveForm(),
    )


@bp.post("/<int:year>/approvals")
@only(Role.COUNCIL)
def approve(year: int) -> ResponseReturnValue:
    person, period = signed_in(), get_period(year)
    form = ApproveForm()
    if not form.validate():
        # A district that cannot be read must never stand for the whole province.
        abort(400)
    here = url_for(".overview", year=year)

    def work() -> Done:
        count = operations.approve(period, district_id=form.district_id.data, by=person, at=now())
        message = ngettext("%(num)s sheet approved.", "%(num)s sheets approved.", count)
        return Done(here, message)

    try:
        return perform(work)
    except operations.NothingToApprove:
        flash(_("There is no verified sheet waiting for approval here."), "error")
    return redirect(here, 303)


@bp.get("/<int:year>/sheets/<int:assessment_id>/reopening")
@only(Role.COUNCIL)
def reopening(year: int, assessment_id: int) -> ResponseReturnValue:
    assessment = get_assessment(assessment_id, reader=signed_in())
    form = ReopenForm(version=assessment.version)
    return render_template("rankings/reopen.html", year=year, assessment=assessment, form=form)


@bp.post("/<int:year>/sheets/<int:assessment_id>/reopening")
@only(Role.COUNCIL)
def reopen(year: int, assessment_id: int) -> ResponseReturnValue:
    person, form = signed_in(), ReopenForm()
    assessment = get_assessment(assessment_id, reader=person)
    if not form.validate():
        page = render_template("rankings/reopen.html", year=year, assessment=assessment, form=form)
        return page, 400

    def work() -> Done:
        operations.reopen(
            get_assessment(assessment_id, reader=person),
            version=form.version.data or 0,
            reason=form.reason.data or "",
            by=person,
            at=now(),
        )
        return Done(url_for(".overview", year=year), _("The sheet went back to its inspectors."))

    try:
        return perform(work)
    except (WrongState, StepNotYours):
        form.reason.errors = [_("This sheet is not approved, so it cannot be reopened here.")]
    except StaleVersion:
        form.reason.errors = [_("The sheet has changed since this page was opened. Look again.")]
    except ReasonMissing:
        form.reason.errors = [_("Say why the sheet is reopened.")]
    page = render_template("rankings/reopen.html", year=year, assessment=assessment, form=form)
    return page, 409
