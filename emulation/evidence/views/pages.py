"""Pages of a document as pictures that we drew: guarded as the document itself is."""

from http import HTTPStatus

from flask import Response, abort, make_response, request, send_file
from flask.typing import ResponseReturnValue

from emulation.access import only, signed_in
from emulation.evidence import queries
from emulation.evidence.models import Evidence
from emulation.evidence.pictures.cache import Busy, CannotBeMade
from emulation.evidence.pictures.here import picture_cache
from emulation.evidence.pictures.pages import Original, page_picture
from emulation.evidence.pictures.sizes import Size
from emulation.evidence.readings import pages_of
from emulation.evidence.scanning.gate import closed_to
from emulation.evidence.views.blueprint import READERS, bp
from emulation.evidence.views.files import SEALED, closed_page
from emulation.storage import StoreUnavailable, store

# The bytes of a document never change, so a picture that was seen needs no second look for a
# while; another session of the same browser has another cookie and does not get it.
KEPT_BY_BROWSER = "private, max-age=600"
TRY_AGAIN_SECONDS = "5"


@bp.get("/<int:evidence_id>/pages/<int:page>")
@only(*READERS)
def page(evidence_id: int, page: int) -> ResponseReturnValue:
    """Give one page in the size that is asked for."""
    return send_page(queries.get_evidence(evidence_id, reader=signed_in()), page)


@bp.get("/<int:evidence_id>/preview")
@only(*READERS)
def preview(evidence_id: int) -> ResponseReturnValue:
    """Give the first page, or the photo."""
    return send_page(queries.get_evidence(evidence_id, reader=signed_in()), 1)


def send_page(document: Evidence, page: int) -> ResponseReturnValue:
    """Send a page to somebody who may see the document."""
    if closed := closed_to(document, signed_in()):
        return closed_page(document, closed)
    size = asked_size()
    if not 1 <= page <= pages_of(document.sha256):
        abort(HTTPStatus.NOT_FOUND)
    etag = f"{document.sha256}-{page}-{size}"
    if request.if_none_match.contains_weak(etag):
        return sealed(make_response("", HTTPStatus.NOT_MODIFIED), etag)
    original = Original(document.sha256, document.blob.media_type)
    try:
        path = page_picture(original, page, size, store(), picture_cache())
        answer = send_file(path, mimetype="image/webp", conditional=False)
    except (CannotBeMade, FileNotFoundError):
        abort(HTTPStatus.NOT_FOUND)
    except (Busy, StoreUnavailable):
        answer = make_response("", HTTPStatus.SERVICE_UNAVAILABLE)
        answer.headers["Retry-After"] = TRY_AGAIN_SECONDS
        return answer
    return sealed(answer, etag)


def asked_size() -> Size:
    """Return the size in the address; one that is not there is not found."""
    sent = request.args.get("size", Size.PAGE.value)
    if sent not in set(Size):
        abort(HTTPStatus.NOT_FOUND)
    return Size(sent)


def sealed(answer: Response, etag: str) -> Response:
    answer.headers.update(SEALED)
    answer.set_etag(etag)
    answer.headers["Cache-Control"] = KEPT_BY_BROWSER
    answer.headers["Vary"] = "Cookie"
    return answer
