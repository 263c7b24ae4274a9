"""Word and Excel files as text and tables: guarded as the document itself is."""

import math
from decimal import Decimal
from http import HTTPStatus

from flask import abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from emulation import formatting
from emulation.access import only, signed_in
from emulation.evidence import queries
from emulation.evidence.contents.reading import READ, part_of
from emulation.evidence.models import Evidence
from emulation.evidence.pictures.cache import Busy, CannotBeMade
from emulation.evidence.pictures.here import picture_cache
from emulation.evidence.pictures.pages import Original
from emulation.evidence.scanning.gate import closed_to
from emulation.evidence.views.blueprint import READERS, bp
from emulation.evidence.views.files import closed_page
from emulation.evidence.views.pages import TRY_AGAIN_SECONDS
from emulation.storage import StoreUnavailable, store

MOST_PLACES = 6


@bp.get("/<int:evidence_id>/text")
@only(*READERS)
def text(evidence_id: int) -> ResponseReturnValue:
    """Show what stands in a Word or Excel file, one sheet at a time."""
    return send_contents(queries.get_evidence(evidence_id, reader=signed_in()))


def send_contents(document: Evidence) -> ResponseReturnValue:
    """Send the words of a document to somebody who may see it."""
    if closed := closed_to(document, signed_in()):
        return closed_page(document, closed)
    if document.blob.media_type not in READ:
        abort(HTTPStatus.NOT_FOUND)
    original = Original(document.sha256, document.blob.media_type)
    number = request.args.get("page", 1, type=int)
    try:
        part = part_of(original, number, store(), picture_cache())
    except (CannotBeMade, FileNotFoundError):
        page = render_template("evidence/contents.html", document=document, part=None)
        return page, HTTPStatus.NOT_FOUND
    except (Busy, StoreUnavailable):
        answer = make_response("", HTTPStatus.SERVICE_UNAVAILABLE)
        answer.headers["Retry-After"] = TRY_AGAIN_SECONDS
        return answer
    return render_template("evidence/contents.html", document=document, part=part, figure=figure)


def figure(cell: float) -> str:
    """Write a figure of a sheet as figures are written here; its own format is not known."""
    if not math.isfinite(cell):
        return str(cell)
    return formatting.number(Decimal(repr(cell)), places=MOST_PLACES)
