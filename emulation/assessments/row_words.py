"""What a row says whatever stands in it: title, maximum, scale, evidence; put into words once.

A criteria set never changes once a year runs, so its words are kept as long as the set itself is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from emulation import formatting
from emulation.assessments.facts import SheetFacts
from emulation.criteria.wording import (
    adjustment_sentence,
    condition_sentences,
    evidence_titles,
    label_of,
    language,
    scale_sentences,
    source_of,
    title_of,
    validity_sentences,
)
from emulation.rules.criteria_facts import (
    SYSTEM_METRICS,
    Adjustment,
    AdjustmentKind,
    CriteriaSet,
    Criterion,
    Formula,
)

INITIATIVES = "initiatives"
_MOST_KEPT = 64


@dataclass(frozen=True, slots=True)
class RowWords:
    """The words of one line in one language."""

    title: str
    maximum: str
    unit: str
    bands: tuple[tuple[str, str], ...]
    scale: tuple[str, ...]
    conditions: tuple[str, ...]
    evidence_kinds: str
    kinds: tuple[tuple[str, str], ...]
    source: str
    source_endpoint: str
    by_hand: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The words of a whole set in one language; it holds the set, so that both live as long."""

    criteria_set: CriteriaSet
    rows: Mapping[str, RowWords]
    groups: Mapping[str, str]


_kept: dict[tuple[int, str, frozenset[str]], SheetWords] = {}


def words_of(sheet: SheetFacts) -> SheetWords:
    key = (id(sheet.criteria_set), language(), frozenset(sheet.sources))
    found = _kept.get(key)
    if found is None:
        while len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        found = _kept[key] = _sheet_words(sheet)
    return found


def _sheet_words(sheet: SheetFacts) -> SheetWords:
    rules = sheet.criteria_set
    owners: list[Criterion | Adjustment] = [*rules.criteria, *rules.adjustments]
    return SheetWords(
        rules,
        {owner.code: _row_words(sheet, owner) for owner in owners},
        {group.code: title_of(group) for group in rules.groups},
    )


def _row_words(sheet: SheetFacts, owner: Criterion | Adjustment) -> RowWords:
    rules = sheet.criteria_set
    automatic = owner.code in sheet.automatic
    criterion = owner if isinstance(owner, Criterion) else None
    return RowWords(
        title=title_of(owner),
        maximum=maximum_text(owner),
        unit=_unit(owner) if owner.per_unit else "",
        bands=bands_of(owner),
        scale=tuple(_scale(owner)),
        conditions=tuple(condition_sentences(rules, criterion)) if criterion else (),
        evidence_kinds=", ".join(evidence_titles(rules, owner.evidence)),
        kinds=tuple(zip(owner.evidence, evidence_titles(rules, owner.evidence), strict=True)),
        source=_source(owner) if automatic else "",
        source_endpoint="initiatives.index"
        if automatic and criterion and criterion.source == INITIATIVES
        else "",
        by_hand=_by_hand(sheet, owner),
        fields={name: title_of(one) for name, one in owner.fields_by_name.items()},
    )


def bands_of(owner: Criterion | Adjustment) -> tuple[tuple[str, str], ...]:
    """Return the label and the points of each band, best first."""
    if isinstance(owner, Adjustment):
        return ()
    return tuple(
        (label_of(tier), str(_("%(points)s points", points=formatting.number(tier.points))))
        for tier in owner.tiers
    )


def maximum_text(owner: Criterion | Adjustment) -> str:
    most = formatting.number(owner.max_points)
    if isinstance(owner, Criterion):
        return str(_("/ %(most)s points", most=most))
    if owner.kind is AdjustmentKind.DEDUCTION:
        return str(_("(at most −%(most)s)", most=most))
    return str(_("(at most +%(most)s)", most=most))


def _unit(owner: Criterion | Adjustment) -> str:
    """Say what each counted case adds or takes away."""
    unit, most = formatting.number(owner.per_unit), formatting.number(owner.max_points)
    takes = (
        owner.formula is Formula.DEDUCTION
        if isinstance(owner, Criterion)
        else owner.kind is AdjustmentKind.DEDUCTION
    )
    if takes:
        return str(_("× %(unit)s points each, at most %(most)s taken away", unit=unit, most=most))
    return str(_("× %(unit)s points each, at most %(most)s", unit=unit, most=most))


def _scale(owner: Criterion | Adjustment) -> list[str]:
    if isinstance(owner, Adjustment):
        return [adjustment_sentence(owner)]
    validity = validity_sentences(owner.validity) if owner.validity else []
    return [*scale_sentences(owner), *validity]


def _source(owner: Criterion | Adjustment) -> str:
    if isinstance(owner, Adjustment):
        return str(_("Counted by the program"))
    return source_of(owner)


def _by_hand(sheet: SheetFacts, owner: Criterion | Adjustment) -> str:
    """Name the source that does not supply its figures yet, so that people type them."""
    if isinstance(owner, Adjustment) or not owner.is_derived:
        return ""
    known = sheet.sources.keys() | SYSTEM_METRICS
    return "" if owner.fields_by_name.keys() <= known else source_of(owner)
