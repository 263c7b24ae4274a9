"""Files that come in for a criterion: checked, kept, and written down in one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from emulation.access import only, signed_in
from emulation.audit.changes import Done, now, perform
from emulation.criteria.models import CriterionLine
from emulation.evidence import operations, queries
from emulation.evidence.arrivals import Arrivals, SentFile
from emulation.evidence.cautions import cautions_on
from emulation.evidence.listing import count_words, listed
from emulation.evidence.row_gate import RowAccess, access
from emulation.evidence.sentences import refusal_sentence, store_sentence
from emulation.evidence.taking import taken_in
from emulation.evidence.uploading.refusals import DiskNearlyFull, NotTaken, not_taken_sentence
from emulation.evidence.views.answers import back, refused, wants_json, why_closed
from emulation.evidence.views.blueprint import AGENCY, bp
from emulation.evidence.views.framing import frame_of, sent_kind, slots_html
from emulation.periods.models import Participant
from emulation.periods.queries import get_participant
from emulation.rules.deadlines import local_day
from emulation.rules.errors import RowClosed, WindowClosed
from emulation.storage import StoreUnavailable


@bp.post("/<int:participant_id>/<string:code>")
@only(*AGENCY)
def upload(participant_id: int, code: str) -> ResponseReturnValue:
    """Take the files in, then write down in one transaction what was kept."""
    participant = get_participant(participant_id, reader=signed_in())
    line = queries.get_line(participant.id, code)
    sent = [one for field in request.files for one in request.files.getlist(field)]
    return put_forward(participant, line, sent)


def put_forward(
    participant: Participant,
    line: CriterionLine,
    sent: Iterable[SentFile],
    *,
    settled: Callable[[Arrivals], None] | None = None,
) -> ResponseReturnValue:
    """Answer for files however they came, whole or in parts.

    `settled` is told what became of them once that is final; after anything else, such as a store
    that does not answer, the same files may be sent again.
    """
    here = back(url_for(".criterion", participant_id=participant.id, code=line.code))
    if access(participant.id, line.id, local_day(now())) is RowAccess.CLOSED:
        return refused(here, why_closed(participant, line), HTTPStatus.CONFLICT)
    try:
        arrivals = taken_in(participant, sent)
        answer = write_down(participant, line, arrivals, here) if arrivals.kept else None
    except StoreUnavailable:
        return refused(here, store_sentence(), HTTPStatus.SERVICE_UNAVAILABLE)
    except NotTaken as reason:
        return no_room(here, reason)
    except (RowClosed, WindowClosed):
        return refused(here, why_closed(participant, line), HTTPStatus.CONFLICT)
    if settled:
        settled(arrivals)
    if answer is None:
        return nothing_taken(here, arrivals)
    if wants_json():
        return jsonify(receipt(participant, line, arrivals))
    flash_refusals(arrivals)
    flash_cautions(participant, line, arrivals)
    return answer


def write_down(
    participant: Participant, line: CriterionLine, arrivals: Arrivals, here: str
) -> ResponseReturnValue:
    person, kind = signed_in(), sent_kind(participant, line)

    def work() -> Done:
        operations.add(participant, line, arrivals.kept, kind=kind, by=person, at=now())
        return Done(here, "" if wants_json() else stored_sentence(len(arrivals.kept)))

    return perform(work)


def receipt(participant: Participant, line: CriterionLine, arrivals: Arrivals) -> dict[str, Any]:
    """Name what is now kept for the criterion, file by file, with size and hash."""
    return receipt_of(participant, line, hashes_of(arrivals)) | {
        "refused": [
            {"name": one.name, "message": refusal_sentence(one)} for one in arrivals.refused
        ]
    }


def hashes_of(arrivals: Arrivals) -> set[str]:
    return {kept.stored.sha256 for kept in arrivals.kept}


def receipt_of(participant: Participant, line: CriterionLine, hashes: set[str]) -> dict[str, Any]:
    """Name the files of these hashes, with what their sender should look at again."""
    files = queries.files_for(participant.id, line.id)
    sent = [one for one in files if one.sha256 in hashes]
    cautions = {one.sha256: cautions_on(one, participant.period.year) for one in sent}
    row = access(participant.id, line.id, local_day(now()))
    shown = listed(
        sent,
        participant.id,
        line.code,
        removable=row is RowAccess.OPEN,
        changeable=row is not RowAccess.CLOSED,
        frame=frame_of(participant),
        back=back(None),
        with_hash=True,
    )
    return {
        "html": render_template(
            "evidence/_items.html",
            files=[replace(one, doubts=(*one.doubts, *cautions[one.sha256])) for one in shown],
        ),
        "count": count_words(len(files)),
        "slots_html": slots_html(participant, line, files),
        "files": [
            {
                "name": one.name,
                "size": one.size,
                "sha256": one.sha256,
                "url": one.url,
                "warnings": cautions[one.sha256],
            }
            for one in shown
        ],
        "refused": [],
    }


def nothing_taken(here: str, arrivals: Arrivals) -> ResponseReturnValue:
    if not arrivals.refused:
        return refused(here, _("Choose at least one file."), HTTPStatus.BAD_REQUEST)
    if wants_json():
        return refused(here, refusal_sentence(arrivals.refused[0]), HTTPStatus.BAD_REQUEST)
    flash_refusals(arrivals)
    return redirect(here, HTTPStatus.SEE_OTHER)


def no_room(here: str, reason: NotTaken) -> ResponseReturnValue:
    status = HTTPStatus.CONFLICT
    if isinstance(reason, DiskNearlyFull):
        status = HTTPStatus.SERVICE_UNAVAILABLE
    return refused(here, not_taken_sentence(reason), status)


def flash_refusals(arrivals: Arrivals) -> None:
    for one in arrivals.refused:
        flash(refusal_sentence(one), "error")


def flash_cautions(participant: Participant, line: CriterionLine, arrivals: Arrivals) -> None:
    hashes = hashes_of(arrivals)
    for file in queries.files_for(participant.id, line.id):
        if file.sha256 in hashes:
            for caution in cautions_on(file, participant.period.year):
                flash(caution, "warning")


def stored_sentence(count: int) -> str:
    return str(ngettext("%(num)s file was stored.", "%(num)s files were stored.", count))
