"""The verified table of a sheet: claim, verdict, difference, reason, and the level with its why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from emulation import formatting, labels
from emulation.access import only, signed_in
from emulation.assessments.answers import result_of
from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.models import Assessment
from emulation.assessments.pages import codes_on, page_codes
from emulation.assessments.queries import get_assessment, name_of, sheet_facts
from emulation.audit.changes import now
from emulation.criteria.models import LineKind
from emulation.criteria.wording import reason_of, title_of
from emulation.rules.criteria_facts import CriteriaSet
from emulation.rules.deadlines import local_day
from emulation.rules.levels import Reason, ReasonKind
from emulation.rules.scoring import SheetResult
from emulation.rules.workflow import FINAL_STATES, Stage
from emulation.verification.history import find_reopening
from emulation.verification.views import wording
from emulation.verification.views.appeal_state import standing_of
from emulation.verification.views.blueprint import AGENCY, READERS, bp
from emulation.verification.views.figures import SideView, claim_side, decided_side, row_side


@bp.get("/assessments/<int:assessment_id>/result")
@only(*READERS)
def result(assessment_id: int) -> ResponseReturnValue:
    """Show the table; to the commune itself only once the verification is finished."""
    reader = signed_in()
    assessment = get_assessment(assessment_id, reader=reader)
    sheet = sheet_facts(assessment_id)
    if reader.role in AGENCY and sheet.state not in FINAL_STATES:
        return render_template(
            "verification/no_result.html",
            sheet=sheet,
            reopening=find_reopening(sheet.id) if sheet.reopened_at else None,
            reviewed=[
                wording.short_code(code)
                for code, line in sheet.lines.items()
                if line.verified and line.verified.reopened
            ],
        ), HTTPStatus.OK
    if not any(line.verified for line in sheet.lines.values()):
        abort(HTTPStatus.NOT_FOUND)
    return render_template(
        "verification/result.html",
        **facts_of(sheet, assessment),
        standing=standing_of(sheet, reader),
    )


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One line of the table."""

    full_code: str
    code: str
    title: str
    maximum: str
    claim: SideView
    verdict: SideView | None
    difference: Decimal | None
    reason: str
    note: str
    after: SideView | None = None
    after_reason: str = ""


@dataclass(frozen=True, slots=True)
class ResultGroup:
    title: str
    lines: Sequence[ResultLine]


def facts_of(sheet: SheetFacts, assessment: Assessment) -> Mapping[str, object]:
    today = local_day(now())
    claimed, verified = (
        result_of(sheet, stage, today=today) for stage in (Stage.SELF, Stage.APPEAL)
    )
    rules = sheet.criteria_set
    return {
        "sheet": sheet,
        "final": sheet.state in FINAL_STATES,
        "groups": [
            ResultGroup(
                wording.page_title(sheet, page),
                [line_of(sheet, sheet.lines[code]) for code in codes_on(sheet, page)],
            )
            for page in page_codes(sheet)
        ],
        "sums": sums_of(rules, claimed, verified),
        "claimed": claimed,
        "verified": verified,
        "level": rules.level(verified.level),
        "reasons": reasons_of(rules, verified.reasons),
        "verified_by": name_of(assessment.verified_by_id),
        "appealed": any(line.appealed for line in sheet.lines.values()),
        "title_of": title_of,
    }


def line_of(sheet: SheetFacts, line: LineFacts) -> ResultLine:
    owner, row = sheet.owner(line.code), line.verified
    verdict = decided_side(sheet, line)
    decided = row is not None and verdict is not None
    return ResultLine(
        full_code=line.code,
        code=wording.short_code(line.code),
        title=wording.line_title(sheet, line.code),
        maximum=formatting.number(owner.max_points) if owner else "",
        claim=claim_side(sheet, line),
        verdict=verdict,
        difference=difference_of(line) if decided or line.appealed else None,
        reason=str(labels.REASON_CODE[row.reason_code]) if row and row.reason_code else "",
        note=row.note if row is not None and decided else "",
        after=row_side(sheet, line, line.appealed) if line.appealed else None,
        after_reason=line.appealed.note if line.appealed else "",
    )


def difference_of(line: LineFacts) -> Decimal | None:
    """Return what counts minus what was claimed; a deduction takes away what it counts."""
    row = line.appealed or line.verified
    if row is None or row.points is None:
        return None
    change = row.points - (line.own.points or Decimal(0))
    return -change if line.kind is LineKind.DEDUCTION else change


def sums_of(
    rules: CriteriaSet, claimed: SheetResult, verified: SheetResult
) -> Sequence[tuple[str, Decimal, Decimal, Decimal]]:
    """Return title, maximum, claimed and verified points of every heading."""
    return [
        (
            title_of(heading),
            heading.max_points,
            claimed.headings[heading.code].points,
            verified.headings[heading.code].points,
        )
        for heading in rules.headings
    ]


def reasons_of(rules: CriteriaSet, reasons: Sequence[Reason]) -> Sequence[tuple[str, str]]:
    """Say for each level that was missed why: its title, and everything that ruled it out."""
    by_level: dict[str, list[Reason]] = {}
    for one in reasons:
        by_level.setdefault(one.level, []).append(one)
    return [
        (title_of(rules.level(code)), "; ".join(sentences(rules, found)))
        for code, found in by_level.items()
    ]


def sentences(rules: CriteriaSet, reasons: Sequence[Reason]) -> list[str]:
    zero = [one.code for one in reasons if one.kind is ReasonKind.ZERO_CRITERION]
    found = [reason_sentence(rules, one) for one in reasons if one.code not in zero]
    if zero:
        found.append(
            ngettext(
                "criterion %(codes)s has 0 points",
                "criteria %(codes)s have 0 points",
                len(zero),
                codes=", ".join(zero),
            )
        )
    return list(dict.fromkeys(found))


def reason_sentence(rules: CriteriaSet, reason: Reason) -> str:
    level = rules.level(reason.level)
    match reason.kind:
        case ReasonKind.MIN_TOTAL:
            return str(
                _("the total is below %(points)s points", points=formatting.number(level.min_total))
            )
        case ReasonKind.MIN_HEADING:
            return str(
                _(
                    "“%(heading)s” is below %(share)s of its maximum",
                    heading=title_of(rules.heading(reason.code)),
                    share=formatting.percent(level.min_heading_ratio, 0),
                )
            )
        case _:
            return next(reason_of(one) for one in rules.conditions if one.code == reason.code)
