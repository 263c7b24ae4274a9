"""What a piece of work is called, and how much of it there is, in the reader's language."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from emulation import formatting
from emulation.dashboards.todos import Todo, TodoKind
from emulation.periods.models import Period
from emulation.rules.roles import Person, Role

WEEK = 7

TITLES: Mapping[TodoKind, LazyString] = {
    TodoKind.INITIATIVES: _l("Register initiatives"),
    TodoKind.FILL_IN: _l("Fill in the self-assessment"),
    TodoKind.SUBMIT: _l("Check and submit the self-assessment"),
    TodoKind.ANSWER: _l("Answer the inspection's questions"),
    TodoKind.DECIDE_RESULT: _l("Accept the result, or appeal"),
    TodoKind.BEGIN: _l("Begin verification"),
    TodoKind.JUDGE: _l("Go on verifying"),
    TodoKind.JUDGE_AGAIN: _l("Judge again after the answers"),
    TodoKind.FINISH: _l("Finish verification"),
    TodoKind.RESUME: _l("Go on without answers"),
    TodoKind.DECIDE_APPEALS: _l("Decide appeals"),
    TodoKind.SETTLE: _l("Settle the appeals"),
    TodoKind.SECOND_LOOKS: _l("Take second looks"),
    TodoKind.APPROVE: _l("Approve results"),
    TodoKind.PUBLISH: _l("Publish the ranking"),
    TodoKind.SET_ASIDE: _l("Look at sheets set aside"),
    TodoKind.FIRST_SIGN_IN: _l("Hand over first passwords"),
}


def amount(todo: Todo) -> str:
    """Say how much there is, such as “12 lines are still open”."""
    count = todo.count
    match todo.kind:
        case TodoKind.INITIATIVES:
            said = ngettext(
                "%(num)s initiative is missing", "%(num)s initiatives are missing", count
            )
        case TodoKind.FILL_IN | TodoKind.JUDGE:
            said = ngettext("%(num)s line is still open", "%(num)s lines are still open", count)
        case TodoKind.SUBMIT:
            said = _("Every line is filled in; the leader of the unit submits")
        case TodoKind.ANSWER:
            said = ngettext("%(num)s question is open", "%(num)s questions are open", count)
        case TodoKind.DECIDE_RESULT:
            said = _("The verification is finished; the leader of the unit decides")
        case TodoKind.JUDGE_AGAIN:
            said = ngettext("%(num)s line was asked about", "%(num)s lines were asked about", count)
        case TodoKind.DECIDE_APPEALS:
            said = ngettext(
                "%(num)s appeal against the verdict of somebody else",
                "%(num)s appeals against verdicts of somebody else",
                count,
            )
        case TodoKind.FIRST_SIGN_IN:
            said = ngettext(
                "%(num)s person has not signed in yet",
                "%(num)s people have not signed in yet",
                count,
            )
        case _:
            said = ngettext("%(num)s sheet", "%(num)s sheets", count)
    return str(said)


def deadline(todo: Todo, today: date) -> str:
    """Say until when: the day, and how far it is; nothing for work without a day."""
    left = todo.days_left(today)
    if left is None:
        return ""
    day = formatting.date(todo.due_on)
    if left < 0:
        return str(
            ngettext(
                "Was due on %(day)s, %(num)s day ago",
                "Was due on %(day)s, %(num)s days ago",
                -left,
                day=day,
            )
        )
    if left == 0:
        return str(_("Due today, %(day)s", day=day))
    return str(
        ngettext(
            "Due on %(day)s, %(num)s day left", "Due on %(day)s, %(num)s days left", left, day=day
        )
    )


def urgency(todo: Todo, today: date) -> str:
    """Return the kind of tag: late, within a week, or later."""
    left = todo.days_left(today)
    if left is None:
        return "quiet"
    if left < 0:
        return "bad"
    return "warn" if left <= WEEK else "todo"


def calm(reader: Person, running: Period | None) -> str:
    """Say why nothing waits, and when something will."""
    if reader.role is Role.ADMINISTRATOR:
        return str(_("Everybody with an account has signed in."))
    if running is None:
        return str(_("No year is under way. Work appears here once one is opened."))
    if reader.role is Role.LEADER:
        return str(_("Leaders follow the year; others work on it."))
    return str(_("Whatever others send you, and whatever falls due, appears here."))


ELSEWHERE: Mapping[Role, tuple[str, LazyString]] = {
    Role.COMMUNE_OFFICIAL: ("/assessments", _l("See the sheet")),
    Role.COMMUNE_LEADER: ("/assessments", _l("See the sheet")),
    Role.INSPECTOR: ("/verification", _l("See the sheets")),
    Role.HEAD_OF_INSPECTION: ("/verification", _l("See the sheets")),
    Role.COUNCIL: ("/overview", _l("See the overview")),
    Role.LEADER: ("/overview", _l("See the overview")),
    Role.ADMINISTRATOR: ("/people", _l("See the people")),
}


def elsewhere(reader: Person) -> tuple[str, LazyString]:
    """Return where the reader may look when there is nothing to do."""
    return ELSEWHERE[reader.role]
