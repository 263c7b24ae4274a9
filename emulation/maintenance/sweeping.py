"""Putting away what nobody needs any more: answers to repeated requests, sessions long over."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from emulation.accounts.models import SignedSession
from emulation.accounts.session import LONGEST_SESSION
from emulation.audit.models import RequestDone
from emulation.database import rows_changed, write_tx

REQUESTS_KEPT = timedelta(days=30)
SESSIONS_KEPT = timedelta(days=730)
BATCH = 2000


def sweep_requests(at: datetime) -> int:
    """Forget requests so old that nobody repeats them, a few at a time."""
    swept = 0
    while True:
        old = select(RequestDone.request_id).where(RequestDone.at < at - REQUESTS_KEPT).limit(BATCH)
        with write_tx():
            count = rows_changed(delete(RequestDone).where(RequestDone.request_id.in_(old)))
        swept += count
        if count < BATCH:
            return swept


def sweep_sessions(at: datetime) -> int:
    """End the sessions that are over by the clock, and forget those of two years ago."""
    with write_tx():
        ended = rows_changed(
            update(SignedSession)
            .where(
                SignedSession.ended_at.is_(None), SignedSession.started_at < at - LONGEST_SESSION
            )
            .values(ended_at=at)
        )
        rows_changed(delete(SignedSession).where(SignedSession.started_at < at - SESSIONS_KEPT))
    return ended
