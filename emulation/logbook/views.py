"""The log as people read it: who did what, when, on what, with which reason."""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, Response, abort, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from emulation.access import only, signed_in
from emulation.audit.checkpoints import first_with
from emulation.audit.leaves import leaf_of
from emulation.audit.operations import find_erasure
from emulation.audit.proofs import inclusion
from emulation.formatting import NotADate, read_date, tidy
from emulation.logbook import queries, words
from emulation.logbook.differences import differences
from emulation.logbook.queries import Choice
from emulation.logbook.subjects import event_number
from emulation.logbook.tables import csv_lines, role_word
from emulation.rules.roles import Role

bp = Blueprint("logbook", __name__, url_prefix="/audit")

READERS = (Role.ADMINISTRATOR, Role.COUNCIL)
_LONGEST = 100
_LONGEST_NUMBER = 10


@bp.get("")
@only(*READERS)
def index() -> ResponseReturnValue:
    """List the events that the reader chose, newest first."""
    choice, wrong = sent_choice()
    page = queries.list_events(
        choice, reader=signed_in(), older=place("older"), newer=place("newer")
    )
    return render_template(
        "logbook/list.html",
        page=page,
        choice=choice,
        sent=request.args,
        wrong=wrong,
        words=words,
        role_word=role_word,
        is_administrator=signed_in().role is Role.ADMINISTRATOR,
    )


@bp.get("/events.csv")
@only(*READERS)
def export() -> ResponseReturnValue:
    """Give the chosen events as a file, line by line."""
    choice, _ = sent_choice()
    lines = csv_lines(queries.all_events(choice, reader=signed_in()))
    return Response(
        stream_with_context(lines),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=audit-log.csv"},
    )


@bp.get("/<int:seq>")
@only(*READERS)
def show(seq: int) -> ResponseReturnValue:
    """Show one event with what it changed and how to prove it."""
    if len(str(seq)) >= _LONGEST_NUMBER:
        abort(HTTPStatus.NOT_FOUND)
    found = queries.find_event(seq, reader=signed_in())
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    entry, event = found
    checkpoint = first_with(seq)
    return render_template(
        "logbook/show.html",
        entry=entry,
        event=event,
        words=words,
        role_word=role_word,
        differences=differences(entry.before, entry.after),
        erasure=find_erasure(seq) if entry.erased else None,
        erased_event=event_number(entry.subject),
        checkpoint=checkpoint,
        leaf=leaf_of(event).content().decode() if entry.told else "",
        proof=[step.hex() for step in inclusion(seq, checkpoint.size)] if checkpoint else [],
    )


def sent_choice() -> tuple[Choice, list[str]]:
    """Return what the address asks for, and the names of days that are none."""
    days: dict[str, date | None] = {}
    wrong = []
    for name in ("first", "last"):
        typed = tidy(request.args.get(name, ""))
        days[name] = None
        if typed:
            try:
                days[name] = read_date(typed)
            except NotADate:
                wrong.append(name)
    texts = {
        name: tidy(request.args.get(name, ""))[:_LONGEST]
        for name in ("who", "action", "subject", "text")
    }
    return Choice(**texts, first=days["first"], last=days["last"]), wrong


def place(name: str) -> int | None:
    """Return where a page begins; what is no number begins nowhere."""
    text = request.args.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) >= _LONGEST_NUMBER:
        return None
    return int(text)
