"""What every page of evidence answers with: the way back, and a refusal where the person stands."""

from http import HTTPStatus
from typing import Any

from flask import flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from emulation.audit.changes import now
from emulation.criteria.models import CriterionLine
from emulation.evidence.row_gate import require
from emulation.evidence.sentences import closed_sentence
from emulation.periods.models import Participant
from emulation.periods.wording import refusal_of_days
from emulation.rules.deadlines import local_day
from emulation.rules.errors import WindowClosed


def why_closed(participant: Participant, line: CriterionLine) -> str:
    """Say what closes a row: its last day, and who may give more time, or the sheet's state."""
    try:
        require(participant.id, line.id, local_day(now()))
    except WindowClosed as closed:
        return refusal_of_days(closed)
    return closed_sentence(line.code)


def refused(here: str, sentence: str, status: HTTPStatus) -> ResponseReturnValue:
    """Say it where the person stands: in the answer to a script, else on the page it came from."""
    if wants_json():
        return jsonify(message=sentence), status
    flash(sentence, "error")
    return redirect(here, HTTPStatus.SEE_OTHER)


def wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def back(default: str | None) -> Any:
    """Return where the person came from, if that is an address of this program."""
    sent = request.values.get("back", "")
    is_local = sent.startswith("/") and sent[1:2] not in {"/", "\\"} and sent.isprintable()
    return sent if is_local else default
