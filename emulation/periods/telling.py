"""Telling everybody who takes part in a year what concerns the whole of it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select

from emulation.database import db
from emulation.notices.kinds import NoticeKind
from emulation.notices.operations import Message, tell_each
from emulation.periods.models import Participant, Period
from emulation.rules.roles import AGENCY_ROLES, INSPECTION_ROLES, Person, Role

_WORKING = AGENCY_ROLES | INSPECTION_ROLES | {Role.COUNCIL}
_RANKING = "/rankings/{year}"

# Who is told, and which page shows what the message says.
AUDIENCE: Mapping[NoticeKind, tuple[Collection[Role], str]] = {
    NoticeKind.CALENDAR_CHANGED: (_WORKING, "/"),
    NoticeKind.PUBLISHED: (_WORKING | {Role.LEADER}, _RANKING),
    NoticeKind.CORRECTED: (_WORKING | {Role.LEADER}, _RANKING),
}


def tell_of_year(
    kind: NoticeKind,
    period_id: int,
    *,
    by: Person,
    at: datetime,
    key: str,
    **facts: str | int,
) -> int:
    """Tell everybody once per `key`; `year` need not be given among the facts."""
    year = db.session.get_one(Period, period_id).year
    roles, page = AUDIENCE[kind]
    messages = [
        Message(unit_id, page.format(year=year), {"year": year, **facts})
        for unit_id in _units_of(period_id)
    ]
    return tell_each(kind, messages, roles=roles, at=at, key=key, by=by)


def _units_of(period_id: int) -> Collection[int]:
    """Return the province, who takes part, and who inspects."""
    rows = db.session.execute(
        select(Participant.province_id, Participant.unit_id, Participant.inspecting_unit_id).where(
            Participant.period_id == period_id
        )
    )
    return {unit_id for row in rows for unit_id in row if unit_id is not None}
