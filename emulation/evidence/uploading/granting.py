"""Giving a unit more or less room for its evidence of a year."""

from datetime import datetime

from sqlalchemy import select, update

from emulation.audit.operations import record
from emulation.database import db, rows_changed
from emulation.periods.models import Participant
from emulation.rules.errors import StaleVersion
from emulation.rules.roles import Person


def grant_room(
    participant_id: int, quota: int | None, *, by: Person | None, at: datetime
) -> int | None:
    """Let the unit's documents take this many bytes; None gives it what everybody has.

    Returns what it had. Less than what is used takes nothing away, and lets nothing more in.
    """
    before = db.session.execute(
        select(Participant.evidence_quota)
        .where(Participant.id == participant_id)
        .with_for_update(key_share=True)
    ).scalar_one()
    if before == quota:
        return before
    unchanged = Participant.evidence_quota.is_not_distinct_from(before)
    statement = update(Participant).where(Participant.id == participant_id, unchanged)
    if not rows_changed(statement.values(evidence_quota=quota)):
        raise StaleVersion(0, 0)
    record(
        "evidence.quota",
        f"participant:{participant_id}",
        by=by,
        at=at,
        before={"bytes": before},
        after={"bytes": quota},
    )
    return before
