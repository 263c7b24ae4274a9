"""One row of the workspace as it is drawn: its inputs, its reading and its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _

from emulation import formatting
from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.forms import NEVER, NO, NOTE, YES, TypedRow
from emulation.assessments.operations import may_be_left_out
from emulation.assessments.row_words import RowWords, bands_of, words_of
from emulation.criteria.wording import label_of, language, title_of
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
    """Everything the template of one row shows: its words, and what stands in it."""

    code: str
    words: RowWords
    points: str
    state: RowState
    version: int
    editable: bool
    must_be_scored: bool = True
    inputs: tuple[InputView, ...] = ()
    extras: tuple[InputView, ...] = ()
    reading: str = ""
    bands: tuple[BandView, ...] = ()
    evidence_wanted: bool = True
    left_out_allowed: bool = False
    left_out: bool = False
    note: str = ""
    note_error: str = ""
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
    words = words_of(sheet).rows[line.code]
    note = line.own.note if typed is None else typed.typed.get(NOTE, "")
    return RowView(
        code=line.code,
        words=words,
        points=points_text(owner, item),
        state=state,
        version=line.own.version if typed is None else typed.version,
        editable=editable,
        must_be_scored=isinstance(owner, Criterion),
        inputs=_input_views(sheet, owner, _scored_names(owner), inputs, typed),
        extras=_input_views(sheet, owner, owner.extra_inputs, inputs, typed)
        if isinstance(owner, Criterion) and owner.extra_inputs
        else (),
        reading=reading(owner, item),
        bands=_marked(words.bands, item),
        evidence_wanted=bool(owner.evidence) and line.code not in sheet.automatic,
        left_out_allowed=may_be_left_out(sheet, line.code),
        left_out=line.own.not_applicable if typed is None else typed.entry.not_applicable,
        note=note,
        note_error=typed.errors.get(NOTE, "") if typed else "",
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


def band_views(owner: Criterion | Adjustment, item: ItemResult) -> tuple[BandView, ...]:
    """Return the bands of a line, the reached one marked."""
    return _marked(bands_of(owner), item)


def _marked(bands: Sequence[tuple[str, str]], item: ItemResult) -> tuple[BandView, ...]:
    reached = item.because.get("band")
    return tuple(
        BandView(label, points, reached=place == reached)
        for place, (label, points) in enumerate(bands)
    )


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
