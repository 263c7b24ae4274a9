"""The list of sheets: a commune goes to its own, everybody else finds those in scope."""

from http import HTTPStatus

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from emulation.access import only, signed_in
from emulation.assessments import queries
from emulation.assessments.queries import PAGE_SIZE, SheetFilter
from emulation.formatting import tidy
from emulation.periods.models import Period
from emulation.periods.queries import find_current_period, get_period, list_periods
from emulation.rules.collation import fold
from emulation.rules.roles import AGENCY_ROLES, Role
from emulation.rules.workflow import AssessmentState

READERS = (*AGENCY_ROLES, Role.INSPECTOR, Role.HEAD_OF_INSPECTION, Role.COUNCIL, Role.LEADER)

bp = Blueprint("sheets", __name__, url_prefix="/assessments")


@bp.get("")
@only(*READERS)
def index() -> ResponseReturnValue:
    reader = signed_in()
    period = asked_period()
    if period is None:
        return render_template("assessments/none.html"), HTTPStatus.OK
    if reader.role in AGENCY_ROLES:
        own = queries.find_own_assessment(reader, period)
        if own is None:
            return render_template("assessments/none.html"), HTTPStatus.OK
        return redirect(url_for("assessments.show", assessment_id=own.id))
    narrowed = sent_filter()
    in_state = queries.count_by_state(
        period.id,
        reader=reader,
        narrowed=SheetFilter(district_id=narrowed.district_id, folded=narrowed.folded),
    )
    total = in_state.get(narrowed.state, 0) if narrowed.state else sum(in_state.values())
    last = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, request.args.get("page", 1, type=int)), last)
    return render_template(
        "assessments/list.html",
        year=period.year,
        periods=list_periods(),
        sheets=queries.list_sheets(period.id, reader=reader, narrowed=narrowed, page=page),
        in_state=in_state,
        everything=sum(in_state.values()),
        total=total,
        page=page,
        last=last,
        narrowed=narrowed,
        districts=queries.list_districts(period.id, reader=reader),
        searched=tidy(request.args.get("q", ""))[:80],
        address={
            name: value for name, value in request.args.items() if name not in {"page", "state"}
        },
    )


def asked_period() -> Period | None:
    year = request.args.get("year", type=int)
    if year is None:
        return find_current_period()
    if not 2000 <= year <= 2100:  # noqa: PLR2004  (the years that a period may have)
        abort(HTTPStatus.NOT_FOUND)
    return get_period(year)


def sent_filter() -> SheetFilter:
    """Read the filters; what is no filter narrows nothing."""
    try:
        state = AssessmentState(request.args.get("state", ""))
    except ValueError:
        state = None
    district = request.args.get("district", type=int)
    if district is not None and not 0 < district < 2**31:
        district = None
    return SheetFilter(district, state, fold(tidy(request.args.get("q", ""))[:80]))
