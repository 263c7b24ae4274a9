"""The council's page of second looks: drawing them, how far they agree, where they differ."""

import secrets
from http import HTTPStatus

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from emulation.access import only, signed_in
from emulation.assessments.queries import get_assessment
from emulation.audit.changes import Done, now, perform
from emulation.periods.models import Period
from emulation.periods.queries import get_period
from emulation.rankings import second_looks
from emulation.rankings.agreement import compare, severity_of_year
from emulation.rankings.forms import ChooseForm, DrawForm
from emulation.rankings.second_look_queries import list_draws, list_of_year, pairs_of
from emulation.rules.calibration import MINIMUM_ITEMS, MINIMUM_PAIRS
from emulation.rules.errors import ReasonMissing
from emulation.rules.roles import Role

bp = Blueprint("second_council", __name__, url_prefix="/rankings")

_PERMILLE = 10
_SEED_BYTES = 16


@bp.get("/<int:year>/second-looks")
@only(Role.COUNCIL)
def overview(year: int) -> ResponseReturnValue:
    return draw_page(get_period(year), DrawForm(formdata=None))


def draw_page(period: Period, form: DrawForm) -> str:
    reader = signed_in()
    return render_template(
        "rankings/second_overview.html",
        period=period,
        form=form,
        looks=list_of_year(period.id, reader=reader),
        draws=list_draws(period.id),
        comparison=compare(pairs_of(period.id, reader=reader)),
        inspectors=severity_of_year(period.id, reader=reader),
        least_pairs=MINIMUM_PAIRS,
        least_items=MINIMUM_ITEMS,
    )


@bp.post("/<int:year>/second-looks")
@only(Role.COUNCIL)
def draw(year: int) -> ResponseReturnValue:
    """Draw lots; the seed is drawn here, written down, and shown."""
    person, period, form = signed_in(), get_period(year), DrawForm()
    if not form.validate():
        return draw_page(period, form), HTTPStatus.BAD_REQUEST
    seed = secrets.token_hex(_SEED_BYTES)

    def work() -> Done:
        second_looks.draw_by_lot(
            period,
            share_permille=(form.share.data or 0) * _PERMILLE,
            line_count=form.line_count.data,
            seed=seed,
            by=person,
            at=now(),
        )
        return Done(
            url_for(".overview", year=year), _("The lots are drawn. Seed: %(seed)s.", seed=seed)
        )

    try:
        return perform(work)
    except second_looks.NobodyToDraw:
        form.form_errors.append(nobody_sentence())
    return draw_page(get_period(year), form), HTTPStatus.CONFLICT


def nobody_sentence() -> str:
    return str(_("There is no finished sheet without a second look."))


@bp.get("/<int:year>/sheets/<int:assessment_id>/second-look")
@only(Role.COUNCIL)
def choosing(year: int, assessment_id: int) -> ResponseReturnValue:
    """Ask why one sheet is looked at again."""
    get_assessment(assessment_id, reader=signed_in())
    return choose_page(year, assessment_id, ChooseForm(formdata=None))


def choose_page(year: int, assessment_id: int, form: ChooseForm) -> str:
    assessment = get_assessment(assessment_id, reader=signed_in())
    return render_template(
        "rankings/second_choose.html", year=year, assessment=assessment, form=form
    )


@bp.post("/<int:year>/sheets/<int:assessment_id>/second-look")
@only(Role.COUNCIL)
def choose(year: int, assessment_id: int) -> ResponseReturnValue:
    person, period, form = signed_in(), get_period(year), ChooseForm()
    get_assessment(assessment_id, reader=person)
    if not form.validate():
        return choose_page(year, assessment_id, form), HTTPStatus.BAD_REQUEST

    def work() -> Done:
        lot = second_looks.choose(
            period,
            assessment_id,
            line_count=form.line_count.data,
            reason=form.reason.data or "",
            seed=secrets.token_hex(_SEED_BYTES),
            by=person,
            at=now(),
        )
        count = len(lot.listed)
        message = ngettext("%(num)s second look is open.", "%(num)s second looks are open.", count)
        return Done(url_for(".overview", year=year), message)

    try:
        return perform(work)
    except second_looks.NobodyToDraw:
        form.form_errors.append(
            _("A second look needs a finished sheet that has had none and is not set aside.")
        )
    except ReasonMissing:
        form.form_errors.append(_("Write the reason."))
    return choose_page(year, assessment_id, form), HTTPStatus.CONFLICT
