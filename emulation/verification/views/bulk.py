"""The page on which lines that nothing speaks against are agreed to at once."""

from dataclasses import astuple
from http import HTTPStatus

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from emulation.access import only, signed_in
from emulation.audit.changes import Done, now, perform
from emulation.rules.errors import RuleBroken
from emulation.rules.workflow import AssessmentState
from emulation.verification.bulk import (
    NothingChosen,
    Outcome,
    Seen,
    agree_in_bulk,
    as_seen,
    undecided_lines,
)
from emulation.verification.views import doubts, wording
from emulation.verification.views.blueprint import INSPECTION, bp
from emulation.verification.views.figures import pair_of
from emulation.verification.views.sheet import open_sheet

CHOSEN = "chosen"
_PARTS = 4
_LONGEST_NUMBER = 9


@bp.get("/verification/<int:assessment_id>/unproblematic-lines")
@only(*INSPECTION)
def unproblematic(assessment_id: int) -> ResponseReturnValue:
    return draw_bulk(assessment_id)


@bp.post("/verification/<int:assessment_id>/unproblematic-lines")
@only(*INSPECTION)
def agree_to_unproblematic(assessment_id: int) -> ResponseReturnValue:
    """Agree to the ticked lines in one transaction; name those that changed meanwhile."""
    person = signed_in()
    open_sheet(assessment_id)
    chosen = [seen for text in request.form.getlist(CHOSEN) if (seen := read_seen(text))]
    skipped: list[str] = []

    def work() -> Done:
        outcome = agree_in_bulk(assessment_id, chosen, by=person, at=now())
        skipped.extend(outcome.changed)
        here = "unproblematic" if outcome.changed else "sheet"
        return Done(
            url_for(f"verification.{here}", assessment_id=assessment_id), agreed_sentence(outcome)
        )

    try:
        answer = perform(work)
    except NothingChosen:
        flash(_("Tick at least one line."), "error")
        return draw_bulk(assessment_id), HTTPStatus.BAD_REQUEST
    except RuleBroken as broken:
        flash(wording.refusal(broken), "error")
        return draw_bulk(assessment_id), HTTPStatus.CONFLICT
    if skipped:
        flash(skipped_sentence(skipped), "warning")
    return answer


def read_seen(text: str) -> Seen | None:
    """Read what a tick carries: code, both versions and evidence as the page showed them."""
    parts = text.split(" ")
    if len(parts) != _PARTS or not all(map(_is_number, parts[1:3])):
        return None
    return Seen(parts[0], int(parts[1]), int(parts[2]), parts[3])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER


def agreed_sentence(outcome: Outcome) -> str:
    count = len(outcome.agreed)
    if not count:
        return ""
    return str(ngettext("Agreed to %(num)s line.", "Agreed to %(num)s lines.", count))


def skipped_sentence(codes: list[str]) -> str:
    return str(
        ngettext(
            "%(num)s line changed after you opened this page and was left as it is: %(codes)s.",
            "%(num)s lines changed after you opened this page and were left as they are: "
            "%(codes)s.",
            len(codes),
            codes=", ".join(codes),
        )
    )


def draw_bulk(assessment_id: int) -> str:
    sheet = open_sheet(assessment_id)
    found = undecided_lines(sheet)
    return render_template(
        "verification/bulk.html",
        sheet=sheet,
        in_hand=sheet.state is AssessmentState.IN_VERIFICATION,
        lines=[
            (line, pair_of(sheet, line), " ".join(map(str, astuple(as_seen(line)))))
            for line, why in found
            if not why
        ],
        others=[(line, doubts.reasons(why)) for line, why in found if why],
        words=wording,
    )
