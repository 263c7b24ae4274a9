"""Where everybody starts, and the pages on which leaders read the year."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from emulation.access import find_signed_in, only, public, reader_locale, signed_in, signed_in_only
from emulation.audit.changes import now
from emulation.dashboards import figures, todo_wording
from emulation.dashboards.attention import attention
from emulation.dashboards.progress import year_progress
from emulation.dashboards.todos import todos_of
from emulation.periods import wording as periods_wording
from emulation.periods.queries import (
    find_current_period,
    find_running_period,
    list_windows,
)
from emulation.rankings.queries import (
    find_publication,
    find_publication_before,
    published_years,
)
from emulation.rankings.reading import read_publication
from emulation.rankings.tables import TableChoice, chosen, last_passing
from emulation.rules.deadlines import local_day
from emulation.rules.overview import heat_class
from emulation.rules.roles import Role

bp = Blueprint("dashboards", __name__)
bp.add_app_template_filter(heat_class, "heat_step")
bp.add_app_template_filter(figures.heading_percents)

FIRST_LINES = 20


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Show everybody what waits for them, in order of deadline; strangers sign in first."""
    if find_signed_in() is None:
        return redirect(url_for("accounts.login"))
    return first_page()


@signed_in_only
def first_page() -> ResponseReturnValue:
    reader, today = signed_in(), local_day(now())
    running = find_running_period()
    shows_progress = running is not None and reader.role in {Role.LEADER, Role.COUNCIL}
    return render_template(
        "dashboards/home.html",
        todos=todos_of(reader, today=today),
        titles=todo_wording.TITLES,
        wording=todo_wording,
        periods=periods_wording,
        today=today,
        windows=list_windows(running.id) if running else (),
        running=running,
        progress=year_progress(running, reader=reader) if running and shows_progress else None,
    )


@bp.get("/council")
@only(Role.COUNCIL)
def council() -> ResponseReturnValue:
    """Go to the running year's approval page, or to the list of years when none is running."""
    period = find_running_period() or find_current_period()
    if period is None:
        return redirect(url_for("periods.index"))
    return redirect(url_for("council.overview", year=period.year))


@bp.get("/overview")
@only(Role.LEADER, Role.COUNCIL)
def overview() -> ResponseReturnValue:
    """Show the newest published year, and how far the running one has come."""
    years = published_years()
    if years:
        return overview_of(years[0])
    running = find_running_period()
    progress = year_progress(running, reader=signed_in()) if running else None
    return render_template("dashboards/nothing_published.html", progress=progress)


@bp.get("/overview/<int:year>")
@only(Role.LEADER, Role.COUNCIL)
def overview_year(year: int) -> ResponseReturnValue:
    return overview_of(year)


def overview_of(year: int) -> ResponseReturnValue:
    publication = find_publication(year)
    if publication is None:
        return render_template("rankings/none.html", year=year, years=published_years()), 404
    reading = read_publication(publication)
    earlier = find_publication_before(publication.period)
    before = read_publication(earlier) if earlier else None
    choice = TableChoice.sent(request.args)
    lines = chosen(reading.lines, choice)
    shown = lines if choice.filtered else lines[:FIRST_LINES]
    running = find_running_period()
    return render_template(
        "dashboards/overview.html",
        publication=publication,
        reading=reading,
        before=before,
        choice=choice,
        lines=shown,
        all_lines=len(lines),
        last_pass=last_passing(shown, reading.pass_mark) if choice.by_rank else None,
        points=attention(reading),
        years=published_years(),
        progress=year_progress(running, reader=signed_in()) if running else None,
    )


@bp.get("/overview/<int:year>/charts")
@only(Role.LEADER, Role.COUNCIL)
def charts(year: int) -> ResponseReturnValue:
    publication = find_publication(year)
    if publication is None:
        return render_template("rankings/none.html", year=year, years=published_years()), 404
    reading = read_publication(publication)
    return render_template(
        "dashboards/charts.html",
        publication=publication,
        reading=reading,
        bins=figures.totals_by_band(reading),
        distribution=figures.distribution_figure(reading),
        heat=figures.heat_figure(reading, reader_locale()),
        scatter=figures.scatter_figure(reading),
    )
