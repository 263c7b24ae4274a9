"""The commands on years: open one, and see where it stands."""

from datetime import date

import click
from flask.cli import AppGroup
from sqlalchemy import select

from emulation.assessments.opening import open_year
from emulation.assessments.status import YearStatus, year_status
from emulation.audit.changes import now
from emulation.criteria.models import CriteriaSetVersion
from emulation.criteria.queries import find_set, rule_set
from emulation.database import db, write_tx
from emulation.periods.calendar import FIRST_YEAR, LAST_YEAR, proposed_windows
from emulation.periods.gates import list_extensions
from emulation.periods.models import Period
from emulation.periods.participants import InspectingLevel
from emulation.periods.queries import list_windows
from emulation.rules.deadlines import Window, WindowState, closed_since, local_day
from emulation.rules.errors import RuleBroken
from emulation.rules.workflow import AssessmentState
from emulation.units.models import Unit, UnitKind

periods_cli = AppGroup("periods", short_help="Years: open, status.")
YEAR = click.IntRange(FIRST_YEAR, LAST_YEAR)


@periods_cli.command("open")
@click.argument("year", type=YEAR)
@click.option("--criteria", "code", required=True, help="Code of the criteria set.")
@click.option("--version", help="Version of the set; default: the newest.")
@click.option("--province", "province_code", help="Code of the province; default: the only one.")
@click.option(
    "--inspecting-level",
    type=click.Choice([level.value for level in InspectingLevel]),
    default=InspectingLevel.DISTRICT.value,
    show_default=True,
    help="Whose inspectors verify.",
)
def open_command(
    year: int, code: str, version: str | None, province_code: str | None, inspecting_level: str
) -> None:
    """Open a year with the calendar of its criteria set: a sheet for every commune."""
    criteria_set = _criteria_set(code, version)
    province = _province(province_code)
    windows = proposed_windows(rule_set(criteria_set.id).calendar, year)
    try:
        with write_tx():
            period = open_year(
                year,
                criteria_set=criteria_set,
                windows=windows,
                province=province,
                by=None,
                at=now(),
                inspecting_level=inspecting_level,
            )
            period_id, minimum = period.id, period.initiatives_minimum
    except RuleBroken as error:
        raise click.ClickException(str(error)) from error
    status = year_status(period_id, initiatives_minimum=minimum)
    click.echo(f"{year} is open: {status.communes} communes, {status.agencies} agencies in all")


@periods_cli.command("status")
@click.argument("year", type=YEAR)
def status_command(year: int) -> None:
    """Print the year's days and extensions, its sheets by district, and initiatives short."""
    periods = db.session.scalars(select(Period).where(Period.year == year)).all()
    if not periods:
        raise click.ClickException(f"{year} is not open")
    for period in periods:
        click.echo(f"{period.province.name} {year}: {period.state}")
        _print_calendar(period, local_day(now()))
        status = year_status(period.id, initiatives_minimum=period.initiatives_minimum)
        _print_sheets(status)
        click.echo(
            f"  initiatives: {status.initiatives}; {status.agencies_short} of {status.agencies} "
            f"agencies below {period.initiatives_minimum}"
        )


def _print_calendar(period: Period, today: date) -> None:
    for window in list_windows(period.id):
        said = _standing(window, today)
        click.echo(f"  {window.kind}: {window.opens_on} to {window.closes_on} ({said})")
    click.echo(f"  explanation: {period.explanation_days} days after the question")
    click.echo(f"  appeal: {period.appeal_days} days after the result")
    for name, kind, until in list_extensions(period.id):
        click.echo(f"  extended: {name}, {kind} until {until}")


def _standing(window: Window, today: date) -> str:
    match window.state(today):
        case WindowState.NOT_YET_OPEN:
            return f"opens in {(window.opens_on - today).days} days"
        case WindowState.OPEN:
            return f"{window.days_left(today)} days left"
        case WindowState.CLOSED:
            return f"closed since {closed_since(window.closes_on)}"


def _print_sheets(status: YearStatus) -> None:
    for district in status.districts:
        counts = ", ".join(
            f"{state} {district.sheets[state]}"
            for state in AssessmentState
            if state in district.sheets
        )
        click.echo(f"  {district.name or 'directly under the province'}: {counts}")
    click.echo(f"  communes: {status.communes}")


def _criteria_set(code: str, version: str | None) -> CriteriaSetVersion:
    found = find_set(code, version)
    if found is None:
        named = f"{code} {version}" if version else code
        raise click.ClickException(f"there is no criteria set {named}: import it first")
    return found


def _province(code: str | None) -> Unit:
    query = select(Unit).where(Unit.kind == UnitKind.PROVINCE).order_by(Unit.code)
    if code is not None:
        query = query.where(Unit.code == code)
    provinces = db.session.scalars(query).all()
    if not provinces:
        raise click.ClickException("there is no such province: import units first")
    if len(provinces) > 1:
        codes = ", ".join(one.code for one in provinces)
        raise click.ClickException(f"name one of the provinces with --province: {codes}")
    return provinces[0]
