"""What was published, one publication after another: its page, its files, and checking them."""

from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from http import HTTPStatus
from threading import BoundedSemaphore

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from emulation.access import public
from emulation.audit.signatures import read_public_key
from emulation.formatting import tidy
from emulation.rankings import queries
from emulation.rankings.change_table import change_table
from emulation.rankings.check_wording import KINDS, fault_words
from emulation.rankings.checking import Known, check
from emulation.rankings.findings import Report
from emulation.rankings.forms import CheckForm
from emulation.rankings.models import Publication
from emulation.rankings.proofs import file_of
from emulation.rankings.public_keys import pem_of
from emulation.rankings.reading import read_publication
from emulation.rankings.tables import TableChoice, chosen, last_passing

bp = Blueprint("publications", __name__, url_prefix="/publications")
LARGEST_FILE = 30_000_000
_LONGEST_CODE = 40
# What is stored never changes: a page that is asked for often computes once.
_checked = lru_cache(maxsize=4)(check)
# A whole province takes a second or two: one check at a time leaves the others their share.
_TURN = BoundedSemaphore(1)
_PATIENCE_SECONDS = 8


@bp.get("/<string:code>")
@public
def show(code: str) -> ResponseReturnValue:
    found = queries.get_publication(code)
    return render_template(
        "rankings/publication.html",
        publication=found,
        reading=read_publication(found),
        around=queries.neighbours_of(found),
        changes=change_table(found.changes) if found.corrects_id else None,
        key=read_public_key(found.key) if found.is_signed else None,
    )


@bp.get("/<string:code>/ranking")
@public
def ranking(code: str) -> ResponseReturnValue:
    """Show the table as this publication has it, also after a correction."""
    found = queries.get_publication(code)
    reading = read_publication(found)
    choice = TableChoice.sent(request.args)
    lines = chosen(reading.lines, choice)
    return render_template(
        "rankings/show.html",
        publication=found,
        reading=reading,
        choice=choice,
        lines=lines,
        last_pass=last_passing(lines, reading.pass_mark) if choice.by_rank else None,
        years=(),
        around=queries.neighbours_of(found),
    )


@bp.get("/<string:code>/units/<int:unit_id>")
@public
def unit(code: str, unit_id: int) -> ResponseReturnValue:
    """Show what this publication says of one unit."""
    found = queries.get_publication(code)
    reading = read_publication(found)
    line = next((one for one in reading.lines if one.unit_id == unit_id), None)
    if line is None:
        abort(404)
    return render_template(
        "rankings/unit.html",
        publication=found,
        reading=reading,
        line=line,
        around=queries.neighbours_of(found),
    )


@bp.get("/<string:code>/file")
@public
def file(code: str) -> ResponseReturnValue:
    """Give the whole file: content, signature, key, event, proofs and checkpoint."""
    found = queries.get_publication(code)
    return download(file_of(found), f"{found.code}.json", "application/json")


@bp.get("/<string:code>/content")
@public
def content(code: str) -> ResponseReturnValue:
    """Give just the bytes that were signed."""
    found = queries.get_publication(code)
    return download(found.content.encode(), f"{found.code}.content.json", "application/json")


@bp.get("/<string:code>/signature")
@public
def signature(code: str) -> ResponseReturnValue:
    found = signed(code)
    return download(b64decode(found.signature), f"{found.code}.sig", "application/octet-stream")


@bp.get("/<string:code>/key")
@public
def key(code: str) -> ResponseReturnValue:
    """Give the public key as openssl reads it."""
    found = signed(code)
    return download(pem_of(found.key), f"{found.code}.pem", "application/x-pem-file")


def signed(code: str) -> Publication:
    found = queries.get_publication(code)
    if not found.is_signed:
        abort(404)
    return found


def download(content: bytes, name: str, mimetype: str) -> Response:
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.get("/check")
@public
def check_page() -> ResponseReturnValue:
    """Check what is stored under a code, or ask for a file."""
    code = tidy(request.args.get("code", ""))[:_LONGEST_CODE]
    found = queries.find_publication_by_code(code) if code else None
    report = stored_report(found) if found else None
    return page(CheckForm(), report, code=code, unknown=bool(code) and found is None)


def stored_report(publication: Publication) -> Report:
    before = queries.find_previous(publication)
    previous = file_of(before) if before else None
    stored, known = file_of(publication), Known(previous=previous)
    with turn():
        return _checked(stored, known)


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn to compute, and not for long."""
    if not _TURN.acquire(timeout=_PATIENCE_SECONDS):
        abort(HTTPStatus.SERVICE_UNAVAILABLE)
    try:
        yield
    finally:
        _TURN.release()


@bp.post("/check")
@public
def check_file() -> ResponseReturnValue:
    """Check a file that somebody has; nothing of it is kept."""
    form = CheckForm()
    if not form.validate():
        return page(form, None), 400
    sent = form.file.data
    if sent is not None and sent.filename:
        content = sent.stream.read(LARGEST_FILE)
    else:
        content = (form.text.data or "").strip().encode()
    with turn():
        report = check(content)
    return page(form, report)


def page(form: CheckForm, report: Report | None, *, code: str = "", unknown: bool = False) -> str:
    return render_template(
        "rankings/check.html",
        form=form,
        report=report,
        code=code,
        unknown=unknown,
        kinds=KINDS,
        fault_words=fault_words,
    )
