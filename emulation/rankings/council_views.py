"""The council's pages: where every unit stands, approving, setting aside, sending back."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from emulation.access import only, signed_in
from emulation.audit.changes import Done, now, perform
from emulation.periods.models import Period
from emulation.periods.queries import get_period, windows_of
from emulation.rankings import operations
from emulation.rankings.cases import unit_cases
from emulation.rankings.council import council_overview
from emulation.rankings.council_table import Choice, council_table
from emulation.rankings.council_wording import detail, skipped_sentence, window_sentence
from emulation.rankings.forms import ApproveForm
from emulation.rules.approval import Place
from emulation.rules.deadlines import WindowKind, local_day
from emulation.rules.roles import Role

bp = Blueprint("council", __name__, url_prefix="/rankings")

CHOSEN = "chosen"
_LONGEST_NUMBER = 10


@bp.get("/<int:year>/council")
@only(Role.COUNCIL)
def overview(year: int) -> ResponseReturnValue:
    return draw(get_period(year))


def draw(period: Period) -> str:
    today, choice = local_day(now()), Choice.sent(request.values)
    cases = unit_cases(period, reader=signed_in(), today=today)
    return render_template(
        "rankings/council.html",
        period=period,
        table=council_table(cases, choice),
        choice=choice,
        detail=lambda case: detail(case, today),
        Place=Place,
        warnings=window_warnings(period),
    )


def window_warnings(period: Period) -> Sequence[str]:
    """Say which windows of the council's work are not open today; they warn and do not block."""
    windows, today = windows_of(period.id), local_day(now())
    kinds = (WindowKind.COUNCIL, WindowKind.PUBLICATION)
    said = [window_sentence(windows[kind], today) for kind in kinds if kind in windows]
    return [sentence for sentence in said if sentence]


@bp.get("/<int:year>/council/preview")
@only(Role.COUNCIL)
def preview(year: int) -> ResponseReturnValue:
    """Show the ranking as it would be published now."""
    period = get_period(year)
    return render_template(
        "rankings/preview.html",
        period=period,
        overview=council_overview(period, reader=signed_in()),
    )


@bp.post("/<int:year>/approvals")
@only(Role.COUNCIL)
def approve(year: int) -> ResponseReturnValue:
    """Approve all that is ready, of one district, or of the units that were ticked."""
    person, period = signed_in(), get_period(year)
    form = ApproveForm()
    if not form.validate():
        # A district that cannot be read must never stand for the whole province.
        abort(400)
    chosen = sheets_sent() if request.form.get("scope") == CHOSEN else None
    asked = Choice.sent(request.form)
    here = url_for(
        ".overview",
        year=year,
        place=asked.place,
        district=asked.district or None,
        q=asked.search or None,
    )
    if chosen is not None and not chosen:
        flash(_("Tick at least one unit."), "error")
        return draw(period), HTTPStatus.BAD_REQUEST

    def work() -> Done:
        approval = operations.approve(
            period, district_id=form.district_id.data, chosen=chosen, by=person, at=now()
        )
        count = len(approval.approved)
        message = ngettext("%(num)s sheet approved.", "%(num)s sheets approved.", count)
        if approval.skipped:
            message = f"{message} {skipped_sentence(approval.skipped)}"
        return Done(here, message)

    try:
        return perform(work)
    except operations.NothingToApprove as nothing:
        message = _("There is no sheet ready for approval here.")
        if nothing.skipped:
            message = f"{message} {skipped_sentence(nothing.skipped)}"
        flash(message, "error")
    return draw(get_period(year)), HTTPStatus.CONFLICT


def sheets_sent() -> Mapping[int, int]:
    """Return the ticked sheets with the version that stood on the page, written `id:version`."""
    chosen: dict[int, int] = {}
    for text in request.form.getlist("sheets"):
        sheet_id, _colon, version = text.partition(":")
        if not (is_number(sheet_id) and is_number(version)):
            abort(400)
        chosen[int(sheet_id)] = int(version)
    return chosen


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER
