"""More time for one unit: its last days, what was granted before, and granting more."""

from http import HTTPStatus

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation import formatting, labels
from emulation.access import only, signed_in
from emulation.assessments.extending import extend as grant
from emulation.assessments.extending import last_day_of, list_grants, scope_of
from emulation.assessments.extension_forms import ExtensionForm
from emulation.assessments.facts import SheetFacts
from emulation.assessments.queries import sheet_facts
from emulation.audit.changes import Done, now, perform
from emulation.periods.gates import who_may_extend
from emulation.periods.wording import days_standing, extenders_text, standing_tag
from emulation.rules.deadlines import ExtensionKind, local_day
from emulation.rules.errors import OutOfScope, ReasonMissing, RuleBroken, WrongState
from emulation.rules.extensions import (
    EXTENDING_ROLES,
    BeyondVerification,
    DayNotLater,
    DayTooFar,
    kinds_awaited,
    kinds_open_to,
    may_extend,
)
from emulation.rules.roles import Role

READERS = (
    Role.COMMUNE_OFFICIAL,
    Role.COMMUNE_LEADER,
    Role.INSPECTOR,
    Role.HEAD_OF_INSPECTION,
    Role.COUNCIL,
    Role.LEADER,
)

bp = Blueprint("extensions", __name__, url_prefix="/assessments")


@bp.get("/<int:assessment_id>/extensions")
@only(*READERS)
def show(assessment_id: int) -> ResponseReturnValue:
    sheet = sheet_facts(assessment_id, reader=signed_in())
    return draw(sheet, form_for(sheet))


@bp.post("/<int:assessment_id>/extensions")
@only(*EXTENDING_ROLES)
def extend(assessment_id: int) -> ResponseReturnValue:
    person = signed_in()
    sheet = sheet_facts(assessment_id, reader=person)
    form = form_for(sheet, sent=True)
    kind = form.chosen_kind()
    if kind is not None and kind not in kinds_open_to(person, scope_of(sheet), sheet.state):
        return refused(sheet, form, kind)
    until = form.until.data if form.validate() else None
    if kind is None or until is None:
        return draw(sheet, form), HTTPStatus.BAD_REQUEST
    seen = form.seen_day(kind)

    def work() -> Done:
        last = grant(
            assessment_id,
            kind,
            until,
            seen=seen,
            reason=form.reason.data or "",
            by=person,
            at=now(),
        )
        sentence = _(
            "%(name)s now has time until %(day)s.",
            name=sheet.participant.name,
            day=formatting.date(last),
        )
        return Done(url_for(".show", assessment_id=assessment_id), sentence)

    try:
        return perform(work)
    except (OutOfScope, WrongState):
        return refused(sheet_facts(assessment_id, reader=person), form, kind)
    except ReasonMissing:
        form.reason.errors = [_("Enter the reason.")]
    except (DayNotLater, DayTooFar) as error:
        form.until.errors = [day_sentence(error)]
    return draw(sheet_facts(assessment_id, reader=person), form), HTTPStatus.CONFLICT


def refused(sheet: SheetFacts, form: ExtensionForm, kind: ExtensionKind) -> ResponseReturnValue:
    """Say who decides on this, or that nobody waits for it; what was typed stays."""
    if may_extend(signed_in(), kind, scope_of(sheet)):
        sentence = _(
            "The sheet is in the state “%(state)s”: no more time is needed for this.",
            state=labels.ASSESSMENT_STATE[sheet.state],
        )
        return draw(sheet, form, problem=sentence), HTTPStatus.CONFLICT
    who = extenders_text(who_may_extend(sheet.participant.id, kind))
    sentence = _("More time can be given by: %(who)s.", who=who)
    return draw(sheet, form, problem=sentence), HTTPStatus.FORBIDDEN


def day_sentence(error: RuleBroken) -> str:
    match error:
        case DayNotLater(after=day):
            return str(_("Choose a day after %(day)s.", day=formatting.date(day)))
        case BeyondVerification(latest=day):
            return str(
                _(
                    "Verification of this unit ends on %(day)s: the council extends that first.",
                    day=formatting.date(day),
                )
            )
        case DayTooFar(latest=day):
            return str(_("Choose a day up to %(day)s.", day=formatting.date(day)))
        case _:
            return str(_("This is not possible now."))


def form_for(sheet: SheetFacts, *, sent: bool = False) -> ExtensionForm:
    """Offer what the reader may extend now, with the last days that this page shows."""
    form = ExtensionForm() if sent else ExtensionForm(formdata=None)
    offered = kinds_open_to(signed_in(), scope_of(sheet), sheet.state)
    form.offer({kind: last_day_of(sheet, kind) for kind in offered}, sent=sent)
    return form


def draw(sheet: SheetFacts, form: ExtensionForm, *, problem: str = "") -> str:
    today = local_day(now())
    awaited = kinds_awaited(sheet.state)
    days = [(kind, day) for kind in awaited if (day := last_day_of(sheet, kind)) is not None]
    return render_template(
        "periods/extensions.html",
        sheet=sheet,
        form=form,
        problem=problem,
        offered=kinds_open_to(signed_in(), scope_of(sheet), sheet.state),
        days=[
            (kind, day, days_standing(day, today), standing_tag(day, today)) for kind, day in days
        ],
        grants=list_grants(sheet),
        who={kind: extenders_text(who_may_extend(sheet.participant.id, kind)) for kind, _d in days},
    )
