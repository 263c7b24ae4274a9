"""Where a year stands: how many sheets of each district are in which state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from emulation.assessments.models import Assessment
from emulation.database import db
from emulation.initiatives.models import Initiative, InitiativeState
from emulation.periods.models import Participant
from emulation.periods.queries import seen_by
from emulation.rules.collation import vietnamese_key
from emulation.rules.roles import Person
from emulation.rules.workflow import AssessmentState


@dataclass(frozen=True)
class DistrictStatus:
    """The sheets of one district, counted by state."""

    id: int | None
    name: str
    sheets: Mapping[AssessmentState, int]

    @property
    def communes(self) -> int:
        return sum(self.sheets.values())


@dataclass(frozen=True)
class YearStatus:
    """A whole year as one reader sees it."""

    districts: Sequence[DistrictStatus]
    agencies: int
    agencies_short: int
    initiatives: int

    @property
    def communes(self) -> int:
        return sum(district.communes for district in self.districts)

    def in_state(self, state: AssessmentState) -> int:
        return sum(district.sheets.get(state, 0) for district in self.districts)


def year_status(
    period_id: int, *, initiatives_minimum: int, reader: Person | None = None
) -> YearStatus:
    """Count the year's sheets and initiatives, in two queries; without a reader, all of them."""
    seen = [] if reader is None else [seen_by(reader)]
    counted = db.session.execute(
        select(Participant.district_id, Participant.district_name, Assessment.state, func.count())
        .join(Assessment, Assessment.participant_id == Participant.id)
        .where(Participant.period_id == period_id, *seen)
        .group_by(Participant.district_id, Participant.district_name, Assessment.state)
    )
    by_district: dict[tuple[int | None, str], dict[AssessmentState, int]] = {}
    for district_id, name, state, count in counted:
        by_district.setdefault((district_id, name), {})[state] = count
    registered = (
        select(func.count(Initiative.id))
        .where(
            Initiative.participant_id == Participant.id,
            Initiative.state == InitiativeState.REGISTERED,
        )
        .scalar_subquery()
    )
    counts = db.session.scalars(
        select(registered).select_from(Participant).where(Participant.period_id == period_id, *seen)
    ).all()
    return YearStatus(
        districts=sorted(
            (DistrictStatus(*district, sheets) for district, sheets in by_district.items()),
            key=lambda one: vietnamese_key(one.name),
        ),
        agencies=len(counts),
        agencies_short=sum(count < initiatives_minimum for count in counts),
        initiatives=sum(counts),
    )
