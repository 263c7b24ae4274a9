"""One document: what is known of it, its picture, and its bytes as they came."""

from dataclasses import replace
from http import HTTPStatus

from flask import abort, render_template, request, send_file
from flask.typing import ResponseReturnValue

from emulation.access import only, signed_in
from emulation.audit.changes import now
from emulation.criteria.wording import title_of
from emulation.evidence import queries
from emulation.evidence.matches import JUDGES, matches_of
from emulation.evidence.models import Evidence, Scan
from emulation.evidence.names import attachment
from emulation.evidence.readings import find_reading
from emulation.evidence.scanning.gate import closed_to
from emulation.evidence.scanning.sentences import closed_because
from emulation.evidence.signatures.words import signature_box
from emulation.evidence.standing import places_of
from emulation.evidence.views.answers import back
from emulation.evidence.views.blueprint import READERS, bp
from emulation.evidence.views.said import said_of
from emulation.evidence.views.viewing import Document, document_of, page_within
from emulation.rules.similarity import other_years
from emulation.storage import Damaged, StoreUnavailable, store

SEALED = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@bp.get("/<int:evidence_id>")
@only(*READERS)
def show(evidence_id: int) -> ResponseReturnValue:
    """Say of a document what it is, who sent it when, and for which criteria."""
    reader = signed_in()
    document = queries.get_evidence(evidence_id, reader=reader)
    owner, reading = queries.get_owner(document), find_reading(document.sha256)
    closed = closed_to(document, reader)
    return render_template(
        "evidence/show.html",
        document=document,
        owner=owner,
        uses=[
            (title_of(use), use) for use in (*places_of(document.id), *queries.uses_of(document.id))
        ],
        viewed=viewed(document, reading.pages if reading else 1),
        is_kept=store().exists(document.sha256),
        closed=closed_because(closed, document.blob.scan_finding) if closed else "",
        reading=reading,
        said=said_of(document, owner, reader, at=now()),
        other_years=other_years(reading.text, owner.period.year) if reading else (),
        matches=matches_of(document.sha256, reader=reader) if reader.role in JUDGES else (),
        signatures=signature_box(document.blob, owner.id),
        back=back(None),
    )


def viewed(document: Evidence, pages: int) -> Document:
    """Return the document as its own page shows it, at the page that was asked for."""
    blob = document.blob
    found = document_of(document.id, document.name, blob.size, blob.media_type, pages)
    return replace(found, url="", page=page_within(request.args.get("page", type=int), pages))


@bp.get("/<int:evidence_id>/file")
@only(*READERS)
def file(evidence_id: int) -> ResponseReturnValue:
    """Give the bytes as they came, to be saved and not to be opened here."""
    return send_bytes(queries.get_evidence(evidence_id, reader=signed_in()))


def send_bytes(document: Evidence) -> ResponseReturnValue:
    """Send a document to somebody who may see it."""
    if closed := closed_to(document, signed_in()):
        return closed_page(document, closed)
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


def closed_page(document: Evidence, closed: Scan) -> ResponseReturnValue:
    """Say why nobody, or nobody but the unit that sent it, can open this file."""
    page = render_template(
        "evidence/closed.html",
        document=document,
        why=closed_because(closed, document.blob.scan_finding),
        infected=closed is Scan.INFECTED,
    )
    return page, HTTPStatus.FORBIDDEN
