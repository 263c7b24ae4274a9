"""What a message says, in the reader's language, from the facts it carries."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from emulation import formatting, labels
from emulation.notices.kinds import NoticeKind
from emulation.rules.deadlines import ExtensionKind, WindowKind

Facts = Mapping[str, Any]


def sentence(kind: NoticeKind, facts: Facts) -> str:
    """Return one or two whole sentences; reasons stand in them as they were typed."""
    return SENTENCES[kind](facts)


def day(text: str) -> str:
    return formatting.date(date.fromisoformat(text))


def window_word(value: str) -> str:
    """Return the word for a window of the year, or for what a unit was given more time for."""
    if value in set(WindowKind):
        return str(labels.WINDOW_KIND[WindowKind(value)])
    return str(labels.EXTENSION_KIND[ExtensionKind(value)])


def submitted(facts: Facts) -> str:
    if not facts["days_late"]:
        return str(_("%(commune)s has submitted its self-assessment of %(year)s.", **facts))
    return str(
        ngettext(
            "%(commune)s has submitted its self-assessment of %(year)s, %(num)s day late.",
            "%(commune)s has submitted its self-assessment of %(year)s, %(num)s days late.",
            facts["days_late"],
            **facts,
        )
    )


def withdrawn(facts: Facts) -> str:
    return str(_("%(commune)s has taken back its self-assessment of %(year)s.", **facts))


def begun(facts: Facts) -> str:
    return str(_("The verification of %(commune)s, %(year)s, has begun.", **facts))


def questions(facts: Facts) -> str:
    return str(
        ngettext(
            "The inspection asks %(commune)s %(num)s question. Answer by %(day)s.",
            "The inspection asks %(commune)s %(num)s questions. Answer by %(day)s.",
            facts["questions"],
            commune=facts["commune"],
            day=day(facts["due_on"]),
        )
    )


def answered(facts: Facts) -> str:
    return str(
        ngettext(
            "%(commune)s has answered %(num)s question.",
            "%(commune)s has answered %(num)s questions.",
            facts["answers"],
            **facts,
        )
    )


def resumed(facts: Facts) -> str:
    return str(
        ngettext(
            "The verification of %(commune)s goes on without an answer to %(num)s question.",
            "The verification of %(commune)s goes on without answers to %(num)s questions.",
            facts["unanswered"],
            **facts,
        )
    )


def verified(facts: Facts) -> str:
    done = str(_("The verification of %(commune)s, %(year)s, is finished.", **facts))
    if not facts["until"]:
        return done
    until = day(facts["until"])
    return f"{done} {_('The leader may accept the result or appeal until %(day)s.', day=until)}"


def accepted(facts: Facts) -> str:
    return str(_("%(commune)s has accepted its result of %(year)s.", **facts))


def appealed(facts: Facts) -> str:
    return str(
        ngettext(
            "%(commune)s appeals against the verdict on %(num)s criterion.",
            "%(commune)s appeals against the verdicts on %(num)s criteria.",
            facts["appeals"],
            **facts,
        )
    )


def appeals_settled(facts: Facts) -> str:
    return str(
        _(
            "The appeals of %(commune)s are settled: %(upheld)s upheld, %(partly)s partly, "
            "%(dismissed)s dismissed.",
            **facts,
        )
    )


def reopened(facts: Facts) -> str:
    return str(
        _(
            "The result of %(commune)s, %(year)s, is open again for %(criteria)s. "
            "Reason: %(reason)s",
            **facts,
        )
    )


def set_aside(facts: Facts) -> str:
    return str(_("The sheet of %(commune)s, %(year)s, is set aside. Reason: %(reason)s", **facts))


def taken_up(facts: Facts) -> str:
    return str(_("The sheet of %(commune)s, %(year)s, is taken up again.", **facts))


def approved(facts: Facts) -> str:
    return str(_("The result of %(commune)s, %(year)s, is approved.", **facts))


def published(facts: Facts) -> str:
    return str(_("The ranking of %(year)s is published.", **facts))


def corrected(facts: Facts) -> str:
    return str(_("The ranking of %(year)s has been corrected. Reason: %(reason)s", **facts))


def extended(facts: Facts) -> str:
    return str(
        _(
            "%(commune)s, %(year)s: %(window)s is extended to %(day)s. Reason: %(reason)s",
            commune=facts["commune"],
            year=facts["year"],
            window=window_word(facts["window"]),
            day=day(facts["until"]),
            reason=facts["reason"],
        )
    )


def calendar_changed(facts: Facts) -> str:
    return str(
        _(
            "The calendar of %(year)s has changed: %(window)s from %(first)s to %(last)s. "
            "Reason: %(reason)s",
            year=facts["year"],
            window=window_word(facts["window"]),
            first=day(facts["opens_on"]),
            last=day(facts["closes_on"]),
            reason=facts["reason"],
        )
    )


def deadline(facts: Facts) -> str:
    """Say what ends when, and what is still to do."""
    last_day = day(facts["closes_on"])
    window, year = window_word(facts["window"]), facts["year"]
    if not facts["days_left"]:
        ends = _("%(window)s %(year)s ends today, %(day)s.", window=window, year=year, day=last_day)
    else:
        ends = ngettext(
            "%(window)s %(year)s ends on %(day)s, in %(num)s day.",
            "%(window)s %(year)s ends on %(day)s, in %(num)s days.",
            facts["days_left"],
            window=window,
            year=year,
            day=last_day,
        )
    return f"{ends} {still_open(facts['window'], facts['open'])}"


def still_open(window: str, count: int) -> str:
    match window:
        case WindowKind.INITIATIVE_REGISTRATION:
            return str(
                ngettext(
                    "%(num)s initiative is missing.", "%(num)s initiatives are missing.", count
                )
            )
        case ExtensionKind.EXPLANATION:
            return str(
                ngettext(
                    "%(num)s question waits for an answer.",
                    "%(num)s questions wait for an answer.",
                    count,
                )
            )
        case ExtensionKind.APPEAL:
            return str(_("The result can be accepted or appealed against."))
        case WindowKind.VERIFICATION:
            return str(
                ngettext(
                    "%(num)s sheet is not finished.", "%(num)s sheets are not finished.", count
                )
            )
        case _ if count:
            return str(
                ngettext("%(num)s line is still open.", "%(num)s lines are still open.", count)
            )
        case _:
            return str(_("Everything is filled in, but not submitted."))


SENTENCES: Mapping[NoticeKind, Callable[[Facts], str]] = {
    NoticeKind.SUBMITTED: submitted,
    NoticeKind.WITHDRAWN: withdrawn,
    NoticeKind.BEGUN: begun,
    NoticeKind.QUESTIONS: questions,
    NoticeKind.ANSWERED: answered,
    NoticeKind.RESUMED: resumed,
    NoticeKind.VERIFIED: verified,
    NoticeKind.ACCEPTED: accepted,
    NoticeKind.APPEALED: appealed,
    NoticeKind.APPEALS_SETTLED: appeals_settled,
    NoticeKind.REOPENED: reopened,
    NoticeKind.SET_ASIDE: set_aside,
    NoticeKind.TAKEN_UP: taken_up,
    NoticeKind.APPROVED: approved,
    NoticeKind.PUBLISHED: published,
    NoticeKind.CORRECTED: corrected,
    NoticeKind.EXTENDED: extended,
    NoticeKind.CALENDAR_CHANGED: calendar_changed,
    NoticeKind.DEADLINE: deadline,
}
