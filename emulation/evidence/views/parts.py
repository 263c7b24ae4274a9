"""A file that comes in parts: begun, continued where it was cut off, finished like any upload.

Nothing is written to the database before the end. The address names a signed ticket; one that is
foreign, forged or too old looks like one that never was.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NoReturn

from flask import abort, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from emulation.access import only, signed_in
from emulation.audit.changes import now
from emulation.evidence import queries
from emulation.evidence.arrivals import Arrivals, RefusedFile
from emulation.evidence.checks.verdicts import Reason, Refused
from emulation.evidence.inspection import claimed_kind
from emulation.evidence.names import clean_name
from emulation.evidence.row_gate import RowAccess, access
from emulation.evidence.sentences import refusal_sentence, store_sentence
from emulation.evidence.uploading import tickets
from emulation.evidence.uploading.parts import NoSuchPart, Part, Parts, WrongOffset
from emulation.evidence.uploading.quotas import room_of
from emulation.evidence.uploading.refusals import (
    DiskNearlyFull,
    NotTaken,
    QuotaPassed,
    TooManyParts,
    not_taken_sentence,
)
from emulation.evidence.uploading.space import require_space
from emulation.evidence.uploading.tickets import Ticket
from emulation.evidence.views.answers import why_closed
from emulation.evidence.views.blueprint import AGENCY, bp
from emulation.evidence.views.uploads import put_forward, receipt_of
from emulation.periods.models import Participant
from emulation.periods.queries import get_participant
from emulation.rules.deadlines import local_day
from emulation.storage import StoreUnavailable, store

PART = 1024 * 1024
# More digits than any file has bytes.
LONGEST_OFFSET = 12
STATUS: dict[type[NotTaken], HTTPStatus] = {
    QuotaPassed: HTTPStatus.CONFLICT,
    TooManyParts: HTTPStatus.TOO_MANY_REQUESTS,
    DiskNearlyFull: HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class PartSent:
    """A complete upload, named as a browser names a file that it sends whole."""

    filename: str
    stream: Part


@bp.post("/<int:participant_id>/<string:code>/parts")
@only(*AGENCY)
def begin_parts(participant_id: int, code: str) -> ResponseReturnValue:
    """Say before the first byte whether a file of this name and size would be taken."""
    person = signed_in()
    participant = get_participant(participant_id, reader=person)
    line = queries.get_line(participant.id, code)
    if access(participant.id, line.id, local_day(now())) is RowAccess.CLOSED:
        return said(why_closed(participant, line), HTTPStatus.CONFLICT)
    name, size = announced()
    if refusal := refused_at_once(name, size):
        return said(refusal_sentence(refusal), HTTPStatus.BAD_REQUEST)
    try:
        require_space(store().arrivals.folder)
        require_quota(participant, size)
        key = parts().begin(person.id)
    except NotTaken as reason:
        return said(not_taken_sentence(reason), STATUS[type(reason)])
    except StoreUnavailable:
        return said(store_sentence(), HTTPStatus.SERVICE_UNAVAILABLE)
    signed = tickets.sign(Ticket(person.id, participant.id, line.code, name, size, key))
    address = url_for(".part_state", ticket=signed)
    return jsonify(url=address, received=0, part=PART), HTTPStatus.CREATED


@bp.get("/parts/<string:ticket>")
@only(*AGENCY)
def part_state(ticket: str) -> ResponseReturnValue:
    """Say how much is there, so that a cut upload continues."""
    mine, _participant = opened(ticket)
    try:
        return jsonify(received=parts().received(mine))
    except NoSuchPart:
        abort(HTTPStatus.NOT_FOUND)
    except StoreUnavailable:
        return said(store_sentence(), HTTPStatus.SERVICE_UNAVAILABLE)


@bp.put("/parts/<string:ticket>")
@only(*AGENCY)
def append_part(ticket: str) -> ResponseReturnValue:
    """Add the bytes of the body behind those that are there."""
    mine, _participant = opened(ticket)
    offset = request.headers.get("Upload-Offset", "")
    if not (offset.isascii() and offset.isdigit() and len(offset) <= LONGEST_OFFSET):
        abort(HTTPStatus.BAD_REQUEST)
    try:
        require_space(store().arrivals.folder)
        return jsonify(received=parts().append(mine, int(offset), request.stream))
    except WrongOffset as wrong:
        return jsonify(received=wrong.received), HTTPStatus.CONFLICT
    except NoSuchPart:
        abort(HTTPStatus.NOT_FOUND)
    except DiskNearlyFull as reason:
        return said(not_taken_sentence(reason), HTTPStatus.SERVICE_UNAVAILABLE)
    except StoreUnavailable:
        return said(store_sentence(), HTTPStatus.SERVICE_UNAVAILABLE)


@bp.post("/parts/<string:ticket>")
@only(*AGENCY)
def finish_parts(ticket: str) -> ResponseReturnValue:
    """Take the complete file in as any other; asked again, give the same receipt."""
    mine, participant = opened(ticket)
    line = queries.get_line(participant.id, mine.code)
    try:
        with parts().hold(mine) as part:
            sent = [PartSent(mine.name, part)]
            return put_forward(
                participant, line, sent, settled=lambda arrivals: settle(mine, arrivals)
            )
    except WrongOffset as wrong:
        return jsonify(received=wrong.received), HTTPStatus.CONFLICT
    except NoSuchPart:
        if sha256 := parts().finished(mine):
            return jsonify(receipt_of(participant, line, {sha256}))
        abort(HTTPStatus.NOT_FOUND)


@bp.delete("/parts/<string:ticket>")
@only(*AGENCY)
def discard_part(ticket: str) -> ResponseReturnValue:
    """Let go of what came; the person chose another file."""
    mine, _participant = opened(ticket)
    try:
        parts().discard(mine)
    except StoreUnavailable:
        return said(store_sentence(), HTTPStatus.SERVICE_UNAVAILABLE)
    return "", HTTPStatus.NO_CONTENT


def settle(mine: Ticket, arrivals: Arrivals) -> None:
    """Let go of what was taken or refused for good; remember the hash of what was taken."""
    for one in arrivals.kept:
        parts().finish(mine, one.stored.sha256)
    for _refused in arrivals.refused:
        parts().discard(mine)


def opened(signed: str) -> tuple[Ticket, Participant]:
    """Return what the address names, to the person whom it was given to and nobody else."""
    person, ticket = signed_in(), tickets.read(signed)
    if ticket is None or ticket.person_id != person.id:
        abort(HTTPStatus.NOT_FOUND)
    return ticket, get_participant(ticket.participant_id, reader=person)


def announced() -> tuple[str, int]:
    """Return the name and the size that the body announces; anything else is not from our page."""
    body: Any = request.get_json(silent=True)
    if not isinstance(body, dict):
        not_ours()
    name, size = body.get("name"), body.get("size")
    if not isinstance(name, str) or type(size) is not int or size < 0:
        not_ours()
    return clean_name(name), size


def not_ours() -> NoReturn:
    abort(HTTPStatus.BAD_REQUEST)


def refused_at_once(name: str, size: int) -> RefusedFile | None:
    """Return why no file of this name and size is ever taken."""
    limit = current_app.config["EVIDENCE_MAX_BYTES"]
    try:
        claimed_kind(name)
    except Refused as refusal:
        return RefusedFile(name, size, refusal.reason, limit)
    if size == 0:
        return RefusedFile(name, size, Reason.EMPTY, limit)
    return RefusedFile(name, size, Reason.TOO_LARGE, limit) if size > limit else None


def require_quota(participant: Participant, size: int) -> None:
    room = room_of(participant)
    if not room.takes([size]):
        raise QuotaPassed(room, size)


def parts() -> Parts:
    return Parts(store().arrivals.folder)


def said(sentence: str, status: HTTPStatus) -> ResponseReturnValue:
    return jsonify(message=sentence), status
