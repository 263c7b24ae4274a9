"""The pages of the years: opening one, seeing where it stands, moving its dates."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import only, signed_in
from emulation.assessments.opening import open_year
from emulation.assessments.opening_forms import ChoiceForm, MovingForm, OpeningForm
from emulation.assessments.status import year_status
from emulation.audit.changes import Done, now, perform
from emulation.criteria import queries as criteria
from emulation.criteria import wording as criteria_wording
from emulation.criteria.models import CriteriaSetVersion
from emulation.database import db
from emulation.formatting import date as written_day
from emulation.periods import queries, wording
from emulation.periods.calendar import DaysKind, is_counting, proposed_windows
from emulation.periods.errors import (
    NothingToAssess,
    PeriodClosed,
    WrongCalendar,
    YearAlreadyOpen,
)
from emulation.periods.models import Period
from emulation.periods.moving import change_calendar, days_of, list_changes
from emulation.rules.deadlines import WindowKind, local_day
from emulation.rules.errors import ReasonMissing, RuleBroken, StaleVersion
from emulation.rules.roles import Role
from emulation.rules.workflow import AssessmentState
from emulation.units.models import Unit

bp = Blueprint("periods", __name__, url_prefix="/periods")

_LONGEST_VERSION = 10


@bp.get("")
@only(Role.COUNCIL, Role.LEADER)
def index() -> ResponseReturnValue:
    reader = signed_in()
    periods = db.session.scalars(queries.visible_periods(reader)).all()
    return render_template(
        "periods/list.html", periods=periods, may_open=reader.role is Role.COUNCIL
    )


@bp.get("/<int:year>")
@only(Role.COUNCIL, Role.LEADER)
def show(year: int) -> ResponseReturnValue:
    reader = signed_in()
    period = queries.get_visible_period(year, reader=reader)
    return render_template(
        "periods/show.html",
        shown=period,
        windows=queries.list_windows(period.id),
        changes=list_changes(period.id),
        status=year_status(
            period.id, initiatives_minimum=period.initiatives_minimum, reader=reader
        ),
        states=AssessmentState,
        today=local_day(now()),
        may_change=reader.role is Role.COUNCIL,
        wording=wording,
        criteria_wording=criteria_wording,
    )


# -- opening ------------------------------------------------------------------------------------


@bp.get("/new")
@only(Role.COUNCIL)
def new() -> ResponseReturnValue:
    choice = _choice()
    year, criteria_set = choice.chosen_year(), _chosen_set(choice.criteria.data)
    if "year" in request.args and year is None:
        choice.year.errors = [_("Enter a year like 2024.")]
    form = None
    if year is not None and criteria_set is not None:
        form = OpeningForm(formdata=None, year=str(year), criteria_set=str(criteria_set.id))
        form.set_windows(proposed_windows(criteria.rule_set(criteria_set.id).calendar, year))
    return _opening_page(choice, form, criteria_set)


@bp.post("/new")
@only(Role.COUNCIL)
def create() -> ResponseReturnValue:
    council = signed_in()
    form = OpeningForm()
    choice = ChoiceForm(formdata=None, year=form.year.data, criteria=form.criteria_set.data)
    _offer_sets(choice)
    year, criteria_set = choice.chosen_year(), _chosen_set(form.criteria_set.data)
    if year is None or criteria_set is None:
        choice.year.errors = [_("Choose the year and the criteria set first.")]
        return _opening_page(choice, None, criteria_set, status=400)
    if not form.validate():
        return _opening_page(choice, form, criteria_set, status=400)

    def work() -> Done:
        open_year(
            year,
            criteria_set=criteria_set,
            windows=form.windows(),
            province=db.session.get_one(Unit, council.unit_id),
            by=council,
            at=now(),
            inspecting_level=form.inspecting_level.data,
            initiatives_minimum=form.initiatives_minimum.data or 0,
        )
        return Done(url_for("periods.show", year=year), _("%(year)s is open.", year=year))

    try:
        return perform(work)
    except WrongCalendar as error:
        form.refuse(error.problems)
    except RuleBroken as error:
        flash(_refusal(error), "error")
    return _opening_page(choice, form, criteria_set, status=409)


def _opening_page(
    choice: ChoiceForm,
    form: OpeningForm | None,
    criteria_set: CriteriaSetVersion | None,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "periods/new.html",
        choice=choice,
        form=form,
        criteria_set=criteria_set,
        kinds=WindowKind,
        criteria_wording=criteria_wording,
    )
    return page, status


def _choice() -> ChoiceForm:
    """Ask for the year and the set, with the next year and the newest set chosen already."""
    opened = db.session.scalars(queries.visible_periods(signed_in())).first()
    following = opened.year + 1 if opened else local_day(now()).year
    choice = ChoiceForm(request.args, year=str(following))
    _offer_sets(choice)
    if "year" not in request.args:
        choice.year.data = str(following)
    return choice


def _offer_sets(choice: ChoiceForm) -> None:
    sets = [entry.criteria_set for entry in criteria.list_sets()]
    choice.offer(
        (str(one.id), f"{criteria_wording.title_of(one)} ({one.code} {one.version})")
        for one in sets
    )


def _chosen_set(text: str | None) -> CriteriaSetVersion | None:
    known = {str(entry.criteria_set.id): entry.criteria_set for entry in criteria.list_sets()}
    return known.get(text or "")


def _refusal(error: RuleBroken) -> str:
    match error:
        case YearAlreadyOpen(year=year):
            return str(_("%(year)s is open already.", year=year))
        case NothingToAssess(province=province, day=day):
            return str(
                _(
                    "%(province)s has no commune on %(day)s: import the units first.",
                    province=province,
                    day=written_day(day),
                )
            )
        case PeriodClosed(year=year):
            return str(_("%(year)s has been published and does not change any more.", year=year))
        case _:
            return str(_("This cannot be done now."))


# -- moving dates -------------------------------------------------------------------------------


@bp.get("/<int:year>/calendar")
@only(Role.COUNCIL)
def calendar(year: int) -> ResponseReturnValue:
    period = queries.get_visible_period(year, reader=signed_in())
    form = MovingForm(formdata=None, version=str(period.version))
    form.set_windows(queries.list_windows(period.id))
    form.set_days(days_of(period))
    return _moving_page(period, form)


@bp.post("/<int:year>/calendar")
@only(Role.COUNCIL)
def move(year: int) -> ResponseReturnValue:
    council = signed_in()
    period = queries.get_visible_period(year, reader=council)
    form = MovingForm()
    if not form.validate():
        return _moving_page(period, form, status=400)
    period_id, version = period.id, _version(form.version.data)

    def work() -> Done:
        changed = change_calendar(
            period_id,
            form.windows(),
            form.days(),
            version=version,
            reason=form.reason.data or "",
            by=council,
            at=now(),
        )
        message = _("The calendar has been changed.") if changed else _("Nothing was changed.")
        return Done(url_for("periods.show", year=year), message)

    try:
        return perform(work)
    except WrongCalendar as error:
        form.refuse(error.problems)
    except ReasonMissing:
        form.reason.errors = [_("Enter the reason.")]
    except StaleVersion as error:
        form.version.data = str(error.current)
        flash(
            _("Somebody else changed the calendar: compare with the days in force below."), "error"
        )
    except PeriodClosed as error:
        flash(_refusal(error), "error")
    return _moving_page(period, form, status=409)


def _moving_page(period: Period, form: MovingForm, status: int = 200) -> ResponseReturnValue:
    windows, today = queries.list_windows(period.id), local_day(now())
    by_kind = {one.kind: one for one in windows}
    page = render_template(
        "periods/calendar.html",
        shown=period,
        form=form,
        windows=windows,
        opened=[one.kind for one in windows if one.opens_on <= today],
        over=[one.kind for one in windows if one.closes_on < today],
        counting=[kind for kind in DaysKind if is_counting(kind, by_kind, today)],
        days=days_of(period),
        changes=list_changes(period.id),
        today=today,
        wording=wording,
    )
    return page, status


def _version(text: str | None) -> int:
    return (
        int(text)
        if text and text.isascii() and text.isdigit() and len(text) < _LONGEST_VERSION
        else 0
    )
