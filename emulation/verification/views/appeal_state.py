"""Where a result stands: until when it may be contested, by whom, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from emulation.assessments.facts import SheetFacts
from emulation.audit.changes import now
from emulation.rules.deadlines import is_over, local_day
from emulation.rules.roles import AGENCY_ROLES, Person, Role
from emulation.rules.workflow import AssessmentState, Step, steps_open_to
from emulation.verification.appeal_queries import (
    AppealFacts,
    is_contestable,
    last_day_to_appeal,
    list_appeals,
    takes_appeals,
)


@dataclass(frozen=True, slots=True)
class AppealStanding:
    """What a reader of the result needs to know of its appeals."""

    own: bool
    takes_appeals: bool
    last_day: date | None
    over: bool
    may_accept: bool
    may_file: bool
    by_code: Mapping[str, AppealFacts]
    contestable: Sequence[str]

    @property
    def drafted(self) -> Sequence[AppealFacts]:
        return [one for one in self.by_code.values() if not one.is_filed]

    @property
    def filed(self) -> Sequence[AppealFacts]:
        return [one for one in self.by_code.values() if one.is_filed]

    @property
    def open_codes(self) -> Sequence[str]:
        """The criteria on which an appeal can still be drafted."""
        return [code for code in self.contestable if code not in self.by_code]

    def may_draft(self, code: str) -> bool:
        one = self.by_code.get(code)
        return self.takes_appeals and code in self.contestable and (one is None or not one.is_filed)


def standing_of(sheet: SheetFacts, reader: Person) -> AppealStanding:
    """Gather it; drafts are for the commune itself."""
    own = reader.role in AGENCY_ROLES and reader.unit_id == sheet.participant.unit_id
    today, last = local_day(now()), last_day_to_appeal(sheet)
    steps = steps_open_to(sheet.state, reader.role) if own else ()
    taken = own and takes_appeals(sheet, today)
    return AppealStanding(
        own=own,
        takes_appeals=taken,
        last_day=last,
        over=last is not None and is_over(last, today),
        may_accept=Step.ACCEPT in steps,
        may_file=taken and reader.role is Role.COMMUNE_LEADER,
        by_code={one.code: one for one in list_appeals(sheet.id) if own or one.is_filed},
        contestable=[code for code, line in sheet.lines.items() if is_contestable(sheet, line)],
    )


def is_told(sheet: SheetFacts, appeal: AppealFacts, reader: Person) -> bool:
    """Tell whether the reader learns the decision: the commune, once all are settled."""
    if appeal.decision is None:
        return False
    waits = sheet.state is AssessmentState.UNDER_APPEAL and appeal.is_current(sheet)
    return reader.role not in AGENCY_ROLES or not waits
