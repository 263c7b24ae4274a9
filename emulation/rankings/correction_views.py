"""The council corrects what is published: what would change, why, and the new publication."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import only, signed_in
from emulation.audit.changes import Done, now, perform
from emulation.periods.models import Period
from emulation.periods.queries import get_period
from emulation.rankings.change_table import change_table
from emulation.rankings.corrections import NothingChanged, SheetsOpen, correct, correction_of
from emulation.rankings.council_views import draw as council_page
from emulation.rankings.draft import SumsDiffer
from emulation.rankings.forms import CorrectForm
from emulation.rules.errors import ReasonMissing, StaleVersion, WrongState
from emulation.rules.roles import Role

bp = Blueprint("corrections", __name__, url_prefix="/rankings")


@bp.get("/<int:year>/correction")
@only(Role.COUNCIL)
def confirm(year: int) -> ResponseReturnValue:
    """Show what a correction would change, before anything is changed."""
    return page(get_period(year), CorrectForm())


def page(period: Period, form: CorrectForm, status: int = HTTPStatus.OK) -> ResponseReturnValue:
    try:
        correction = correction_of(period, reader=signed_in())
    except (WrongState, SumsDiffer) as error:
        flash(refusal(error), "error")
        if status == HTTPStatus.OK:
            return redirect(url_for("council.overview", year=period.year), 303)
        return council_page(period), status
    form.seen.data = correction.seen
    drawn = render_template(
        "rankings/correct.html",
        period=period,
        form=form,
        corrects=correction.corrects,
        still_open=correction.still_open,
        changes=change_table(correction.changes),
        levels={level["code"]: level for level in correction.draft.summary["levels"]},
    )
    return drawn, status


@bp.post("/<int:year>/correction")
@only(Role.COUNCIL)
def publish(year: int) -> ResponseReturnValue:
    person, period = signed_in(), get_period(year)
    form = CorrectForm()
    if not form.validate():
        return page(period, form, 400)

    def work() -> Done:
        published = correct(
            period,
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            by=person,
            at=now(),
        )
        message = _("The correction %(code)s is published.", code=published.code)
        return Done(url_for("publications.show", code=published.code), message)

    try:
        return perform(work)
    except (
        NothingChanged,
        SheetsOpen,
        StaleVersion,
        SumsDiffer,
        WrongState,
        ReasonMissing,
    ) as error:
        form.reason.errors = [refusal(error)]
    return page(period, form, 409)


def refusal(error: Exception) -> str:
    match error:
        case SheetsOpen():
            words = _(
                "These sheets are open again and not approved yet: %(names)s.",
                names=", ".join(error.names),
            )
        case NothingChanged():
            words = _("Nothing would change, so there is nothing to correct.")
        case StaleVersion():
            words = _("What would change is not what this page showed. Look again.")
        case SumsDiffer():
            words = _(
                "The sums kept do not follow from the rows of: %(names)s. Reopen these sheets.",
                names=", ".join(error.names),
            )
        case ReasonMissing():
            words = _("Say why the ranking is corrected.")
        case _:
            words = _("This year has not been published.")
    return str(words)
