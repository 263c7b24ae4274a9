"""Files that come in for a criterion: checked, kept, and written down in one transaction."""

from http import HTTPStatus
from typing import Any

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from emulation.access import only, signed_in
from emulation.audit.changes import Done, now, perform
from emulation.criteria.models import CriterionLine
from emulation.evidence import operations, queries
from emulation.evidence.arrivals import Arrivals, take_in
from emulation.evidence.listing import count_words, listed
from emulation.evidence.row_gate import RowAccess, access
from emulation.evidence.sentences import refusal_sentence, store_sentence
from emulation.evidence.views.answers import back, refused, wants_json, why_closed
from emulation.evidence.views.blueprint import AGENCY, bp
from emulation.periods.models import Participant
from emulation.periods.queries import get_participant
from emulation.rules.deadlines import local_day
from emulation.rules.errors import RowClosed, WindowClosed
from emulation.storage import StoreUnavailable, store


@bp.post("/<int:participant_id>/<string:code>")
@only(*AGENCY)
def upload(participant_id: int, code: str) -> ResponseReturnValue:
    """Take the files in, then write down in one transaction what was kept."""
    person = signed_in()
    participant = get_participant(participant_id, reader=person)
    line = queries.get_line(participant.id, code)
    here = back(url_for(".criterion", participant_id=participant_id, code=code))
    if access(participant.id, line.id, local_day(now())) is RowAccess.CLOSED:
        return refused(here, why_closed(participant, line), HTTPStatus.CONFLICT)
    try:
        arrivals = receive_files()
    except StoreUnavailable:
        return refused(here, store_sentence(), HTTPStatus.SERVICE_UNAVAILABLE)

    def work() -> Done:
        operations.add(participant, line, arrivals.kept, by=person, at=now())
        return Done(here, "" if wants_json() else stored_sentence(len(arrivals.kept)))

    if not arrivals.kept:
        return nothing_taken(here, arrivals)
    try:
        answer = perform(work)
    except (RowClosed, WindowClosed):
        return refused(here, why_closed(participant, line), HTTPStatus.CONFLICT)
    if wants_json():
        return jsonify(receipt(participant, line, arrivals))
    flash_refusals(arrivals)
    return answer


def receive_files() -> Arrivals:
    sent = [one for field in request.files for one in request.files.getlist(field)]
    return take_in(sent, store(), limit=current_app.config["EVIDENCE_MAX_BYTES"])


def receipt(participant: Participant, line: CriterionLine, arrivals: Arrivals) -> dict[str, Any]:
    """Name what is now kept for the criterion, file by file, with size and hash."""
    files = queries.files_for(participant.id, line.id)
    sent = {kept.stored.sha256 for kept in arrivals.kept}
    new = [one for one in files if one.sha256 in sent]
    removable = access(participant.id, line.id, local_day(now())) is RowAccess.OPEN
    shown = listed(
        new, participant.id, line.code, removable=removable, back=back(None), with_hash=True
    )
    return {
        "html": render_template("evidence/_items.html", files=shown),
        "count": count_words(len(files)),
        "files": [
            {"name": one.name, "size": one.size, "sha256": one.sha256, "url": one.url}
            for one in shown
        ],
        "refused": [
            {"name": one.name, "message": refusal_sentence(one)} for one in arrivals.refused
        ],
    }


def nothing_taken(here: str, arrivals: Arrivals) -> ResponseReturnValue:
    if not arrivals.refused:
        return refused(here, _("Choose at least one file."), HTTPStatus.BAD_REQUEST)
    if wants_json():
        return refused(here, refusal_sentence(arrivals.refused[0]), HTTPStatus.BAD_REQUEST)
    flash_refusals(arrivals)
    return redirect(here, HTTPStatus.SEE_OTHER)


def flash_refusals(arrivals: Arrivals) -> None:
    for one in arrivals.refused:
        flash(refusal_sentence(one), "error")


def stored_sentence(count: int) -> str:
    return str(ngettext("%(num)s file was stored.", "%(num)s files were stored.", count))
