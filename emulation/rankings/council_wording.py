"""What holds a unit up, and what was left out of an approval, in the reader's words."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from emulation import formatting, labels
from emulation.rankings.cases import UnitCase
from emulation.rankings.operations import Skipped
from emulation.rankings.setting_aside import AlreadySetAside, NotSetAside
from emulation.rules.approval import OpenCase, Place
from emulation.rules.deadlines import Window, WindowKind, WindowState
from emulation.rules.errors import (
    ReasonMissing,
    RuleBroken,
    StaleVersion,
    StepNotYours,
    WrongState,
)
from emulation.rules.workflow import AssessmentState

_NAMED = 5


def detail(case: UnitCase, today: date) -> str:
    """Say what the place alone does not: how late, how many lines are left, until when."""
    match case.place:
        case Place.NOT_SUBMITTED:
            return _submission(case, today)
        case Place.IN_VERIFICATION if case.lines_left is not None:
            return str(ngettext("%(num)s line left", "%(num)s lines left", case.lines_left))
        case Place.QUESTIONS_OPEN if case.due_on is not None:
            return _due(case.due_on, today)
        case Place.APPEAL_DAYS if case.due_on is not None:
            return str(_("until %(day)s", day=formatting.date(case.due_on)))
        case Place.APPEALS_OPEN:
            return _appeals(case.appeals_open)
        case Place.SET_ASIDE if case.line.set_aside_case is not None:
            return str(labels.OPEN_CASE[OpenCase(case.line.set_aside_case)])
        case _:
            return ""


def _submission(case: UnitCase, today: date) -> str:
    if case.days_late:
        return str(ngettext("%(num)s day late", "%(num)s days late", case.days_late))
    return "" if case.due_on is None else _due(case.due_on, today)


def _due(day: date, today: date) -> str:
    if day < today:
        return str(_("due since %(day)s", day=formatting.date(day)))
    return str(_("due %(day)s", day=formatting.date(day)))


def _appeals(count: int) -> str:
    if not count:
        return str(_("all decided, not settled yet"))
    return str(ngettext("%(num)s appeal", "%(num)s appeals", count))


def skipped_sentence(skipped: Sequence[Skipped]) -> str:
    """Name what was left out, with why; the first few by name."""
    named = [f"{one.name} ({why_skipped(one.place)})" for one in skipped[:_NAMED]]
    more = len(skipped) - len(named)
    if more:
        named.append(str(ngettext("%(num)s more unit", "%(num)s more units", more)))
    return str(_("Left out: %(units)s.", units=", ".join(named)))


def why_skipped(place: Place | None) -> str:
    words = _("has changed since the page was opened") if place is None else labels.PLACE[place]
    return str(words)[:1].lower() + str(words)[1:]


def window_sentence(window: Window, today: date) -> str:
    """Warn when the council works outside a window of the year; empty inside it."""
    name = labels.WINDOW_KIND[WindowKind(window.kind)]
    match window.state(today):
        case WindowState.NOT_YET_OPEN:
            return str(
                _(
                    "The window “%(name)s” opens on %(day)s.",
                    name=name,
                    day=formatting.date(window.opens_on),
                )
            )
        case WindowState.CLOSED:
            return str(
                _(
                    "The window “%(name)s” closed on %(day)s. "
                    "Approving and publishing stay possible.",
                    name=name,
                    day=formatting.date(window.closes_on),
                )
            )
        case WindowState.OPEN:
            return ""


def refusal(broken: RuleBroken) -> str:
    """Say why a step of the council was refused, and what to do."""
    match broken:
        case StaleVersion():
            return str(_("The sheet has changed since this page was opened. Look again."))
        case AlreadySetAside():
            return str(_("This unit is set aside already."))
        case NotSetAside():
            return str(_("This unit is not set aside."))
        case ReasonMissing():
            return str(_("Write the reason."))
        case WrongState(state=state):
            return str(
                _(
                    "This is not possible while the sheet is in the state “%(state)s”.",
                    state=labels.ASSESSMENT_STATE[AssessmentState(state)],
                )
            )
        case StepNotYours():
            return str(_("This step is taken by somebody in another role."))
        case _:
            return str(_("This is not possible now."))
