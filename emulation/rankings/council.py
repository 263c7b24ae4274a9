"""What the council needs before it publishes: who is where, and what it would come to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from emulation.criteria.queries import rule_set
from emulation.periods.models import Period
from emulation.rankings.queries import SheetLine
from emulation.rankings.standings import ranking_of
from emulation.rules.criteria_facts import Level
from emulation.rules.ranking import RankingTable
from emulation.rules.roles import Person
from emulation.rules.workflow import AssessmentState


@dataclass(frozen=True, slots=True)
class DistrictProgress:
    """How many sheets of a district stand in each state."""

    district_id: int | None
    name: str
    states: Mapping[AssessmentState, int]

    @property
    def sheets(self) -> int:
        return sum(self.states.values())

    @property
    def waiting(self) -> int:
        return self.states.get(AssessmentState.VERIFIED, 0)

    @property
    def done(self) -> int:
        finished = (AssessmentState.APPROVED, AssessmentState.PUBLISHED)
        return sum(self.states.get(state, 0) for state in finished)


@dataclass(frozen=True, slots=True)
class CouncilOverview:
    """The whole year at a glance, and the ranking as it would be published now."""

    districts: Sequence[DistrictProgress]
    sheets: Mapping[str, SheetLine]
    table: RankingTable
    levels: Mapping[str, Level]

    def level_title(self, code: str, locale: str) -> str:
        level = self.levels[code]
        return level.title_vi if locale == "vi" else level.title_en

    @property
    def total(self) -> int:
        return len(self.sheets)

    def count(self, state: AssessmentState) -> int:
        return sum(district.states.get(state, 0) for district in self.districts)


def council_overview(period: Period, *, reader: Person) -> CouncilOverview:
    table, lines = ranking_of(period, reader=reader)
    districts: dict[int | None, tuple[str, Counter[AssessmentState]]] = {}
    for line in lines:
        _, states = districts.setdefault(line.district_id, (line.district_name, Counter()))
        states[line.state] += 1
    return CouncilOverview(
        districts=[
            DistrictProgress(district_id, name, states)
            for district_id, (name, states) in districts.items()
        ],
        sheets={line.code: line for line in lines},
        table=table,
        levels={level.code: level for level in rule_set(period.criteria_set_id).levels},
    )
