"""Why a line is to be looked at by itself, in words: short for a flag, whole for a reason."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from emulation.rules.unproblematic import Doubt

FLAG = {
    Doubt.NOT_SCORED: _l("Not scored"),
    Doubt.FIGURES: _l("Figures do not fit"),
    Doubt.CONTRADICTION: _l("Figures contradict each other"),
    Doubt.NOT_APPLICABLE: _l("Not applicable"),
    Doubt.EVIDENCE_MISSING: _l("Evidence missing"),
    Doubt.EVIDENCE_LATE: _l("Evidence added later"),
    Doubt.EVIDENCE_SHARED: _l("Same file at another unit"),
    Doubt.EVIDENCE_REUSED: _l("Same file as in another year"),
    Doubt.ABOVE_LAST_YEAR: _l("Above last year"),
    Doubt.EDGE: _l("On the edge of a step"),
    Doubt.ASKED: _l("Asked before"),
}
REASON = {
    Doubt.CONDITIONS: _l("conditions for recognition are always read one by one"),
    Doubt.TOUCHED: _l("somebody has decided on it before"),
    Doubt.ASKED: _l("a question was asked on it"),
    Doubt.NOT_SCORED: _l("the commune did not score it"),
    Doubt.FIGURES: _l("the figures do not come to the points claimed"),
    Doubt.CONTRADICTION: _l("a figure is given differently in another criterion"),
    Doubt.NOT_APPLICABLE: _l("the commune calls it not applicable"),
    Doubt.DECISIVE: _l("it decides whether the commune is recognised"),
    Doubt.BONUS: _l("a bonus is claimed"),
    Doubt.DECLARED: _l("a deduction is declared by the unit itself"),
    Doubt.EVIDENCE_MISSING: _l("evidence is missing"),
    Doubt.EVIDENCE_LATE: _l("evidence was added after submission"),
    Doubt.EVIDENCE_SHARED: _l("another unit put forward the same file"),
    Doubt.EVIDENCE_REUSED: _l("the same file served in another year"),
    Doubt.REMARK: _l("the commune wrote an explanation, which somebody should read"),
    Doubt.NO_LAST_YEAR: _l("there is no verified result of last year to compare with"),
    Doubt.ABOVE_LAST_YEAR: _l("more points are claimed than were verified last year"),
    Doubt.EDGE: _l("one case fewer or one day later would cost a step of the scale"),
}


def flags(doubts: Sequence[Doubt]) -> list[str]:
    """Return the short words for what concerns this commune; the rest concerns every commune."""
    return [str(FLAG[doubt]) for doubt in doubts if doubt in FLAG]


def reasons(doubts: Sequence[Doubt]) -> list[str]:
    return [str(REASON[doubt]) for doubt in doubts]
