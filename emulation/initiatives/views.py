"""Pages of initiatives: an agency's register, the list of a scope, one initiative and its form."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import only, signed_in
from emulation.audit.changes import Done, now, perform
from emulation.initiatives import operations, queries
from emulation.initiatives.forms import PROPOSED, InitiativeForm, saved_in
from emulation.initiatives.models import Initiative, InitiativeState
from emulation.initiatives.operations import AlreadyWithdrawn, YearClosed, may_change
from emulation.initiatives.reading import filters_sent, own_register, page_sent, whole_number
from emulation.periods.models import Participant, Period
from emulation.periods.queries import find_current_period, find_running_period, get_period
from emulation.rules.deadlines import local_day
from emulation.rules.effects import effect_percent
from emulation.rules.errors import OutOfScope, StaleVersion
from emulation.rules.roles import AGENCY_ROLES, Role

REGISTERING = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER, Role.HEAD_OF_INSPECTION)
READERS = (*REGISTERING, Role.INSPECTOR, Role.COUNCIL, Role.LEADER)

bp = Blueprint("initiatives", __name__, url_prefix="/initiatives")
bp.add_app_template_global(effect_percent)


@bp.get("")
@only(*READERS)
def index() -> ResponseReturnValue:
    """Show an agency its own register, and everybody else what lies in their scope."""
    reader = signed_in()
    period = chosen_period()
    if period is None:
        return render_template("initiatives/none.html")
    agency = queries.find_own_agency(period.id, reader)
    own = own_register(agency, period, local_day(now())) if agency else None
    if reader.role in AGENCY_ROLES:
        return render_template("initiatives/own.html", period=period, own=own)
    short = queries.agencies_short(period, reader)
    if request.args.get("short"):
        return render_template("initiatives/short.html", period=period, own=own, short=short)
    filters = filters_sent(request.args)
    found = queries.matching(period.id, reader, filters)
    count = queries.count_of(found)
    page, last = page_sent(request.args, count)
    return render_template(
        "initiatives/list.html",
        period=period,
        own=own,
        short=short,
        filters=filters,
        districts=queries.districts(period.id, reader),
        initiatives=queries.page_of(found, page),
        count=count,
        page=page,
        last=last,
    )


@bp.get("/<int:initiative_id>")
@only(*READERS)
def show(initiative_id: int) -> ResponseReturnValue:
    return draw(initiative_id)


def draw(initiative_id: int) -> str:
    reader = signed_in()
    initiative = queries.get_initiative(initiative_id, reader=reader)
    is_registered = initiative.state is InitiativeState.REGISTERED
    agency = initiative.participant
    return render_template(
        "initiatives/show.html",
        initiative=initiative,
        registered_by=queries.name_of_user(initiative.registered_by_id),
        may_change=is_registered and may_change(agency, agency.period, reader),
    )


@bp.route("/new", methods=["GET", "POST"])
@only(*REGISTERING)
def new() -> ResponseReturnValue:
    """Register an initiative for the year that is under way."""
    person = signed_in()
    period = find_running_period()
    agency = queries.find_own_agency(period.id, person) if period else None
    if period is None or agency is None:
        abort(HTTPStatus.NOT_FOUND)
    form = InitiativeForm(year=period.year)
    if not form.validate_on_submit():
        return form_page(form, agency=agency, period=period)

    def work() -> Done:
        initiative = operations.register(agency, form.proposal(), by=person, at=now())
        said = _("Registered.") if not initiative.late else _("Registered, after the deadline.")
        return Done(url_for(".show", initiative_id=initiative.id), said)

    return perform(work)


@bp.route("/<int:initiative_id>/edit", methods=["GET", "POST"])
@only(*REGISTERING)
def edit(initiative_id: int) -> ResponseReturnValue:
    """Change an initiative; when somebody else was quicker, show both texts."""
    person = signed_in()
    initiative = get_changeable(initiative_id)
    if initiative.state is InitiativeState.WITHDRAWN:
        return gone(initiative_id)
    agency, period = initiative.participant, initiative.participant.period
    form = InitiativeForm(year=period.year, data=saved_in(initiative))
    if not form.validate_on_submit():
        return form_page(form, agency=agency, period=period, initiative=initiative)
    version = whole_number(request.form.get("version", "")) or 0

    def work() -> Done:
        operations.edit(initiative, form.proposal(), version=version, by=person, at=now())
        return Done(url_for(".show", initiative_id=initiative_id), _("Saved."))

    try:
        return perform(work)
    except StaleVersion:
        return stale_page(form, initiative_id)
    except (AlreadyWithdrawn, YearClosed):
        return gone(initiative_id)


@bp.get("/<int:initiative_id>/withdrawal")
@only(*REGISTERING)
def confirm_withdrawal(initiative_id: int) -> ResponseReturnValue:
    initiative = get_changeable(initiative_id)
    if initiative.state is InitiativeState.WITHDRAWN:
        return gone(initiative_id)
    return render_template("initiatives/withdrawal.html", initiative=initiative)


@bp.post("/<int:initiative_id>/withdrawal")
@only(*REGISTERING)
def withdraw(initiative_id: int) -> ResponseReturnValue:
    """Take an initiative out of the count."""
    person = signed_in()
    initiative = queries.get_initiative(initiative_id, reader=person)
    version = whole_number(request.form.get("version", "")) or 0

    def work() -> Done:
        operations.withdraw(initiative, version=version, by=person, at=now())
        return Done(url_for(".index"), _("“%(title)s” was withdrawn.", title=initiative.title))

    try:
        return perform(work)
    except OutOfScope:
        abort(HTTPStatus.NOT_FOUND)
    except (AlreadyWithdrawn, YearClosed):
        return gone(initiative_id)
    except StaleVersion:
        flash(_("The initiative was changed meanwhile. Read it again before withdrawing."), "error")
        return draw(initiative_id), HTTPStatus.CONFLICT


def chosen_period() -> Period | None:
    """Return the year that the address names, else the current one."""
    year = whole_number(request.args.get("year", ""))
    return find_current_period() if year is None else get_period(year)


def get_changeable(initiative_id: int) -> Initiative:
    """Return an initiative of the reader's own agency; others and closed ones are not found."""
    person = signed_in()
    initiative = queries.get_initiative(initiative_id, reader=person)
    agency = initiative.participant
    if not may_change(agency, agency.period, person):
        abort(HTTPStatus.NOT_FOUND)
    return initiative


def form_page(
    form: InitiativeForm,
    *,
    agency: Participant,
    period: Period,
    initiative: Initiative | None = None,
) -> ResponseReturnValue:
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    page = render_template(
        "initiatives/form.html", form=form, agency=agency, period=period, initiative=initiative
    )
    return page, status


def stale_page(form: InitiativeForm, initiative_id: int) -> ResponseReturnValue:
    """Show what was typed beside what is saved; the form goes on from the saved version."""
    initiative = queries.get_initiative(initiative_id, reader=signed_in())
    saved = InitiativeForm(formdata=None, year=form.year, data=saved_in(initiative))
    page = render_template(
        "initiatives/stale.html",
        form=form,
        initiative=initiative,
        period=initiative.participant.period,
        compared=[(form[name], saved[name]) for name in PROPOSED],
        last_change=queries.last_change(initiative_id),
    )
    return page, HTTPStatus.CONFLICT


def gone(initiative_id: int) -> ResponseReturnValue:
    """Say that there is nothing to change any more, whether a form was opened or sent."""
    flash(_("This initiative can no longer be changed."), "error")
    if request.method == "GET":
        return redirect(url_for(".show", initiative_id=initiative_id), HTTPStatus.SEE_OTHER)
    return draw(initiative_id), HTTPStatus.CONFLICT
