"""Every commune in a reader's scope with its application file and its evidence, as x of n."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from emulation.access import only, signed_in
from emulation.filing.counting import SheetPapers, list_papers
from emulation.filing.tables import csv_lines
from emulation.filing.views.blueprint import OVERSEERS, bp
from emulation.formatting import tidy
from emulation.periods.models import Period
from emulation.periods.queries import find_current_period, get_period, list_periods
from emulation.rules.collation import fold

LONGEST_SEARCH = 80
YEARS = range(2000, 2101)


@bp.get("")
@only(*OVERSEERS)
def index() -> ResponseReturnValue:
    """List the communes; those whose papers are not complete alone when the reader asks so."""
    period = asked_period()
    everything = list_papers(period, reader=signed_in()) if period else ()
    searched = tidy(request.args.get("q", ""))[:LONGEST_SEARCH]
    found = [one for one in everything if fold(searched) in one.name_folded]
    only_missing = request.args.get("show") == "missing"
    missing = [one for one in found if not one.complete]
    return render_template(
        "filing/overview.html",
        period=period,
        periods=list_periods(),
        sheets=missing if only_missing else found,
        count=len(found),
        missing_count=len(missing),
        only_missing=only_missing,
        searched=searched,
        several_districts=len({one.district_name for one in everything}) > 1,
        sums=sums_of(everything),
    )


@bp.get("/table.csv")
@only(*OVERSEERS)
def table() -> ResponseReturnValue:
    """Give the same list as a file for a spreadsheet."""
    period = asked_period()
    if period is None:
        abort(HTTPStatus.NOT_FOUND)
    sheets = list_papers(period, reader=signed_in())
    answer = Response("".join(csv_lines(sheets)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="ho-so-{period.year}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def sums_of(sheets: Sequence[SheetPapers]) -> dict[str, int]:
    """Count the communes whose application file, evidence and both are complete."""
    return {
        "application": sum(one.application.complete for one in sheets),
        "evidence": sum(one.evidence.whole.complete for one in sheets),
        "all": len(sheets),
    }


def asked_period() -> Period | None:
    year = request.args.get("year", type=int)
    if year is None:
        return find_current_period()
    if year not in YEARS:
        abort(HTTPStatus.NOT_FOUND)
    return get_period(year)
