"""Words of verification: titles of lines, what happened to them, and why something was refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from emulation import formatting, labels
from emulation.assessments.conflicts import in_words
from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.forms import NEVER
from emulation.assessments.pages import ADJUSTMENTS, CONDITIONS
from emulation.assessments.rows import shown_value
from emulation.criteria.models import CONDITIONS_CODE
from emulation.criteria.wording import title_of
from emulation.periods.wording import refusal_of_days
from emulation.rules.criteria_facts import FieldKind
from emulation.rules.errors import (
    RowClosed,
    RuleBroken,
    StaleVersion,
    StepNotYours,
    WindowClosed,
    WindowNotOpen,
    WrongState,
)
from emulation.rules.inputs import read_fields
from emulation.rules.workflow import AssessmentState, ReasonCode, Verdict
from emulation.verification import errors
from emulation.verification.decisions import highest
from emulation.verification.history import LineEvent
from emulation.verification.marks import Change, Mark, Show
from emulation.verification.views.appeal_wording import refusal_of_appeal

MARK = {
    Mark.UNDECIDED: _l("Not verified yet"),
    Mark.ANSWERED: _l("Answered, to verify again"),
    Mark.AGREED: _l("Agreed"),
    Mark.ADJUSTED: _l("Adjusted"),
    Mark.ASKED: _l("To be supplemented"),
    Mark.COMPUTED: _l("Counted by the program"),
}
SHOW = {
    Show.ALL: _l("All"),
    Show.WAITING: _l("Not verified yet"),
    Show.DIFFERENT: _l("Different points"),
    Show.ASKED: _l("Questions"),
    Show.ANSWERED: _l("Answered"),
    Show.CHANGED: _l("Changed since the verdict"),
}
CHANGE = {
    Change.REOPENED: _l("Reopened"),
    Change.ANSWERED: _l("Answered"),
    Change.UNANSWERED: _l("Not answered in time"),
    Change.CLAIM: _l("Figures or explanation changed"),
    Change.EVIDENCE: _l("Documents changed"),
}
MARK_ICON = {
    Mark.UNDECIDED: "circle",
    Mark.ANSWERED: "chat-left-text",
    Mark.AGREED: "check-circle-fill",
    Mark.ADJUSTED: "pencil",
    Mark.ASKED: "question-lg",
    Mark.COMPUTED: "arrow-repeat",
}


def mark_words(mark: Mark, line: LineFacts | None = None) -> str:
    """Return the mark in words; of a line called not applicable, what became of that."""
    row = line.verified if line else None
    if line is None or row is None:
        return str(MARK[mark])
    match mark, line.own.not_applicable, row.not_applicable:
        case Mark.AGREED, True, _:
            return str(_("Not applicable, agreed"))
        case Mark.ADJUSTED, True, False:
            return str(_("Not applicable, refused"))
        case Mark.ADJUSTED, False, True:
            return str(_("Adjusted to not applicable"))
        case ((Mark.UNDECIDED | Mark.ANSWERED), True, _):
            return f"{MARK[mark]}: {_('not applicable')}"
        case _:
            return str(MARK[mark])


def line_title(sheet: SheetFacts, code: str) -> str:
    owner = sheet.owner(code)
    return title_of(owner) if owner is not None else _("Conditions for recognition")


def maximum(sheet: SheetFacts, code: str) -> str:
    return formatting.number(highest(sheet, code))


def short_code(code: str) -> str:
    """Return the code as narrow columns show it."""
    return str(_("COND")) if code == CONDITIONS_CODE else code


def page_title(sheet: SheetFacts, page: str) -> str:
    """Return the title of a group, or of what stands outside the groups."""
    if page == ADJUSTMENTS:
        return str(_("Bonuses and deductions"))
    if page == CONDITIONS:
        return str(_("Conditions for recognition"))
    return f"{page}. {title_of(sheet.criteria_set.group(page))}"


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One value before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """One line of the history, ready to be read."""

    at: datetime
    sentence: str
    changes: Sequence[ToldChange]
    text: str = ""


def told(sheet: SheetFacts, code: str, event: LineEvent) -> ToldEvent:
    who = event.by or _("The program")
    match event.action:
        case "verification.judge":
            sentence = f"{who}: {_verdict_words(event.before, event.after)}"
            return ToldEvent(
                event.at, sentence, _figure_changes(sheet, code, event), event.after.get("note", "")
            )
        case "verification.agree_in_bulk":
            return ToldEvent(event.at, _("%(who)s agreed in bulk, with other lines", who=who), ())
        case "verification.agree_to_automatic":
            sentence = _("%(who)s agreed to all automatic lines at once", who=who)
            return ToldEvent(event.at, sentence, ())
        case "verification.ask":
            sentence = _("%(who)s sent the question to the commune", who=who)
            return ToldEvent(event.at, sentence, (), event.after.get("text", ""))
        case "verification.answer":
            sentence = _("%(who)s answered", who=who)
            return ToldEvent(event.at, sentence, (), event.after.get("text", ""))
        case _:
            changes = _figure_changes(sheet, code, event)
            return ToldEvent(event.at, _("%(who)s changed the self-score", who=who), changes)


def _verdict_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    verdict = after.get("verdict")
    words = [_verdict_word(Verdict(verdict), before, after)] if verdict in set(Verdict) else []
    reason = after.get("reason_code")
    if reason in set(ReasonCode):
        words.append(str(labels.REASON_CODE[ReasonCode(reason)]))
    return ", ".join(words)


def _verdict_word(verdict: Verdict, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    left_out = bool(before.get("not_applicable")), bool(after.get("not_applicable"))
    match verdict, *left_out:
        case Verdict.AGREE, _, True:
            return str(_("Agree: not applicable"))
        case Verdict.ADJUST, True, False:
            return str(_("Not applicable, refused"))
        case Verdict.ADJUST, False, True:
            return str(_("Adjusted to not applicable"))
        case _:
            return str(labels.VERDICT[verdict])


def _figure_changes(sheet: SheetFacts, code: str, event: LineEvent) -> Sequence[ToldChange]:
    fields = sheet.fields(code)
    before, after = (
        read_fields(fields, given.get("inputs") or {}, year=sheet.year)[0]
        for given in (event.before, event.after)
    )
    changes = []
    for name, one in fields.items():
        if before.get(name) != after.get(name):
            shown = [
                NEVER
                if values.get(name) is False and one.kind is FieldKind.DATE
                else shown_value(values.get(name), one.kind)
                for values in (before, after)
            ]
            was, now = (in_words(one, text) or formatting.NOTHING for text in shown)
            changes.append(ToldChange(title_of(one), was, now))
    points = _points_text(event.before), _points_text(event.after)
    if points[0] != points[1]:
        changes.append(ToldChange(_("Points"), *points))
    return changes


def _points_text(values: Mapping[str, Any]) -> str:
    try:
        return formatting.number(Decimal(str(values.get("points"))))
    except InvalidOperation:
        return formatting.NOTHING


def closed_sentence(state: AssessmentState) -> str:
    return str(
        _(
            "Nothing was saved: this sheet is now in the state “%(state)s”.",
            state=labels.ASSESSMENT_STATE[state],
        )
    )


def refusal(broken: RuleBroken) -> str:
    """Say why a decision or a step was refused, and what to do."""
    match broken:
        case errors.AnswerChanged():
            return str(
                _(
                    "The commune's answer or its evidence changed after you opened this page, so "
                    "your verdict was not saved. Compare, then decide again."
                )
            )
        case errors.VerdictChanged():
            return str(
                _(
                    "Somebody else decided on this criterion after you opened this page, so your "
                    "verdict was not saved. Compare, then decide again."
                )
            )
        case errors.FiguresDiffer():
            return str(
                _(
                    "The figures differ from the commune's. Press Adjust, or put the commune's "
                    "figures back and press Agree."
                )
            )
        case errors.FiguresMissing():
            return str(_("Enter the verified figures, or the points instead of them."))
        case errors.NothingAdjusted():
            return str(_("Change a figure or the points, or press Agree."))
        case errors.SetByRules():
            return str(_("The program counts this line by itself; there is nothing to decide."))
        case errors.NoQuestions():
            return str(_("There is no question to send. Ask on a criterion first."))
        case errors.LinesOpen(codes=codes):
            return str(
                ngettext(
                    "%(num)s criterion has no verdict yet: %(codes)s.",
                    "%(num)s criteria have no verdict yet: %(codes)s.",
                    len(codes),
                    codes=", ".join(codes),
                )
            )
        case errors.AnswersMissing(codes=codes):
            return str(
                _("Write an answer and enter the figures for: %(codes)s.", codes=", ".join(codes))
            )
        case errors.AnswersNotDue(last_day=day):
            return str(
                _(
                    "The commune may answer until %(day)s; go on without answers after that day.",
                    day=formatting.date(day),
                )
            )
        case WindowClosed() | WindowNotOpen():
            return refusal_of_days(broken)
        case RowClosed(state=state):
            return closed_sentence(AssessmentState(state))
        case WrongState(state=state):
            return closed_sentence(AssessmentState(state))
        case StaleVersion():
            return str(_("Something changed after you opened this page. Look again, then decide."))
        case StepNotYours():
            return str(_("This step is taken by somebody in another role."))
        case _:
            return refusal_of_appeal(broken) or str(_("This is not possible now."))
