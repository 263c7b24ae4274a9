"""Telling the people around a sheet what happened to it: one table says whom, and where to look."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from emulation.assessments.models import Assessment
from emulation.database import db
from emulation.notices.kinds import NoticeKind
from emulation.notices.operations import Message, tell_each
from emulation.periods.models import Participant, Period
from emulation.rules.roles import AGENCY_ROLES, INSPECTION_ROLES, Person, Role


class Side(StrEnum):
    """The parties to a sheet."""

    COMMUNE = "commune"
    INSPECTION = "inspection"


ROLES: Mapping[Side, Collection[Role]] = {
    Side.COMMUNE: AGENCY_ROLES,
    Side.INSPECTION: INSPECTION_ROLES,
}
_SHEET, _RESULT = "/assessments/{id}", "/assessments/{id}/result"
_QUESTIONS, _VERIFICATION = "/assessments/{id}/questions", "/verification/{id}"

# Who is told, and which page shows what the message says.
AUDIENCE: Mapping[NoticeKind, Mapping[Side, str]] = {
    NoticeKind.SUBMITTED: {
        Side.COMMUNE: "/assessments/{id}/receipt",
        Side.INSPECTION: _VERIFICATION,
    },
    NoticeKind.WITHDRAWN: {Side.COMMUNE: _SHEET, Side.INSPECTION: "/verification"},
    NoticeKind.BEGUN: {Side.COMMUNE: _SHEET},
    NoticeKind.QUESTIONS: {Side.COMMUNE: _QUESTIONS},
    NoticeKind.ANSWERED: {Side.COMMUNE: _QUESTIONS, Side.INSPECTION: _VERIFICATION},
    NoticeKind.RESUMED: {Side.COMMUNE: _QUESTIONS},
    NoticeKind.VERIFIED: {Side.COMMUNE: _RESULT},
    NoticeKind.ACCEPTED: {Side.COMMUNE: _RESULT, Side.INSPECTION: _VERIFICATION},
    NoticeKind.APPEALED: {Side.COMMUNE: _RESULT, Side.INSPECTION: _VERIFICATION},
    NoticeKind.APPEALS_SETTLED: {Side.COMMUNE: _RESULT},
    NoticeKind.REOPENED: {Side.COMMUNE: _SHEET, Side.INSPECTION: _VERIFICATION},
    NoticeKind.SET_ASIDE: {Side.COMMUNE: _SHEET, Side.INSPECTION: _VERIFICATION},
    NoticeKind.TAKEN_UP: {Side.COMMUNE: _SHEET, Side.INSPECTION: _VERIFICATION},
    NoticeKind.APPROVED: {Side.COMMUNE: _RESULT},
    NoticeKind.EXTENDED: {Side.COMMUNE: _SHEET, Side.INSPECTION: _VERIFICATION},
}


def tell_of_sheets(
    kind: NoticeKind,
    sheet_ids: Collection[int],
    *,
    by: Person,
    at: datetime,
    **facts: str | int,
) -> int:
    """Tell everybody concerned of each sheet; `commune` and `year` need not be given."""
    heads = db.session.execute(
        select(
            Assessment.id,
            Participant.name,
            Participant.unit_id,
            Participant.inspecting_unit_id,
            Period.year,
        )
        .join(Participant, Participant.id == Assessment.participant_id)
        .join(Period, Period.id == Participant.period_id)
        .where(Assessment.id.in_(sheet_ids))
    ).all()
    told = 0
    for side, page in AUDIENCE[kind].items():
        messages = [
            Message(unit_id, page.format(id=head.id), facts | known)
            for head in heads
            if (unit_id := head.unit_id if side is Side.COMMUNE else head.inspecting_unit_id)
            if (known := {"commune": head.name, "year": head.year})
        ]
        told += tell_each(kind, messages, roles=ROLES[side], at=at, by=by)
    return told
