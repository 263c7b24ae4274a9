"""The page on which documents are found by the words in them."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from emulation.access import only, signed_in
from emulation.evidence.searching import Wanted, search, units_to_search
from emulation.evidence.views.blueprint import bp
from emulation.formatting import tidy
from emulation.periods.queries import list_periods
from emulation.rules.roles import Role

LONGEST_SEARCH = 120
LONGEST_CODE = 20


@bp.get("/search")
@only(Role.INSPECTOR, Role.HEAD_OF_INSPECTION, Role.COUNCIL)
def search_words() -> ResponseReturnValue:
    """Find documents among those this reader may open."""
    reader = signed_in()
    units = units_to_search(reader=reader)
    years = [period.year for period in list_periods()]
    unit_id, year = request.args.get("unit", type=int), request.args.get("year", type=int)
    wanted = Wanted(
        words=tidy(request.args.get("q", ""))[:LONGEST_SEARCH],
        year=year if year in years else None,
        code=tidy(request.args.get("criterion", ""))[:LONGEST_CODE],
        unit_id=unit_id if unit_id in units else None,
    )
    return render_template(
        "evidence/search.html",
        wanted=wanted,
        found=search(wanted, request.args.get("page", 1, type=int), reader=reader),
        units=units,
        years=years,
    )
