"""Pages and addresses of evidence: upload, use again, take off, look at, download."""

from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from emulation.access import only, signed_in
from emulation.audit.changes import Done, now, perform
from emulation.criteria.models import CriterionLine
from emulation.criteria.wording import title_of
from emulation.evidence import operations, queries
from emulation.evidence.arrivals import Arrivals, take_in
from emulation.evidence.listing import count_words, listed
from emulation.evidence.matches import JUDGES, matches_of
from emulation.evidence.models import Evidence
from emulation.evidence.names import attachment
from emulation.evidence.previews import preview_file
from emulation.evidence.readings import find_reading
from emulation.evidence.row_gate import RowAccess, access, require
from emulation.evidence.sentences import closed_sentence, refusal_sentence, store_sentence
from emulation.periods.models import Participant
from emulation.periods.queries import get_participant
from emulation.periods.wording import refusal_of_days
from emulation.rules.deadlines import local_day
from emulation.rules.errors import OutOfScope, RowClosed, WindowClosed
from emulation.rules.roles import Role
from emulation.rules.similarity import other_years
from emulation.storage import Damaged, StoreUnavailable, store

AGENCY = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
READERS = (*AGENCY, Role.INSPECTOR, Role.HEAD_OF_INSPECTION, Role.COUNCIL, Role.LEADER)
SEALED = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

bp = Blueprint("evidence", __name__, url_prefix="/evidence")


@bp.get("/<int:participant_id>/<string:code>")
@only(*READERS)
def criterion(participant_id: int, code: str) -> ResponseReturnValue:
    """Show the documents of one criterion, and to their unit the ways to add and take off."""
    reader = signed_in()
    participant = get_participant(participant_id, reader=reader)
    line = queries.get_line(participant.id, code)
    row = RowAccess.CLOSED
    if reader.role in AGENCY and reader.unit_id == participant.unit_id:
        row = access(participant.id, line.id, local_day(now()))
    files = queries.files_for(participant.id, line.id)
    used = {file.evidence_id for file in files}
    return render_template(
        "evidence/criterion.html",
        participant=participant,
        line=line,
        title=title_of(line),
        files=listed(
            files,
            participant.id,
            code,
            removable=row is RowAccess.OPEN,
            back=back(None),
            with_hash=True,
        ),
        count=count_words(len(files)) if files else "",
        others=[d for d in queries.list_documents(participant.id) if d.id not in used],
        may_add=row is not RowAccess.CLOSED,
        limit=current_app.config["EVIDENCE_MAX_BYTES"],
        back=back(None),
    )


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


@bp.post("/<int:participant_id>/<string:code>/links")
@only(*AGENCY)
def link(participant_id: int, code: str) -> ResponseReturnValue:
    """Use a document that the unit uploaded before for this criterion too."""
    evidence_id = request.form.get("evidence_id", type=int)
    return change(operations.link, participant_id, code, evidence_id)


@bp.post("/<int:participant_id>/<string:code>/<int:evidence_id>/withdrawal")
@only(*AGENCY)
def withdraw(participant_id: int, code: str, evidence_id: int) -> ResponseReturnValue:
    """Take a document off a criterion; the document stays."""
    return change(operations.withdraw, participant_id, code, evidence_id)


def change(
    operation: Any, participant_id: int, code: str, evidence_id: int | None
) -> ResponseReturnValue:
    person = signed_in()
    participant = get_participant(participant_id, reader=person)
    line = queries.get_line(participant.id, code)
    here = back(url_for(".criterion", participant_id=participant_id, code=code))
    if evidence_id is None:
        abort(HTTPStatus.BAD_REQUEST)

    def work() -> Done:
        document = operation(participant, line, evidence_id, by=person, at=now())
        return Done(here, change_sentence(operation, document.name, code))

    try:
        return perform(work)
    except (RowClosed, WindowClosed):
        return refused(here, why_closed(participant, line), HTTPStatus.CONFLICT)
    except OutOfScope:
        abort(HTTPStatus.NOT_FOUND)


@bp.get("/<int:evidence_id>")
@only(*READERS)
def show(evidence_id: int) -> ResponseReturnValue:
    """Say of a document what it is, who sent it when, and for which criteria."""
    reader = signed_in()
    document = queries.get_evidence(evidence_id, reader=reader)
    owner, reading = queries.get_owner(document), find_reading(document.sha256)
    return render_template(
        "evidence/show.html",
        document=document,
        owner=owner,
        uses=[(title_of(use), use) for use in queries.uses_of(document.id)],
        has_picture=document.blob.media_type in queries.WITH_PICTURE,
        is_kept=store().exists(document.sha256),
        reading=reading,
        other_years=other_years(reading.text, owner.period.year) if reading else (),
        matches=matches_of(document.sha256, reader=reader) if reader.role in JUDGES else (),
        back=back(None),
    )


@bp.get("/<int:evidence_id>/file")
@only(*READERS)
def file(evidence_id: int) -> ResponseReturnValue:
    """Give the bytes as they came, to be saved and not to be opened here."""
    return send_bytes(queries.get_evidence(evidence_id, reader=signed_in()))


def send_bytes(document: Evidence) -> ResponseReturnValue:
    """Send a document to somebody who may see it."""
    try:
        with store().fetch(document.sha256) as path:
            content = path.open("rb")
    except (FileNotFoundError, Damaged):
        return render_template("evidence/damaged.html", document=document), HTTPStatus.NOT_FOUND
    except StoreUnavailable:
        abort(HTTPStatus.SERVICE_UNAVAILABLE)
    answer = send_file(content, mimetype=document.blob.media_type, etag=document.sha256)
    answer.content_length = document.blob.size
    answer.headers.update(SEALED)
    answer.headers["Content-Disposition"] = attachment(document.name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/<int:evidence_id>/preview")
@only(*READERS)
def preview(evidence_id: int) -> ResponseReturnValue:
    """Give a small picture of the first page or of the photo, drawn by us."""
    return send_picture(queries.get_evidence(evidence_id, reader=signed_in()))


def send_picture(document: Evidence) -> ResponseReturnValue:
    """Send the picture of a document to somebody who may see it."""
    folder = current_app.config["DATA_FOLDER"] / "previews"
    try:
        path = preview_file(document.blob, store(), folder)
    except StoreUnavailable:
        abort(HTTPStatus.SERVICE_UNAVAILABLE)
    if path is None:
        abort(HTTPStatus.NOT_FOUND)
    answer = send_file(path, mimetype="image/webp", etag=f"{document.sha256}-1")
    answer.headers.update(SEALED)
    answer.headers["Cache-Control"] = "private, no-cache"
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


def why_closed(participant: Participant, line: CriterionLine) -> str:
    """Say what closes a row: its last day, and who may give more time, or the sheet's state."""
    try:
        require(participant.id, line.id, local_day(now()))
    except WindowClosed as closed:
        return refusal_of_days(closed)
    return closed_sentence(line.code)


def nothing_taken(here: str, arrivals: Arrivals) -> ResponseReturnValue:
    if not arrivals.refused:
        return refused(here, _("Choose at least one file."), HTTPStatus.BAD_REQUEST)
    if wants_json():
        return refused(here, refusal_sentence(arrivals.refused[0]), HTTPStatus.BAD_REQUEST)
    flash_refusals(arrivals)
    return redirect(here, HTTPStatus.SEE_OTHER)


def refused(here: str, sentence: str, status: HTTPStatus) -> ResponseReturnValue:
    """Say it where the person stands: in the answer to a script, else on the page it came from."""
    if wants_json():
        return jsonify(message=sentence), status
    flash(sentence, "error")
    return redirect(here, HTTPStatus.SEE_OTHER)


def flash_refusals(arrivals: Arrivals) -> None:
    for one in arrivals.refused:
        flash(refusal_sentence(one), "error")


def stored_sentence(count: int) -> str:
    return str(ngettext("%(num)s file was stored.", "%(num)s files were stored.", count))


def change_sentence(operation: Any, name: str, code: str) -> str:
    if operation is operations.link:
        sentence = _("%(name)s now stands for criterion %(code)s too.", name=name, code=code)
    else:
        sentence = _(
            "%(name)s was taken off criterion %(code)s. The file is kept.", name=name, code=code
        )
    return str(sentence)


def wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def back(default: str | None) -> Any:
    """Return where the person came from, if that is an address of this program."""
    sent = request.values.get("back", "")
    is_local = sent.startswith("/") and sent[1:2] not in {"/", "\\"} and sent.isprintable()
    return sent if is_local else default
