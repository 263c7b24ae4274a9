"""The ranking as it would be published now, which only the council sees."""

from collections.abc import Mapping
from dataclasses import dataclass

from emulation.criteria.queries import rule_set
from emulation.periods.models import Period
from emulation.rankings.queries import SheetLine
from emulation.rankings.standings import ranking_of
from emulation.rules.criteria_facts import Level
from emulation.rules.ranking import RankingTable
from emulation.rules.roles import Person


@dataclass(frozen=True, slots=True)
class CouncilOverview:
    """The ranking of what is approved by now, with the sheets it was made of."""

    sheets: Mapping[str, SheetLine]
    table: RankingTable
    levels: Mapping[str, Level]

    def level_title(self, code: str, locale: str) -> str:
        level = self.levels[code]
        return level.title_vi if locale == "vi" else level.title_en


def council_overview(period: Period, *, reader: Person) -> CouncilOverview:
    table, lines = ranking_of(period, reader=reader)
    return CouncilOverview(
        sheets={line.code: line for line in lines},
        table=table,
        levels={level.code: level for level in rule_set(period.criteria_set_id).levels},
    )
