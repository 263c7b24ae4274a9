"""The sheet in the official layout: headings in Roman numerals, groups, criteria, sums."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from emulation import formatting
from emulation.assessments.answers import result_of
from emulation.assessments.pages import Standing, page_of
from emulation.assessments.rows import points_text
from emulation.criteria.wording import title_of
from emulation.rules.deadlines import local_day
from emulation.rules.scoring import SheetResult
from emulation.rules.workflow import FINAL_STATES, Stage

_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line of the table; `rank` says how it is drawn: heading, group, line or total."""

    rank: str
    number: str
    title: str
    maximum: str
    claimed: str
    verified: str = ""
    evidence: int | None = None
    note: str = ""
    code: str = ""
    page: str = ""


def roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        while number >= value:
            text += sign
            number -= value
    return text


def shows_verified(standing: Standing) -> bool:
    return standing.sheet.state in FINAL_STATES


def table_of(standing: Standing) -> Sequence[TableLine]:
    sheet = standing.sheet
    verified = _verified_result(standing)
    lines: list[TableLine] = []
    for place, heading in enumerate(sheet.criteria_set.headings, start=1):
        lines.append(
            TableLine(
                "heading",
                roman(place),
                title_of(heading),
                formatting.number(heading.max_points),
                formatting.points(standing.result.headings[heading.code].points),
                formatting.points(verified.headings[heading.code].points) if verified else "",
            )
        )
        for code in heading.groups:
            lines += _group(standing, verified, code)
    lines += _adjustments(standing, verified)
    lines.append(
        TableLine(
            "total",
            "",
            _("Total"),
            formatting.number(sheet.criteria_set.max_total_after_bonus),
            formatting.points(standing.result.total_points),
            formatting.points(verified.total_points) if verified else "",
        )
    )
    return lines


def _verified_result(standing: Standing) -> SheetResult | None:
    sheet = standing.sheet
    if not shows_verified(standing) or sheet.verified_at is None:
        return None
    return result_of(sheet, Stage.VERIFIED, today=local_day(sheet.verified_at))


def _group(standing: Standing, verified: SheetResult | None, code: str) -> list[TableLine]:
    group = standing.sheet.criteria_set.group(code)
    head = TableLine(
        "group",
        code,
        title_of(group),
        formatting.number(group.max_points),
        formatting.points(standing.result.groups[code].points),
        formatting.points(verified.groups[code].points) if verified else "",
    )
    return [head, *(_line(standing, verified, one.code) for one in group.criteria)]


def _adjustments(standing: Standing, verified: SheetResult | None) -> list[TableLine]:
    rules = standing.sheet.criteria_set
    if not rules.adjustments:
        return []
    head = TableLine(
        "heading",
        roman(len(rules.headings) + 1),
        _("Bonuses and deductions"),
        "",
        formatting.signed(standing.result.bonus - standing.result.deduction),
        formatting.signed(verified.bonus - verified.deduction) if verified else "",
    )
    return [head, *(_line(standing, verified, one.code) for one in rules.adjustments)]


def _line(standing: Standing, verified: SheetResult | None, code: str) -> TableLine:
    sheet, result = standing.sheet, standing.result
    line, owner = sheet.lines[code], sheet.owner(code)
    if owner is None:
        raise KeyError(code)
    item = result.items.get(code) or result.adjustments[code]
    judged = (verified.items.get(code) or verified.adjustments[code]) if verified else None
    judge = line.verified
    return TableLine(
        "line",
        code,
        title_of(owner),
        formatting.number(owner.max_points),
        points_text(owner, item),
        points_text(owner, judged) if judged else "",
        len(line.files),
        judge.note if judged and judge and judge.note else line.own.note,
        code,
        page_of(sheet, code),
    )
