"""One row of the workspace as it is drawn: its inputs, its reading and its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _

from emulation import formatting
from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.forms import NEVER, NO, NOTE, YES, TypedRow
from emulation.assessments.operations import may_be_left_out
from emulation.assessments.progress import is_automatic
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
    Criterion,
    Field,
    FieldKind,
    Formula,
)
from emulation.rules.inputs import Value
from emulation.rules.progress import RowState
from emulation.rules.scoring import ItemResult, ItemState

INITIATIVES = "initiatives"


@dataclass(frozen=True, slots=True)
class InputView:
    """One figure: what stands in its box, or that the program supplies it."""

    name: str
    label: str
    kind: FieldKind
    value: str
    sign: str = ""
    supplied: bool = False
    error: str = ""
    never: str = ""
    never_chosen: bool = False


@dataclass(frozen=True, slots=True)
class BandView:
    label: str
    points: str
    reached: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """Everything the template of one row shows; only strings and flags."""

    code: str
    title: str
    points: str
    maximum: str
    state: RowState
    version: int
    editable: bool
    must_be_scored: bool = True
    inputs: tuple[InputView, ...] = ()
    extras: tuple[InputView, ...] = ()
    reading: str = ""
    unit: str = ""
    bands: tuple[BandView, ...] = ()
    scale: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    evidence_kinds: str = ""
    evidence_wanted: bool = True
    source: str = ""
    source_endpoint: str = ""
    by_hand: str = ""
    left_out_allowed: bool = False
    left_out: bool = False
    note: str = ""
    note_error: str = ""
    note_wanted: bool = False
    last_year: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


def row_view(
    sheet: SheetFacts,
    line: LineFacts,
    item: ItemResult,
    state: RowState,
    inputs: Mapping[str, Value],
    *,
    editable: bool,
    typed: TypedRow | None = None,
) -> RowView:
    """Draw a criterion or an adjustment from its facts, or from what was just typed into it."""
    owner = sheet.owner(line.code)
    if owner is None:
        raise KeyError(line.code)
    automatic = is_automatic(sheet, line.code)
    note = line.own.note if typed is None else typed.typed.get(NOTE, "")
    return RowView(
        code=line.code,
        title=title_of(owner),
        points=points_text(owner, item),
        maximum=maximum_text(owner),
        state=state,
        version=line.own.version if typed is None else typed.version,
        editable=editable,
        must_be_scored=isinstance(owner, Criterion),
        inputs=_input_views(sheet, owner, _scored_names(owner), inputs, typed),
        extras=_input_views(sheet, owner, owner.extra_inputs, inputs, typed)
        if isinstance(owner, Criterion)
        else (),
        reading=reading(owner, item),
        unit=per_unit_text(owner) if owner.per_unit else "",
        bands=band_views(owner, item),
        scale=tuple(_scale(owner)),
        conditions=tuple(condition_sentences(sheet.criteria_set, owner))
        if isinstance(owner, Criterion)
        else (),
        evidence_kinds=", ".join(evidence_titles(sheet.criteria_set, owner.evidence)),
        evidence_wanted=bool(owner.evidence) and not automatic,
        source=_source(owner, automatic=automatic),
        source_endpoint="initiatives.index" if _from_register(owner) and automatic else "",
        by_hand=_by_hand(sheet, owner),
        left_out_allowed=may_be_left_out(sheet, line.code),
        left_out=line.own.not_applicable if typed is None else typed.entry.not_applicable,
        note=note,
        note_error=typed.errors.get(NOTE, "") if typed else "",
        note_wanted=bool(note) or state is RowState.EVIDENCE_MISSING,
        last_year="" if line.last_year is None else formatting.number(line.last_year),
        problems=typed.errors if typed else {},
    )


def points_text(owner: Criterion | Adjustment, item: ItemResult) -> str:
    if item.state is ItemState.MISSING:
        return formatting.NOTHING
    if isinstance(owner, Adjustment) and owner.kind is AdjustmentKind.DEDUCTION:
        return formatting.number(-item.points)
    if isinstance(owner, Adjustment):
        return formatting.signed(item.points)
    return formatting.number(item.points)


def maximum_text(owner: Criterion | Adjustment) -> str:
    most = formatting.number(owner.max_points)
    if isinstance(owner, Criterion):
        return str(_("/ %(most)s points", most=most))
    if owner.kind is AdjustmentKind.DEDUCTION:
        return str(_("(at most −%(most)s)", most=most))
    return str(_("(at most +%(most)s)", most=most))


def reading(owner: Criterion | Adjustment, item: ItemResult) -> str:
    """Say what the figures amount to: the ratio, or the count times its points."""
    because = item.because
    if "votes_needed" in because:
        return str(_("fewer than %(votes)s valid votes: 0 points", votes=because["votes_needed"]))
    ratio = because.get("ratio")
    if isinstance(ratio, Fraction):
        return f"= {formatting.percent(ratio, 2 if ratio > Fraction(99, 100) and ratio < 1 else 1)}"
    if "not_applicable" in because and isinstance(owner, Criterion) and owner.denominator:
        return str(_("nothing to measure"))
    return ""


def per_unit_text(owner: Criterion | Adjustment) -> str:
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


def band_views(owner: Criterion | Adjustment, item: ItemResult) -> tuple[BandView, ...]:
    if isinstance(owner, Adjustment):
        return ()
    reached = item.because.get("band")
    return tuple(
        BandView(
            label_of(tier),
            _("%(points)s points", points=formatting.number(tier.points)),
            reached=n == reached,
        )
        for n, tier in enumerate(owner.tiers)
    )


def _scale(owner: Criterion | Adjustment) -> list[str]:
    if isinstance(owner, Adjustment):
        return [adjustment_sentence(owner)]
    validity = validity_sentences(owner.validity) if owner.validity else []
    return [*scale_sentences(owner), *validity]


def _source(owner: Criterion | Adjustment, *, automatic: bool) -> str:
    if not automatic:
        return ""
    if isinstance(owner, Adjustment):
        return str(_("Counted by the program"))
    return source_of(owner)


def _from_register(owner: Criterion | Adjustment) -> bool:
    return isinstance(owner, Criterion) and owner.source == INITIATIVES


def _by_hand(sheet: SheetFacts, owner: Criterion | Adjustment) -> str:
    """Name the source that does not supply its figures yet, so that people type them."""
    if isinstance(owner, Adjustment) or not owner.is_derived:
        return ""
    if all(name in sheet.sources for name in owner.fields_by_name):
        return ""
    return source_of(owner)


def _scored_names(owner: Criterion | Adjustment) -> tuple[str, ...]:
    if isinstance(owner, Criterion) and owner.formula is Formula.BOOLEAN:
        return ("met",)
    return owner.needed


def _input_views(
    sheet: SheetFacts,
    owner: Criterion | Adjustment,
    names: tuple[str, ...],
    inputs: Mapping[str, Value],
    typed: TypedRow | None,
) -> tuple[InputView, ...]:
    fields = owner.fields_by_name
    never = ""
    if isinstance(owner, Criterion) and owner.tiers and owner.tiers[-1].otherwise:
        never = label_of(owner.tiers[-1])
    return tuple(
        input_view(sheet, fields[name], inputs, typed, sign=_sign(owner, names, n), never=never)
        for n, name in enumerate(names)
    )


def _sign(owner: Criterion | Adjustment, names: tuple[str, ...], place: int) -> str:
    """Return what stands before a box: a plus inside a sum, "of" before the denominator."""
    if place == 0:
        return ""
    if isinstance(owner, Criterion) and owner.denominator and names[place] == owner.denominator[0]:
        return str(_("of"))
    return "+" if names[place] in owner.needed else ""


def input_view(
    sheet: SheetFacts,
    one: Field,
    inputs: Mapping[str, Value],
    typed: TypedRow | None,
    *,
    sign: str = "",
    never: str = "",
) -> InputView:
    supplied = one.name in sheet.sources or one.name in SYSTEM_METRICS
    value = inputs.get(one.name)
    shown, chosen = shown_value(value, one.kind), value is False and one.kind is FieldKind.DATE
    if typed is not None and not supplied:
        shown = typed.typed.get(one.name, "")
        chosen = typed.typed.get(one.name + NEVER) == YES
    return InputView(
        name=one.name,
        label=title_of(one),
        kind=one.kind,
        value=shown,
        sign=sign,
        supplied=supplied,
        error=typed.errors.get(one.name, "") if typed else "",
        never=never if one.kind is FieldKind.DATE else "",
        never_chosen=chosen,
    )


def shown_value(value: Value | None, kind: FieldKind) -> str:
    """Write a figure into its box as the reader would type it."""
    if value is None:
        return ""
    if kind is FieldKind.BOOLEAN:
        return YES if value else NO
    if isinstance(value, bool):
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if kind is FieldKind.COUNT:
        return formatting.number(Decimal(value), 0)
    plain = f"{Decimal(value).normalize():f}"
    return plain.replace(".", ",") if language() == "vi" else plain
