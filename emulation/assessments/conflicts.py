"""Two people saved the same row: both versions, side by side, and nothing lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from emulation.assessments.answers import inputs_of
from emulation.assessments.facts import SheetFacts
from emulation.assessments.forms import NEVER, NO, NOT_APPLICABLE, NOTE, YES, TypedRow, typed_fields
from emulation.assessments.queries import name_of
from emulation.assessments.rows import shown_value
from emulation.criteria.wording import title_of
from emulation.rules.criteria_facts import Field, FieldKind
from emulation.rules.inputs import Value


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure in both versions."""

    label: str
    mine: str
    theirs: str

    @property
    def differs(self) -> bool:
        return self.mine != self.theirs


@dataclass(frozen=True, slots=True)
class Conflict:
    """One row that somebody else saved meanwhile."""

    code: str
    title: str
    version: int
    who: str
    at: datetime | None
    figures: Sequence[Compared]
    my_note: str
    their_note: str
    hidden: Sequence[tuple[str, str]]


def conflict_of(sheet: SheetFacts, typed: TypedRow) -> Conflict:
    """Compare what was typed with what is saved; `sheet` has been read anew."""
    line = sheet.lines[typed.code]
    saved = inputs_of(sheet, line, line.own)
    owner = sheet.owner(typed.code)
    fields = typed_fields(sheet, typed.code)
    figures = [
        Compared(
            title_of(one),
            in_words(one, _sent(typed, one)),
            in_words(one, _saved(saved.get(one.name), one)),
        )
        for one in fields
    ]
    if typed.entry.not_applicable or line.own.not_applicable:
        figures.append(
            Compared(
                _("Not applicable"),
                _yes_no(typed.entry.not_applicable),
                _yes_no(line.own.not_applicable),
            )
        )
    sent = {one.name for one in fields} | {one.name + NEVER for one in fields} | {NOT_APPLICABLE}
    return Conflict(
        code=typed.code,
        title=title_of(owner) if owner else _("Conditions for recognition"),
        version=line.own.version,
        who=name_of(line.own.saved_by_id),
        at=line.own.saved_at,
        figures=figures,
        my_note=typed.typed.get(NOTE, ""),
        their_note=line.own.note,
        hidden=[(name, text) for name, text in typed.typed.items() if name in sent],
    )


def _saved(value: Value | None, one: Field) -> str:
    if value is False and one.kind is FieldKind.DATE:
        return NEVER
    return shown_value(value, one.kind)


def _sent(typed: TypedRow, one: Field) -> str:
    if typed.typed.get(one.name + NEVER) == YES:
        return NEVER
    return typed.typed.get(one.name, "").strip()


def in_words(one: Field, text: str) -> str:
    """Write a typed figure as a reader understands it: yes and no in words."""
    if text == NEVER:
        return str(_("Did not happen"))
    if one.kind is not FieldKind.BOOLEAN:
        return text
    return str({YES: _("Yes"), NO: _("No")}.get(text, text))


def _yes_no(marked: object) -> str:
    return str(_("Yes") if marked else _("No"))
