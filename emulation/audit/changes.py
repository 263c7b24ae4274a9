"""One changing request: one write transaction, done once, answered with a redirect."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from emulation.access import find_signed_in
from emulation.audit.models import RequestDone
from emulation.audit.requests import carrying_out
from emulation.database import db, write_tx

_LONGEST_VERSION = 10


class Done(NamedTuple):
    """Where the person goes after a change, and the sentence shown there."""

    url: str
    message: str = ""


def new_request_id() -> str:
    return str(uuid.uuid4())


def now() -> datetime:
    return datetime.now(UTC)


def perform(work: Callable[[], Done]) -> ResponseReturnValue:
    """Run `work` in one write transaction, once for this form's `request_id`; go where it says.

    A repeat (double click, reload, retry after a broken connection) changes nothing and gets the
    first result. Rules that `work` breaks roll everything back and reach the caller.
    """
    request_id = sent_request_id()
    person = find_signed_in()
    user_id = person.id if person else None
    try:
        with write_tx() as session:
            earlier = session.get(RequestDone, request_id)
            if earlier is None:
                mark = RequestDone(
                    request_id=request_id,
                    user_id=user_id,
                    route=request.endpoint or "",
                    result_url="",
                    at=now(),
                )
                session.add(mark)
                session.flush()
                with carrying_out(request_id):
                    done = work()
                mark.result_url = done.url
    except IntegrityError:
        earlier = db.session.get(RequestDone, request_id)
        if earlier is None:
            raise
    if earlier is not None:
        if earlier.user_id != user_id or earlier.route != request.endpoint:
            abort(404)
        return redirect(earlier.result_url, 303)
    if done.message:
        flash(done.message, "success")
    return redirect(done.url, 303)


def sent_request_id() -> str:
    """Return the form's request id; a form without a proper one is not ours."""
    try:
        return str(uuid.UUID(request.form.get("request_id", "")))
    except ValueError:
        abort(400)


def sent_version() -> int:
    """Return the version that the form was drawn from; 0, which none has, when it names none."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_VERSION else 0
