"""One download of everything that a sheet has put forward."""

from http import HTTPStatus

from flask import Response, abort
from flask.typing import ResponseReturnValue

from emulation.access import only, signed_in
from emulation.audit.changes import now
from emulation.database import db
from emulation.evidence.names import attachment
from emulation.evidence.views.files import SEALED
from emulation.filing.archive.contents import contents_of
from emulation.filing.archive.streaming import stream
from emulation.filing.archive.words import words_of
from emulation.filing.counting import papers_of
from emulation.filing.queries import get_assessed
from emulation.filing.views.blueprint import READERS, bp
from emulation.periods.models import Period
from emulation.rules.archive_names import safe_name
from emulation.storage import StoreUnavailable, store


@bp.get("/<int:participant_id>/zip")
@only(*READERS)
def download(participant_id: int) -> ResponseReturnValue:
    """Send the documents in force as they are packed; the index comes last and says what is not in.

    Everything is read and worded before the first byte: neither the request nor the database is
    held while the bytes go out.
    """
    reader = signed_in()
    participant = get_assessed(participant_id, reader=reader)
    year = db.session.get_one(Period, participant.period_id).year
    contents = contents_of(participant, reader=reader)
    at = now()
    words = words_of(contents, papers_of(participant), year, by=reader, at=at)
    kept = store()
    try:
        for one in contents.documents[:1]:
            kept.exists(one.sha256)
    except StoreUnavailable:
        abort(HTTPStatus.SERVICE_UNAVAILABLE)
    name = safe_name(f"Minh chứng {participant.name} {year}.zip")
    answer = Response(
        stream(contents.documents, kept, words.file, at=at), mimetype="application/zip"
    )
    answer.headers.update(SEALED)
    answer.headers["Content-Disposition"] = attachment(name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
