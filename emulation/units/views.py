"""The units of the province, and what is written about each."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import only, signed_in, signed_in_only
from emulation.audit.changes import Done, now, perform, sent_version
from emulation.formatting import NotADate, local, read_date, tidy
from emulation.rules.errors import StaleVersion
from emulation.rules.roles import Role
from emulation.units import operations, queries
from emulation.units.forms import UnitForm

bp = Blueprint("units", __name__, url_prefix="/units")


@bp.get("")
@signed_in_only
def index() -> ResponseReturnValue:
    """List the units below one parent, or those that bear a name, on a chosen day."""
    typed_day = tidy(request.args.get("on", ""))
    words = tidy(request.args.get("q", ""))[:100]
    problem = ""
    on = queries.day_to_show(local(now()).date())
    if typed_day:
        try:
            on = read_date(typed_day)
        except NotADate:
            problem = _("Write the day as 31/12/2024.")
    province = queries.find_province(on)
    districts = queries.list_districts(province.id, on) if province else []
    chosen = request.args.get("below", type=int)
    parent = next((unit for unit in districts if unit.id == chosen), province)
    if words:
        units = queries.list_units(on, words=words)
    else:
        units = queries.list_children(parent.id, on) if parent else []
    return render_template(
        "units/index.html",
        on=on,
        typed_day=typed_day,
        words=words,
        problem=problem,
        province=province,
        districts=districts,
        parent=None if words else parent,
        parents=queries.names_by_id(unit.parent_id for unit in units),
        units=units,
    )


@bp.get("/<int:unit_id>")
@signed_in_only
def show(unit_id: int) -> ResponseReturnValue:
    unit = queries.get_unit(unit_id)
    return render_template(
        "units/show.html",
        unit=unit,
        parent=queries.get_unit(unit.parent_id) if unit.parent_id else None,
        children=queries.list_children(unit_id, unit.valid_to or local(now()).date()),
        may_edit=signed_in().role is Role.ADMINISTRATOR,
    )


@bp.route("/<int:unit_id>/edit", methods=["GET", "POST"])
@only(Role.ADMINISTRATOR)
def edit(unit_id: int) -> ResponseReturnValue:
    administrator = signed_in()
    unit = queries.get_unit(unit_id)
    form = UnitForm(unit)
    stale = False
    if form.validate_on_submit():
        values = form.values()

        def work() -> Done:
            operations.change_unit(
                unit_id, version=sent_version(), by=administrator, at=now(), **values
            )
            return Done(url_for(".show", unit_id=unit_id), _("Saved."))

        try:
            return perform(work)
        except StaleVersion:
            unit = queries.get_unit(unit_id)
            stale = True
    status = 409 if stale else 400 if form.is_submitted() else 200
    page = render_template("units/edit.html", unit=unit, form=form, stale=stale)
    return page, status
