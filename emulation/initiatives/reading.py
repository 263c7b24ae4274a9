"""What a page says of initiatives: an agency's counter, and the choice of the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from emulation.initiatives import queries
from emulation.initiatives.models import Initiative, InitiativeField, InitiativeState
from emulation.initiatives.queries import Filters
from emulation.periods.models import Participant, Period
from emulation.periods.queries import closing_day
from emulation.rules.deadlines import WindowKind

LONGEST_SEARCH = 100
LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True)
class OwnRegister:
    """An agency's initiatives of a year against what the year asks for."""

    agency: Participant
    initiatives: Sequence[Initiative]
    minimum: int
    due_on: date | None
    days_left: int | None

    @property
    def registered(self) -> int:
        return sum(one.state is InitiativeState.REGISTERED for one in self.initiatives)

    @property
    def missing(self) -> int:
        return max(0, self.minimum - self.registered)


def own_register(agency: Participant, period: Period, today: date) -> OwnRegister:
    due_on = closing_day(period.id, WindowKind.INITIATIVE_REGISTRATION)
    return OwnRegister(
        agency=agency,
        initiatives=queries.list_of(agency.id),
        minimum=period.initiatives_minimum,
        due_on=due_on,
        days_left=(due_on - today).days if due_on else None,
    )


def filters_sent(sent: Mapping[str, str]) -> Filters:
    """Read the filters of an address; what cannot be read filters nothing."""
    field = sent.get("field", "")
    return Filters(
        district_id=whole_number(sent.get("district", "")),
        field=InitiativeField(field) if field in list(InitiativeField) else None,
        text=sent.get("q", "")[:LONGEST_SEARCH].strip(),
    )


def page_sent(sent: Mapping[str, str], count: int) -> tuple[int, int]:
    """Return the page that is asked for, kept within those there are, and the last one."""
    last = max(1, -(-count // queries.PER_PAGE))
    return min(max(1, whole_number(sent.get("page", "")) or 1), last), last


def whole_number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else None
