"""The lines of a sheet that the council may send back, with what was claimed, judged, contested."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import select

from emulation.assessments.answers import effective
from emulation.assessments.facts import SheetFacts
from emulation.assessments.pages import ADJUSTMENTS, CONDITIONS, codes_on, page_codes
from emulation.criteria.wording import title_of
from emulation.database import db
from emulation.rules.workflow import AppealDecision, Stage
from emulation.verification.decisions import lines_to_decide
from emulation.verification.models import Appeal


@dataclass(frozen=True, slots=True)
class ReopenLine:
    """One line as the council sees it before it is looked at again."""

    code: str
    title: str
    claimed: Decimal | None
    verified: Decimal | None
    appealed: bool
    decision: AppealDecision | None

    @property
    def differs(self) -> bool:
        return self.claimed != self.verified


@dataclass(frozen=True, slots=True)
class ReopenGroup:
    title: str
    lines: Sequence[ReopenLine]


def lines_to_reopen(sheet: SheetFacts) -> Sequence[ReopenGroup]:
    """Return every line on which people decide, by group, in the order of the sheet."""
    decided = {line.code for line in lines_to_decide(sheet)}
    appeals = _appeals(sheet.id)
    groups = [
        ReopenGroup(
            _group_title(sheet, page),
            [_line(sheet, code, appeals) for code in codes_on(sheet, page) if code in decided],
        )
        for page in page_codes(sheet)
    ]
    return [group for group in groups if group.lines]


def line_title(sheet: SheetFacts, code: str) -> str:
    owner = sheet.owner(code)
    return str(_("Conditions for recognition")) if owner is None else title_of(owner)


def _line(sheet: SheetFacts, code: str, appeals: Mapping[int, AppealDecision | None]) -> ReopenLine:
    line = sheet.lines[code]
    return ReopenLine(
        code=code,
        title=line_title(sheet, code),
        claimed=line.own.points,
        verified=effective(line, Stage.APPEAL).points,
        appealed=line.criterion_id in appeals,
        decision=appeals.get(line.criterion_id),
    )


def _group_title(sheet: SheetFacts, page: str) -> str:
    if page == ADJUSTMENTS:
        return str(_("Bonuses and deductions"))
    if page == CONDITIONS:
        return str(_("Conditions for recognition"))
    return f"{page}. {title_of(sheet.criteria_set.group(page))}"


def _appeals(assessment_id: int) -> Mapping[int, AppealDecision | None]:
    query = select(Appeal.criterion_id, Appeal.decision).where(
        Appeal.assessment_id == assessment_id, Appeal.filed_at.is_not(None)
    )
    return dict(db.session.execute(query).tuples().all())
