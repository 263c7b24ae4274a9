"""A small province whose years follow one another quickly: one year for each random story."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy import select

from emulation.assessments.models import Assessment
from emulation.assessments.opening import open_year
from emulation.criteria.models import CriteriaSetVersion
from emulation.criteria.operations import import_set
from emulation.criteria.queries import rule_set
from emulation.database import db, write_tx
from emulation.periods.calendar import FIRST_YEAR, LAST_YEAR, proposed_windows
from emulation.periods.models import Participant
from emulation.rules.roles import Person, Role
from emulation.units.models import Unit, UnitKind
from tests.criteria.sets import SMALL
from tests.resilience.year import add_member, add_unit

FOUNDED = datetime(2020, 1, 2, 1, tzinfo=UTC)
FIRST = FIRST_YEAR + 21
YEARS = LAST_YEAR - FIRST
PEOPLE = (
    ("leader 0", Role.COMMUNE_LEADER, "commune 0"),
    ("official 0", Role.COMMUNE_OFFICIAL, "commune 0"),
    ("leader 1", Role.COMMUNE_LEADER, "commune 1"),
    ("official 1", Role.COMMUNE_OFFICIAL, "commune 1"),
    ("inspector", Role.INSPECTOR, "district"),
    ("second inspector", Role.INSPECTOR, "district"),
    ("head", Role.HEAD_OF_INSPECTION, "district"),
    ("council", Role.COUNCIL, "province"),
    ("leader", Role.LEADER, "province"),
    ("administrator", Role.ADMINISTRATOR, "province"),
    ("foreign inspector", Role.INSPECTOR, "other district"),
    ("foreign head", Role.HEAD_OF_INSPECTION, "other district"),
)
FOREIGN = frozenset({"foreign inspector", "foreign head"})


@dataclass(frozen=True)
class Place:
    id: int


@dataclass(frozen=True)
class Opened:
    """One year of the province: when it begins, and the sheets of its two communes."""

    year: int
    period_id: int
    begins: datetime
    sheet_ids: tuple[int, int]


class Province:
    """Founded once in a database; each `open_next` is a year in which nothing has happened yet."""

    def __init__(self) -> None:
        with write_tx():
            units = make_units()
            self.units = {name: Place(unit.id) for name, unit in units.items()}
            self.people: dict[str, Person] = {
                name: add_member(role, units[place], FOUNDED).person for name, role, place in PEOPLE
            }
            self.criteria_set_id = import_set(SMALL, by=None, at=FOUNDED).criteria_set.id
        self._years = count(FIRST)
        self.texts = count(1)

    def open_next(self) -> Opened:
        year = next(self._years)
        assert year <= LAST_YEAR, "this province has had all its years"
        opened_at = datetime(year, 1, 2, 1, tzinfo=UTC)
        with write_tx() as session:
            criteria_set = session.get_one(CriteriaSetVersion, self.criteria_set_id)
            period = open_year(
                year,
                criteria_set=criteria_set,
                windows=proposed_windows(rule_set(criteria_set.id).calendar, year),
                province=session.get_one(Unit, self.units["province"].id),
                by=self.people["council"],
                at=opened_at,
                units_on=FOUNDED.date(),
            )
            sheets = session.scalars(
                select(Assessment.id)
                .join(Participant, Participant.id == Assessment.participant_id)
                .where(Participant.period_id == period.id)
                .order_by(Participant.code)
            ).all()
            begins = opened_at + timedelta(days=304)
            return Opened(year, period.id, begins, (sheets[0], sheets[1]))


def make_units() -> dict[str, Unit]:
    province = add_unit("24", "Tỉnh Bắc Giang", UnitKind.PROVINCE)
    district = add_unit("220", "Huyện Tân Yên", UnitKind.RURAL_DISTRICT, province)
    units = {
        "province": province,
        "district": district,
        "other district": add_unit("219", "Huyện Việt Yên", UnitKind.RURAL_DISTRICT, province),
        "commune 0": add_unit("07420", "Xã Đại Hóa", UnitKind.COMMUNE, district),
        "commune 1": add_unit("07501", "Xã Minh Đức", UnitKind.COMMUNE, district),
    }
    db.session.flush()
    return units
