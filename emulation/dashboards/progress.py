"""How far the running year has come, for the part of the province that a reader sees."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from emulation.periods.models import Period
from emulation.rankings.queries import SheetLine, sheet_lines
from emulation.rules.overview import mean
from emulation.rules.roles import Person
from emulation.rules.workflow import FINAL_STATES, AssessmentState


@dataclass(frozen=True, slots=True)
class YearProgress:
    """Counts of sheets by state, and provisional averages that are marked as such."""

    year: int
    sheets: int
    states: Mapping[AssessmentState, int]
    mean_claim: Decimal | None
    mean_verified: Decimal | None
    districts: Sequence["YearProgress"] = ()
    name: str = ""

    @property
    def verified(self) -> int:
        return sum(self.states.get(state, 0) for state in FINAL_STATES)

    @property
    def submitted(self) -> int:
        return self.sheets - self.states.get(AssessmentState.DRAFT, 0)


def year_progress(period: Period, *, reader: Person) -> YearProgress:
    lines = sheet_lines(period, reader=reader)
    districts: dict[str, list[SheetLine]] = {}
    for line in lines:
        districts.setdefault(line.district_name, []).append(line)
    parts = tuple(counted(period.year, group, name) for name, group in districts.items())
    return counted(period.year, lines, "", parts)


def counted(
    year: int, lines: Sequence[SheetLine], name: str, districts: Sequence[YearProgress] = ()
) -> YearProgress:
    claims = [
        line.self_total
        for line in lines
        if line.self_total is not None and line.state is not AssessmentState.DRAFT
    ]
    verified = [
        line.verified_total
        for line in lines
        if line.verified_total is not None and line.state in FINAL_STATES
    ]
    return YearProgress(
        year=year,
        sheets=len(lines),
        states=Counter(line.state for line in lines),
        mean_claim=mean(claims),
        mean_verified=mean(verified),
        districts=districts,
        name=name,
    )
