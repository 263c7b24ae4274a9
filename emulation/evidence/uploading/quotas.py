"""How much a unit has put forward in a year, asked again inside the transaction that adds to it."""

from collections.abc import Iterable

from flask import current_app
from sqlalchemy import func, select

from emulation.database import db, is_writing
from emulation.evidence.models import Blob, Evidence
from emulation.evidence.uploading.refusals import QuotaPassed
from emulation.periods.models import Participant
from emulation.rules.evidence_room import Room
from emulation.storage import Stored


def room_of(participant: Participant) -> Room:
    """Return what the unit's documents of this year take, and the most that they may take."""
    used_bytes, used_files = db.session.execute(
        select(func.coalesce(func.sum(Blob.size), 0), func.count())
        .select_from(Evidence)
        .join(Evidence.blob)
        .where(Evidence.participant_id == participant.id)
    ).one()
    own = participant.evidence_quota
    return Room(
        used_bytes=used_bytes,
        used_files=used_files,
        most_bytes=current_app.config["EVIDENCE_QUOTA"] if own is None else own,
        most_files=current_app.config["EVIDENCE_QUOTA_FILES"],
    )


def require_room(participant: Participant, files: Iterable[Stored]) -> None:
    """Raise QuotaPassed unless these bytes fit; those that the unit has put forward take nothing.

    Inside a write transaction the unit is held until its end, so that of many who add at the same
    moment each reckons with those before.
    """
    sizes = {file.sha256: file.size for file in files}
    if is_writing():
        _hold(participant.id)
    known = db.session.scalars(
        select(Evidence.sha256).where(
            Evidence.participant_id == participant.id, Evidence.sha256.in_(sizes)
        )
    )
    for sha256 in known:
        sizes.pop(sha256, None)
    room = room_of(participant)
    if sizes and not room.takes(sizes.values()):
        raise QuotaPassed(room, sum(sizes.values()))


def _hold(participant_id: int) -> None:
    """Lock the unit's year against others who add to it, and not against rows that name it."""
    db.session.execute(
        select(Participant.id)
        .where(Participant.id == participant_id)
        .with_for_update(key_share=True)
    )
