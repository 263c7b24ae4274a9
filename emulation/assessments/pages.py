"""The workspace as it is drawn: groups at the left, rows in the middle, the total below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext

from emulation import formatting
from emulation.assessments.answers import Answers, answers_of, inputs_of, result_from
from emulation.assessments.days import last_day_to_write
from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.forms import TypedRow
from emulation.assessments.progress import progress_of, state_of
from emulation.assessments.row_words import words_of
from emulation.assessments.rows import InputView, RowView, input_view, row_view
from emulation.criteria.models import CONDITIONS_CODE, LineKind
from emulation.criteria.wording import condition_sentence
from emulation.rules.criteria_facts import SYSTEM_METRICS, Group
from emulation.rules.deadlines import ExtensionKind, is_over
from emulation.rules.progress import Progress
from emulation.rules.roles import AGENCY_ROLES, Person
from emulation.rules.scoring import SheetResult
from emulation.rules.workflow import AssessmentState, Stage

ADJUSTMENTS, CONDITIONS = "adjustments", "conditions"


class Show(StrEnum):
    """What a reader narrows a group's rows to."""

    ALL = "all"
    NOT_SCORED = "not_scored"
    EVIDENCE_MISSING = "evidence_missing"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Standing:
    """A sheet at one moment: its facts, its answers, what the rules make of them, how far it is."""

    sheet: SheetFacts
    answers: Answers
    result: SheetResult
    progress: Progress
    today: date
    last_day: date | None

    @classmethod
    def of(cls, sheet: SheetFacts, *, today: date) -> "Standing":
        answers = answers_of(sheet, Stage.SELF, today=today)
        result = result_from(sheet, answers)
        last_day = last_day_to_write(sheet) if sheet.is_open else None
        return cls(sheet, answers, result, progress_of(sheet, result), today, last_day)

    @property
    def is_over(self) -> bool:
        """Whether only the last day, not the state, keeps the commune from writing."""
        return self.last_day is not None and is_over(self.last_day, self.today)


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """One line of the list of groups; `title` and texts are ready to be shown."""

    code: str
    sign: str
    title: str
    done_text: str
    points_text: str
    done: int
    total: int
    complete: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    text: str
    overdue: bool


def may_edit(standing: Standing, code: str, reader: Person) -> bool:
    """Tell whether this reader may write into the line now; what the program counts, nobody may."""
    sheet = standing.sheet
    own = reader.role in AGENCY_ROLES and reader.unit_id == sheet.participant.unit_id
    counted = all(name in SYSTEM_METRICS for name in sheet.fields(code))
    return own and not counted and sheet.may_edit(code) and not standing.is_over


def page_codes(sheet: SheetFacts) -> list[str]:
    """Return the pages of a sheet in their order, by the code in their address."""
    groups = [group.code for group in sheet.criteria_set.groups]
    return [
        *groups,
        *([ADJUSTMENTS] if sheet.criteria_set.adjustments else []),
        *([CONDITIONS] if CONDITIONS_CODE in sheet.lines else []),
    ]


def page_of(sheet: SheetFacts, code: str) -> str:
    """Return the page on which a line stands."""
    if code == CONDITIONS_CODE:
        return CONDITIONS
    criterion = sheet.criteria_set.criteria_by_code.get(code)
    return criterion.group if criterion else ADJUSTMENTS


def codes_on(sheet: SheetFacts, page: str) -> list[str]:
    """Return the lines of one page in their order."""
    return [code for code in sheet.lines if page_of(sheet, code) == page]


def group_entries(standing: Standing, current: str) -> list[GroupEntry]:
    sheet, result = standing.sheet, standing.result
    entries = [
        group_entry(standing, group, current=group.code == current)
        for group in sheet.criteria_set.groups
    ]
    if sheet.criteria_set.adjustments:
        change = result.bonus - result.deduction
        entries.append(
            GroupEntry(
                ADJUSTMENTS,
                "±",
                _("Bonuses and deductions"),
                adjustments_text(standing),
                _("%(points)s points", points=formatting.signed(change)),
                0,
                0,
                complete=False,
                current=current == ADJUSTMENTS,
            )
        )
    if CONDITIONS_CODE in sheet.lines:
        given, asked = conditions_given(sheet)
        entries.append(
            GroupEntry(
                CONDITIONS,
                "!",
                _("Conditions for recognition"),
                conditions_text(sheet),
                "",
                given,
                asked,
                complete=given == asked,
                current=current == CONDITIONS,
            )
        )
    return entries


def group_entry(standing: Standing, group: Group, *, current: bool) -> GroupEntry:
    found = standing.progress.groups[group.code]
    scored = found.total - len(found.not_scored)
    return GroupEntry(
        code=group.code,
        sign=group.code,
        title=words_of(standing.sheet).groups[group.code],
        done_text=_("%(done)s/%(total)s criteria", done=scored, total=found.total),
        points_text=group_points(standing, group),
        done=scored,
        total=found.total,
        complete=found.complete,
        current=current,
    )


def group_points(standing: Standing, group: Group) -> str:
    return str(
        _(
            "%(points)s/%(most)s points",
            points=formatting.number(standing.result.groups[group.code].points),
            most=formatting.number(group.max_points),
        )
    )


def adjustments_text(standing: Standing) -> str:
    counted = sum(bool(item.points) for item in standing.result.adjustments.values())
    return str(ngettext("%(num)s counted", "%(num)s counted", counted))


def conditions_given(sheet: SheetFacts) -> tuple[int, int]:
    fields = sheet.fields(CONDITIONS_CODE)
    given = sheet.lines[CONDITIONS_CODE].own.inputs
    return sum(given.get(name) is not None for name in fields), len(fields)


def conditions_text(sheet: SheetFacts) -> str:
    given, asked = conditions_given(sheet)
    return str(_("%(done)s/%(total)s declared", done=given, total=asked))


def rows_of(
    standing: Standing,
    page: str,
    reader: Person,
    *,
    show: Show = Show.ALL,
    typed: Mapping[str, TypedRow] | None = None,
) -> list[RowView]:
    """Draw the rows of one page; a row with something to correct is never hidden."""
    sheet = standing.sheet
    rows = []
    for code in codes_on(sheet, page):
        if code == CONDITIONS_CODE:
            continue
        line, sent = sheet.lines[code], (typed or {}).get(code)
        row = draw_row(standing, line, reader, sent)
        if show is Show.ALL or row.state.value == show.value or row.problems:
            rows.append(row)
    return rows


def draw_row(
    standing: Standing, line: LineFacts, reader: Person, typed: TypedRow | None = None
) -> RowView:
    sheet, result = standing.sheet, standing.result
    item = result.items.get(line.code) or result.adjustments[line.code]
    return row_view(
        sheet,
        line,
        item,
        state_of(sheet, line, item),
        {**standing.answers.metrics, **inputs_of(sheet, line, line.own)},
        editable=may_edit(standing, line.code, reader),
        typed=typed,
    )


def chips_of(standing: Standing, page: str) -> list[tuple[Show, int]]:
    """Count the rows behind every filter of a group; empty filters but the first are left out."""
    found = standing.progress.groups.get(page)
    if found is None:
        return []
    counts = [
        (Show.NOT_SCORED, len(found.not_scored)),
        (Show.EVIDENCE_MISSING, len(found.evidence_missing)),
        (Show.RETURNED, len(found.returned)),
    ]
    return [(Show.ALL, found.total), *counts]


def condition_inputs(
    sheet: SheetFacts, typed: TypedRow | None = None
) -> list[tuple[InputView, str]]:
    """Return every condition to declare, with what it does to the level."""
    line = sheet.lines[CONDITIONS_CODE]
    inputs = inputs_of(sheet, line, line.own)
    rules = sheet.criteria_set
    return [
        (
            input_view(sheet, one, inputs, typed),
            " ".join(
                condition_sentence(rules, condition)
                for condition in rules.conditions
                if condition.metric == name
            ),
        )
        for name, one in sheet.fields(CONDITIONS_CODE).items()
    ]


def deadline_of(sheet: SheetFacts, today: date) -> Deadline | None:
    """Say when the sheet is due and how long that is, while it is still with the commune."""
    last_day = sheet.last_day(ExtensionKind.SELF_ASSESSMENT)
    if last_day is None or sheet.state is not AssessmentState.DRAFT:
        return None
    day, left = formatting.date(last_day), (last_day - today).days
    if left > 0:
        text = ngettext(
            "Due %(day)s, %(num)s day left", "Due %(day)s, %(num)s days left", left, day=day
        )
    elif left == 0:
        text = _("Due today, %(day)s", day=day)
    else:
        text = ngettext(
            "Due %(day)s, %(num)s day overdue", "Due %(day)s, %(num)s days overdue", -left, day=day
        )
    return Deadline(text, overdue=left < 0)


def pass_mark(sheet: SheetFacts) -> Decimal:
    """Return the least total of the lowest level that is a recognition."""
    levels = sheet.criteria_set.levels
    return levels[-2].min_total if len(levels) > 1 else levels[-1].min_total


def total_text(standing: Standing) -> str:
    return formatting.points(standing.result.total_points)


def left_text(standing: Standing) -> str:
    left = len(standing.progress.not_scored)
    if not left:
        return str(_("All criteria are scored"))
    return str(ngettext("%(num)s criterion not scored", "%(num)s criteria not scored", left))


def scored_text(standing: Standing) -> str:
    found = standing.progress
    return str(
        _(
            "Scored %(done)s/%(total)s criteria",
            done=found.total - len(found.not_scored),
            total=found.total,
        )
    )


def returned_codes(sheet: SheetFacts) -> Sequence[str]:
    if sheet.state is not AssessmentState.RETURNED:
        return ()
    return [code for code, line in sheet.lines.items() if line.own.reopened]


def reply_texts(standing: Standing, line: LineFacts, row: RowView | None) -> dict[str, object]:
    """Return what a page shows anew after one row was saved; see static/js/replies.js."""
    sheet, result, found = standing.sheet, standing.result, standing.progress
    page: dict[str, object] = {
        "total": total_text(standing),
        "left": left_text(standing),
        "done": scored_text(standing),
        "done-percent": done_percent(found),
    }
    progress: dict[str, object] = {"done": found.total - len(found.not_scored)}
    if line.kind is LineKind.CORE:
        group = sheet.criteria_set.group(page_of(sheet, line.code))
        entry = group_entry(standing, group, current=True)
        page[f"group-{group.code}"] = entry.points_text
        page[f"group-{group.code}-done"] = entry.done_text
        progress[f"group-{group.code}"] = entry.done
        page |= {f"count-{show}": str(count) for show, count in chips_of(standing, group.code)}
    elif line.kind is LineKind.CONDITIONS:
        page[f"group-{CONDITIONS}-done"] = conditions_text(sheet)
    else:
        change = result.bonus - result.deduction
        page[f"group-{ADJUSTMENTS}"] = _("%(points)s points", points=formatting.signed(change))
        page[f"group-{ADJUSTMENTS}-done"] = adjustments_text(standing)
    answer: dict[str, object] = {
        "page": page,
        "progress": progress,
        "scale": f"{min(result.total_points * 100 / result_maximum(sheet), Decimal(100)):.2f}",
    }
    if row is not None:
        reached = [n for n, band in enumerate(row.bands) if band.reached]
        answer["row"] = {"points": row.points, "reading": row.reading}
        answer["marks"] = {"band": str(reached[0]) if reached else ""}
    return answer


def result_maximum(sheet: SheetFacts) -> Decimal:
    return sheet.criteria_set.max_total_after_bonus


def done_percent(found: Progress) -> str:
    if not found.total:
        return "0%"
    return f"{(found.total - len(found.not_scored)) * 100 // found.total}%"
