"""The two columns of the item screen: the same figures, as claimed and as verified."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from flask_babel import gettext as _

from emulation import formatting
from emulation.assessments.answers import DECIDED
from emulation.assessments.conflicts import in_words
from emulation.assessments.facts import LineFacts, ScoreFacts, SheetFacts
from emulation.assessments.forms import NEVER, YES, typed_fields
from emulation.assessments.row_words import maximum_text
from emulation.assessments.rows import band_views, points_text, reading, shown_value
from emulation.assessments.totals import counts_overclaims
from emulation.criteria.wording import title_of
from emulation.rules.criteria_facts import Criterion, Field, FieldKind
from emulation.rules.inputs import Value, read_fields
from emulation.rules.scoring import ItemResult, ItemState, score_adjustment, score_criterion
from emulation.rules.workflow import Verdict
from emulation.verification.decisions import claimed_inputs
from emulation.verification.views.typed import FIGURE, TypedDecision, figures_typed


@dataclass(frozen=True, slots=True)
class FigureView:
    """One figure on both sides; `earlier` is what the commune claimed when it was questioned."""

    name: str
    label: str
    kind: FieldKind
    claimed: str
    claimed_text: str
    earlier: str
    value: str
    differs: bool
    typed: bool
    never: str = ""
    never_chosen: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class SideView:
    """What the figures of one side come to."""

    points: str
    reading: str


@dataclass(frozen=True, slots=True)
class PairView:
    """Both columns of one line."""

    figures: tuple[FigureView, ...]
    claim: SideView
    verdict: SideView
    maximum: str

    @property
    def points_differ(self) -> bool:
        return self.claim.points != self.verdict.points

    @property
    def readings_differ(self) -> bool:
        return self.claim.reading != self.verdict.reading


def pair_of(sheet: SheetFacts, line: LineFacts, typed: TypedDecision | None = None) -> PairView:
    """Draw both columns, the right one from what was typed, decided or claimed, in this order."""
    claimed = claimed_inputs(sheet, line)
    verified, points = _verified(sheet, line, claimed)
    if typed is not None and not typed.row.errors:
        verified, points = figures_typed(sheet, line.code, typed.row), typed.points
    boxes = {one.name for one in typed_fields(sheet, line.code)}
    return PairView(
        figures=tuple(
            _figure(sheet, line, one, claimed, verified, typed)
            if one.name in boxes
            else replace(_figure(sheet, line, one, claimed, claimed, None), typed=False)
            for one in sheet.fields(line.code).values()
        ),
        claim=claim_side(sheet, line),
        verdict=verdict_side(sheet, line, verified, points),
        maximum=_maximum(sheet, line),
    )


def _verified(
    sheet: SheetFacts, line: LineFacts, claimed: Mapping[str, Value]
) -> tuple[Mapping[str, Value], Decimal | None]:
    """Return the figures decided on, and the points where they were set instead."""
    row = line.verified
    if row is None or row.verdict is not Verdict.ADJUST:
        return claimed, None
    values, _problems = read_fields(sheet.fields(line.code), row.inputs, year=sheet.year)
    return values, row.points if row.points_set else None


def _figure(
    sheet: SheetFacts,
    line: LineFacts,
    one: Field,
    claimed: Mapping[str, Value],
    verified: Mapping[str, Value],
    typed: TypedDecision | None,
) -> FigureView:
    claim, value = claimed.get(one.name), verified.get(one.name)
    shown = shown_value(value, one.kind)
    chosen = value is False and one.kind is FieldKind.DATE
    if typed is not None:
        shown = typed.sent.get(FIGURE + one.name, "")
        chosen = typed.sent.get(FIGURE + one.name + NEVER) == YES
    was_never = claim is False and one.kind is FieldKind.DATE
    return FigureView(
        name=one.name,
        label=title_of(one),
        kind=one.kind,
        claimed=shown_value(claim, one.kind),
        claimed_text=_in_words(one, claim),
        earlier=_earlier(sheet, line, one, claim),
        value=shown,
        differs=shown.strip() != shown_value(claim, one.kind) or chosen != was_never,
        typed=True,
        never=_("Did not happen") if one.kind is FieldKind.DATE else "",
        never_chosen=chosen,
        error=typed.errors.get(FIGURE + one.name, "") if typed else "",
    )


def _earlier(sheet: SheetFacts, line: LineFacts, one: Field, claim: Value | None) -> str:
    """Return what the commune had claimed before it was asked, where it has changed since."""
    row = line.verified
    if row is None or row.verdict is not None or row.judged_version is None:
        return ""
    values, _problems = read_fields(sheet.fields(line.code), row.inputs, year=sheet.year)
    before = values.get(one.name)
    return "" if before == claim else _in_words(one, before)


def _in_words(one: Field, value: Value | None) -> str:
    if value is False and one.kind is FieldKind.DATE:
        return in_words(one, NEVER)
    return in_words(one, shown_value(value, one.kind)) or formatting.NOTHING


def claim_side(sheet: SheetFacts, line: LineFacts) -> SideView:
    item = item_of(sheet, line, claimed_inputs(sheet, line))
    owner = sheet.owner(line.code)
    if owner is None or item is None:
        return SideView("", "")
    return SideView(
        points_text(owner, _with_points(item, line.own.points)), _reading(sheet, line, item)
    )


def verdict_side(
    sheet: SheetFacts, line: LineFacts, inputs: Mapping[str, Value], points: Decimal | None = None
) -> SideView:
    """Return what the verified figures come to; points that were set stand as they are."""
    owner = sheet.owner(line.code)
    item = item_of(sheet, line, inputs)
    if owner is None or item is None:
        return SideView("", "")
    if points is None and inputs == claimed_inputs(sheet, line):
        points = line.own.points
    shown = item if points is None else _with_points(item, points)
    return SideView(points_text(owner, shown), _reading(sheet, line, item))


def decided_side(sheet: SheetFacts, line: LineFacts) -> SideView | None:
    """Return what the inspection decided, or None while it has not."""
    row = line.verified
    if row is None or not (row.verdict in DECIDED or counts_overclaims(sheet, line.code)):
        return None
    values, _problems = read_fields(sheet.fields(line.code), row.inputs, year=sheet.year)
    return verdict_side(sheet, line, values, row.points)


def final_side(sheet: SheetFacts, line: LineFacts) -> SideView | None:
    """Return what the line came to in the end: after an appeal, else as decided."""
    if line.appealed is None:
        return decided_side(sheet, line)
    return row_side(sheet, line, line.appealed)


def row_side(sheet: SheetFacts, line: LineFacts, row: ScoreFacts) -> SideView:
    values, _problems = read_fields(sheet.fields(line.code), row.inputs, year=sheet.year)
    return verdict_side(sheet, line, values, row.points)


def figures_compared(
    sheet: SheetFacts, line: LineFacts, row: ScoreFacts
) -> list[tuple[str, str, str]]:
    """Return label, claim and verdict of every figure, in words."""
    claimed = claimed_inputs(sheet, line)
    decided, _problems = read_fields(sheet.fields(line.code), row.inputs, year=sheet.year)
    compared = [
        (title_of(one), _in_words(one, claimed.get(name)), _in_words(one, decided.get(name)))
        for name, one in sheet.fields(line.code).items()
    ]
    if line.own.not_applicable or row.not_applicable:
        yes_no = [
            _("Yes") if marked else _("No")
            for marked in (line.own.not_applicable, row.not_applicable)
        ]
        compared.append((_("Not applicable"), *yes_no))
    return compared


def item_of(sheet: SheetFacts, line: LineFacts, inputs: Mapping[str, Value]) -> ItemResult | None:
    owner = sheet.owner(line.code)
    if owner is None:
        return None
    if isinstance(owner, Criterion):
        return score_criterion(owner, inputs, year=sheet.year)
    return score_adjustment(owner, inputs)


def _with_points(item: ItemResult, points: Decimal | None) -> ItemResult:
    state = ItemState.MISSING if points is None else ItemState.SCORED
    return ItemResult(item.code, points or Decimal(0), item.max_points, state, item.because)


def _reading(sheet: SheetFacts, line: LineFacts, item: ItemResult) -> str:
    """Return the ratio or the band that was reached, to stand under the figures."""
    owner = sheet.owner(line.code)
    if owner is None:
        return ""
    ratio = reading(owner, item).removeprefix("= ")
    bands = [band.label for band in band_views(owner, item) if band.reached]
    return " · ".join(text for text in (ratio, *bands) if text)


def _maximum(sheet: SheetFacts, line: LineFacts) -> str:
    owner = sheet.owner(line.code)
    return "" if owner is None else maximum_text(owner)
