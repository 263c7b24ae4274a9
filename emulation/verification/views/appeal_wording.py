"""Words around appeals and reopenings: why something was refused, and where an appeal stands."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from emulation.rules.errors import RuleBroken
from emulation.rules.workflow import AppealDecision
from emulation.verification import appeal_errors as errors

DECISION_KIND = {
    AppealDecision.UPHELD: "good",
    AppealDecision.PARTLY: "warn",
    AppealDecision.DISMISSED: "bad",
}
_REFUSAL = {
    errors.NothingToContest: _l(
        "The inspection agreed with your figures here; there is nothing to appeal against."
    ),
    errors.AlreadyFiled: _l(
        "This appeal was filed. It stays as it is, and none can be added on this criterion."
    ),
    errors.AppealTextMissing: _l("Write why the verdict is wrong."),
    errors.AppealChanged: _l(
        "Somebody else wrote on this appeal after you opened this page, so yours was not saved. "
        "Compare, then save again."
    ),
    errors.NothingDrafted: _l("There is no appeal to file. Draft one on a criterion first."),
    errors.JudgedByYou: _l(
        "You gave the verdict on this criterion. Somebody else of the inspection decides on the "
        "appeal."
    ),
    errors.NotAppealed: _l("No appeal waits for a decision on this criterion."),
    errors.NotBetween: _l(
        "Partly upheld lies between the self-score and the verdict. For either of them choose "
        "Upheld or Dismissed."
    ),
    errors.NothingChosen: _l("Choose the criteria to be looked at again."),
    errors.NotReviewed: _l(
        "This criterion is not part of this review; the verdict on it stands. Nothing was saved."
    ),
}


def refusal_of_appeal(broken: RuleBroken) -> str:
    """Say why something about appeals was refused; nothing for any other rule."""
    if isinstance(broken, errors.AppealsOpen):
        return str(
            ngettext(
                "%(num)s appeal has no decision yet: %(codes)s.",
                "%(num)s appeals have no decision yet: %(codes)s.",
                len(broken.codes),
                codes=", ".join(broken.codes),
            )
        )
    found = _REFUSAL.get(type(broken))
    return "" if found is None else str(found)


def filed_sentence(count: int) -> str:
    return str(ngettext("%(num)s appeal was filed.", "%(num)s appeals were filed.", count))


def draft_saved() -> str:
    return str(_("The draft was saved. The leader files the appeals."))
