"""The way in for every file, whole or in parts: room is asked for first, then it is looked at."""

from collections.abc import Iterable

from flask import current_app

from emulation.database import db
from emulation.evidence.arrivals import Arrivals, SentFile, take_in
from emulation.evidence.pictures.here import draw_what_arrived
from emulation.evidence.pictures.pages import Original
from emulation.evidence.scanning.scanner import scanner
from emulation.evidence.uploading.quotas import require_room
from emulation.evidence.uploading.space import require_space
from emulation.periods.models import Participant
from emulation.storage import Stored, store


def taken_in(participant: Participant, sent: Iterable[SentFile]) -> Arrivals:
    """Put into the store what may be put forward, before any transaction begins.

    Raises NotTaken where there is no room, and StoreUnavailable.
    """
    kept = store()
    require_space(kept.arrivals.folder)

    def admit(stored: Stored) -> None:
        require_room(participant, [stored])
        # Looking at the file may take a while, and no snapshot waits for it.
        db.session.rollback()

    arrivals = take_in(
        sent, kept, scanner(), limit=current_app.config["EVIDENCE_MAX_BYTES"], admit=admit
    )
    draw_what_arrived(
        [Original(one.stored.sha256, one.read.found.media_type) for one in arrivals.kept], kept
    )
    return arrivals
