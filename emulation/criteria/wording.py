"""How a criterion is scored, what lowers a level and how units are ranked, in the reader's words.

Every screen takes its sentences from here, so that the public page, the workspace and the
verification say the same.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from decimal import Decimal
from typing import NamedTuple, Protocol

from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from emulation.formatting import number
from emulation.rules.criteria_facts import (
    Adjustment,
    AdjustmentKind,
    Condition,
    CriteriaSet,
    Criterion,
    Direction,
    Formula,
    Level,
    MonthDay,
    NotApplicable,
    OrderKey,
    Tier,
    Validity,
    Window,
)

SOURCE = {
    "manual": _l("Entered by the commune"),
    "dossiers": _l("One-stop shop dossiers"),
    "satisfaction": _l("Satisfaction surveys"),
    "initiatives": _l("Initiative register"),
    "inspections": _l("Inspection results"),
    "feedback": _l("Complaints and feedback"),
    "par_index": _l("Published reform index"),
}
ORDER_KEY = {
    "total_final": _l("Final total"),
    "initiatives_effective": _l("Effective initiatives"),
    "self_minus_verified": _l("Self-score minus verified score"),
}
_NOT_APPLICABLE = {
    NotApplicable.FULL: _l("Nothing to measure: %(max)s points."),
    NotApplicable.ZERO: _l("Nothing to measure: 0 points."),
    NotApplicable.EXCLUDE: _l(
        "Nothing to measure: the criterion is left out and the rest is scaled up."
    ),
}


class Titled(Protocol):
    """Whatever carries its title in both languages."""

    @property
    def title_vi(self) -> str: ...
    @property
    def title_en(self) -> str: ...


class Reasoned(Protocol):
    """Whatever carries its reason in both languages."""

    @property
    def reason_vi(self) -> str: ...
    @property
    def reason_en(self) -> str: ...


class Band(NamedTuple):
    """One line of a table of bands."""

    label: str
    points: str


def language() -> str:
    locale = get_locale()
    return locale.language if locale else "vi"


def title_of(thing: Titled) -> str:
    return thing.title_en if language() == "en" else thing.title_vi


def reason_of(thing: Reasoned) -> str:
    return thing.reason_en if language() == "en" else thing.reason_vi


def label_of(tier: Tier) -> str:
    return tier.label_en if language() == "en" else tier.label_vi


def note_of(validity: Validity) -> str:
    return validity.note_en if language() == "en" else validity.note_vi


def percent(share: Decimal) -> str:
    """0.90 -> 90%, with only the decimals that say something."""
    return f"{number(share * 100)}%"


def day_of_year(day: MonthDay) -> str:
    """31/01 in Vietnamese, 31 Jan in English."""
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    if language() == "en":
        return f"{day.day} {months[day.month - 1]}"
    return f"{day.day:02d}/{day.month:02d}"


def days_of_year(window: Window) -> str:
    return f"{day_of_year(window.first)} – {day_of_year(window.last)}"


# -- a criterion --------------------------------------------------------------------------------


def scale_sentences(criterion: Criterion, locale: str | None = None) -> list[str]:
    """Say how figures become points; bands come as `bands` for a small table."""
    with force_locale(locale) if locale else nullcontext():
        said = [
            measured(criterion),
            formula_sentence(criterion),
            not_applicable_sentence(criterion),
        ]
        return [sentence for sentence in said if sentence]


def scale_in_one_line(criterion: Criterion, locale: str | None = None) -> str:
    """Say the same in one line, bands included, for a row of the sheet."""
    with force_locale(locale) if locale else nullcontext():
        found = bands(criterion)
        if found:
            return "; ".join(f"{band.label}: {band.points}" for band in found)
        return formula_sentence(criterion)


def measured(criterion: Criterion) -> str:
    """Say which figures are taken, or nothing where there is only met and not met."""
    if criterion.denominator:
        above = _in_brackets(criterion, criterion.numerator)
        below = _in_brackets(criterion, criterion.denominator)
        return str(_("Ratio: %(above)s ÷ %(below)s.", above=above, below=below))
    if criterion.input:
        return str(_("Figure: %(names)s.", names=_sum_of(criterion, criterion.input)))
    return ""


def not_applicable_sentence(criterion: Criterion) -> str:
    """Say what a criterion is worth where there is nothing to measure."""
    if criterion.not_applicable is None:
        return ""
    maximum = number(criterion.max_points)
    return str(_NOT_APPLICABLE[criterion.not_applicable]) % {"max": maximum}


def bands(criterion: Criterion) -> list[Band]:
    """Return the bands of a tiered criterion, best first; none for other formulas."""
    return [Band(label_of(tier), number(tier.points)) for tier in criterion.tiers]


def formula_sentence(criterion: Criterion) -> str:
    facts = {"max": number(criterion.max_points)}
    match criterion.formula:
        case Formula.BOOLEAN:
            return str(_("Met: %(max)s points; not met: 0.", **facts))
        case Formula.LINEAR:
            return str(
                _(
                    "%(full)s or more: %(max)s points; %(zero)s or less: 0; "
                    "in between, in proportion.",
                    full=percent(criterion.full_at),
                    zero=percent(criterion.zero_at),
                    **facts,
                )
            )
        case Formula.PROPORTIONAL:
            return str(
                _(
                    "100%% or more: %(max)s points; from %(cutoff)s: ratio × %(max)s; "
                    "below that: 0.",
                    cutoff=percent(criterion.cutoff),
                    **facts,
                )
            )
        case Formula.DEDUCTION:
            return str(
                _(
                    "Starts at %(max)s points; each case takes %(unit)s away, down to 0.",
                    unit=number(criterion.per_unit),
                    **facts,
                )
            )
        case Formula.BONUS:
            return str(
                _(
                    "Each gives %(unit)s points, at most %(max)s.",
                    unit=number(criterion.per_unit),
                    **facts,
                )
            )
        case Formula.TIERED:
            return ""


def _sum_of(criterion: Criterion | Adjustment, names: Sequence[str]) -> str:
    titles = [title_of(criterion.fields_by_name[name]) for name in names]
    first, *rest = titles
    return " + ".join([first, *(_lowered(title) for title in rest)])


def _in_brackets(criterion: Criterion, names: Sequence[str]) -> str:
    total = _sum_of(criterion, names)
    return f"({total})" if len(names) > 1 else total


def _lowered(title: str) -> str:
    """Begin small inside a sentence, unless the word is an abbreviation."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def source_of(criterion: Criterion) -> str:
    return str(SOURCE.get(criterion.source, criterion.source))


def evidence_titles(rules: CriteriaSet, codes: Sequence[str]) -> list[str]:
    kinds = rules.evidence_kinds
    return [title_of(kinds[code]) if code in kinds else code for code in codes]


def condition_sentences(rules: CriteriaSet, criterion: Criterion) -> list[str]:
    return [condition_sentence(rules, one) for one in criterion.conditions]


def validity_sentences(validity: Validity) -> list[str]:
    """Say when a survey counts."""
    sentences = [
        _(
            "At least %(votes)s valid votes for each form.",
            votes=number(validity.min_valid_votes_per_form),
        ),
        _(
            "At most %(share)s of the votes through one channel.",
            share=percent(validity.max_share_from_one_channel),
        ),
        note_of(validity),
    ]
    return [sentence for sentence in sentences if sentence]


# -- the whole set ------------------------------------------------------------------------------


def condition_sentence(rules: CriteriaSet, condition: Condition) -> str:
    """Say what lowers the level, and to which."""
    reason = reason_of(condition)
    if condition.max_level is None:
        lowest = title_of(rules.lowest_level)
        return str(_("%(reason)s: %(level)s whatever the total.", reason=reason, level=lowest))
    highest = title_of(rules.level(condition.max_level))
    return str(_("%(reason)s: at most %(level)s.", reason=reason, level=highest))


def adjustment_sentence(adjustment: Adjustment) -> str:
    facts = {
        "unit": number(adjustment.per_unit),
        "cap": number(adjustment.cap),
        "names": _lowered(_sum_of(adjustment, adjustment.input)),
    }
    if adjustment.kind is AdjustmentKind.BONUS:
        return str(_("Adds %(unit)s for each: %(names)s; at most %(cap)s.", **facts))
    return str(_("Takes away %(unit)s for each: %(names)s; at most %(cap)s.", **facts))


def level_sentence(level: Level) -> str:
    """Say what a level asks for; the lowest asks for nothing."""
    sentences = []
    if level.min_total:
        sentences.append(_("Total of %(total)s points or more", total=number(level.min_total)))
    if level.min_heading_ratio:
        share = percent(level.min_heading_ratio)
        sentences.append(_("Each heading at %(share)s of its maximum or more", share=share))
    if level.no_zero_criterion:
        sentences.append(_("No criterion at 0 points"))
    if not sentences:
        return str(_("All others"))
    first, *rest = sentences
    return "; ".join([first, *map(_lowered, rest)])


def order_key_title(rules: CriteriaSet, key: OrderKey) -> str:
    if key.key.startswith("heading_"):
        heading = rules.heading(key.key.removeprefix("heading_"))
        title = _("Points of heading: %(title)s", title=title_of(heading))
    else:
        title = str(ORDER_KEY[key.key])
    direction = _("higher first") if key.direction is Direction.DESC else _("lower first")
    return f"{title} ({direction})"


def calendar_entries(rules: CriteriaSet) -> list[tuple[str, str]]:
    """Return the days of the year that the set proposes, in their order."""
    calendar = rules.calendar
    return [
        (_("Registration of the model"), day_of_year(calendar.model_registration)),
        (_("Initiative registration"), day_of_year(calendar.initiative_registration)),
        (
            _("Dossier figures of each month"),
            _("day %(day)s", day=calendar.monthly_dossier_report_day),
        ),
        (_("Mid-year review"), day_of_year(calendar.mid_year_review)),
        (_("Satisfaction surveys"), days_of_year(calendar.survey_window)),
        (_("Self-assessment"), days_of_year(calendar.self_assessment)),
        (_("Verification"), days_of_year(calendar.district_appraisal)),
        (_("Answers to questions"), _("%(days)s days", days=calendar.explanation_days)),
        (_("Appeals after the verification"), _("%(days)s days", days=calendar.appeal_days)),
        (_("Emulation file"), day_of_year(calendar.emulation_file_due)),
        (_("Decision of the province"), day_of_year(calendar.provincial_decision)),
        (
            _("Publication"),
            _("%(day)s of the next year", day=day_of_year(calendar.publication_next_year)),
        ),
    ]
