"""What a sheet in verification says of its days: until when verdicts count, and what is overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from emulation import formatting, labels
from emulation.access import signed_in
from emulation.assessments.day_words import DaysNotice
from emulation.assessments.extending import scope_of
from emulation.assessments.facts import SheetFacts
from emulation.periods.gates import who_may_extend
from emulation.periods.wording import extenders_text
from emulation.rules.deadlines import ExtensionKind, closed_since, is_over
from emulation.rules.extensions import kinds_open_to
from emulation.rules.workflow import AssessmentState
from emulation.verification.queries import QuestionFacts, due_day

_S = AssessmentState
BEFORE_THE_RESULT = frozenset({_S.SUBMITTED, _S.IN_VERIFICATION, _S.RETURNED})
SOON = 7


@dataclass(frozen=True, slots=True)
class Days:
    """The notice to show, whether the verification is over, until when answers may come."""

    notice: DaysNotice | None
    is_over: bool
    answers_until: date | None
    answers_overdue: bool
    may_extend: bool


def days_of(sheet: SheetFacts, questions: Sequence[QuestionFacts], today: date) -> Days:
    last = sheet.last_day(ExtensionKind.VERIFICATION)
    over = sheet.state in BEFORE_THE_RESULT and last is not None and is_over(last, today)
    until = sheet.last_day(
        ExtensionKind.EXPLANATION, due_day([one for one in questions if one.is_open])
    )
    return Days(
        notice=_notice(sheet, last, today),
        is_over=over,
        answers_until=until,
        answers_overdue=sheet.state is _S.RETURNED and until is not None and is_over(until, today),
        may_extend=bool(kinds_open_to(signed_in(), scope_of(sheet), sheet.state)),
    )


def _notice(sheet: SheetFacts, last: date | None, today: date) -> DaysNotice | None:
    if last is None or sheet.state not in BEFORE_THE_RESULT:
        return None
    if is_over(last, today):
        return _over(sheet, last)
    left = (last - today).days
    if left > SOON:
        return None
    return DaysNotice(
        "warn",
        ngettext(
            "Verification of this unit closes on %(day)s: %(num)s day left.",
            "Verification of this unit closes on %(day)s: %(num)s days left.",
            left,
            day=formatting.date(last),
        )
        if left
        else _("Verification of this unit closes today."),
        _("After that day no verdict, question or result is accepted."),
    )


def _over(sheet: SheetFacts, last: date) -> DaysNotice:
    kind = ExtensionKind.VERIFICATION
    return DaysNotice(
        "bad",
        _(
            "“%(window)s” has been closed since %(day)s: no verdict, question or result is "
            "accepted.",
            window=labels.EXTENSION_KIND[kind],
            day=formatting.date(closed_since(last)),
        ),
        _(
            "More time can be given by: %(who)s.",
            who=extenders_text(who_may_extend(sheet.participant.id, kind)),
        ),
    )
