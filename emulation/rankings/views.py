"""The published ranking, and the page on which the council publishes it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import only, public, signed_in
from emulation.audit.changes import Done, now, perform
from emulation.periods.models import PeriodState
from emulation.periods.queries import get_period
from emulation.rankings import publishing, queries
from emulation.rankings.correction_views import refusal
from emulation.rankings.council import council_overview
from emulation.rankings.council_views import draw as council_page
from emulation.rankings.draft import SumsDiffer
from emulation.rankings.forms import PublishForm
from emulation.rankings.reading import read_publication
from emulation.rankings.tables import TableChoice, chosen, last_passing
from emulation.rankings.wording import (
    exactly,
    order_sentence,
    reason_words,
    short_level,
    short_place,
)
from emulation.rules.errors import WrongState
from emulation.rules.roles import Role

bp = Blueprint("rankings", __name__)
bp.add_app_template_filter(short_place)
bp.add_app_template_filter(exactly)
bp.add_app_template_filter(short_level)
bp.add_app_template_filter(reason_words)
bp.add_app_template_global(order_sentence)


@bp.get("/rankings")
@public
def index() -> ResponseReturnValue:
    """Go to the newest published table, or say that there is none yet."""
    years = queries.published_years()
    if years:
        return redirect(url_for(".show", year=years[0]))
    return render_template("rankings/none.html", year=None, years=years), 200


@bp.get("/rankings/<int:year>")
@public
def show(year: int) -> ResponseReturnValue:
    publication = queries.find_publication(year)
    years = queries.published_years()
    if publication is None:
        return render_template("rankings/none.html", year=year, years=years), 404
    reading = read_publication(publication)
    choice = TableChoice.sent(request.args)
    lines = chosen(reading.lines, choice)
    return render_template(
        "rankings/show.html",
        publication=publication,
        reading=reading,
        choice=choice,
        lines=lines,
        last_pass=last_passing(lines, reading.pass_mark) if choice.by_rank else None,
        years=years,
        around=None,
    )


@bp.get("/rankings/<int:year>/units/<int:unit_id>")
@public
def unit(year: int, unit_id: int) -> ResponseReturnValue:
    """Show what was published of one unit: places, headings, level and what lowered it."""
    publication = queries.find_publication(year)
    if publication is None:
        abort(404)
    reading = read_publication(publication)
    line = next((one for one in reading.lines if one.unit_id == unit_id), None)
    if line is None:
        abort(404)
    return render_template(
        "rankings/unit.html", publication=publication, reading=reading, line=line, around=None
    )


@bp.get("/rankings/<int:year>/publication")
@only(Role.COUNCIL)
def confirm_publication(year: int) -> ResponseReturnValue:
    period = get_period(year)
    if period.state is PeriodState.PUBLISHED:
        return redirect(url_for(".show", year=year))
    return render_template(
        "rankings/confirm.html",
        period=period,
        overview=council_overview(period, reader=signed_in()),
        form=PublishForm(),
    )


@bp.post("/rankings/<int:year>/publication")
@only(Role.COUNCIL)
def publish(year: int) -> ResponseReturnValue:
    person, period = signed_in(), get_period(year)

    def work() -> Done:
        publishing.publish(period, by=person, at=now())
        message = _("The ranking of %(year)s is published.", year=year)
        return Done(url_for(".show", year=year), message)

    try:
        return perform(work)
    except publishing.NothingToPublish:
        flash(_("Nothing is approved yet, so there is nothing to publish."), "error")
    except WrongState:
        flash(_("This year has already been published."), "error")
    except SumsDiffer as error:
        flash(refusal(error), "error")
    return council_page(get_period(year)), 409
