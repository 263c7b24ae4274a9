"""What stands in the form of an item besides its figures, and what is to be corrected in it."""

from dataclasses import dataclass

from emulation import formatting
from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.operations import may_be_left_out
from emulation.criteria.wording import title_of
from emulation.verification.views.typed import FIGURE, POINTS, TypedDecision


@dataclass(frozen=True, slots=True)
class FormState:
    """What stands in the form besides the figures."""

    note: str
    reason_code: str
    points: str
    left_out: bool
    left_out_allowed: bool


def form_state(sheet: SheetFacts, line: LineFacts, typed: TypedDecision | None) -> FormState:
    row = line.verified
    allowed = may_be_left_out(sheet, line.code) or line.own.not_applicable
    if typed is not None:
        return FormState(
            note=typed.sent.get("note", ""),
            reason_code=typed.sent.get("reason_code", ""),
            points=typed.sent.get(POINTS, ""),
            left_out=typed.row.entry.not_applicable,
            left_out_allowed=allowed,
        )
    if row is None or row.verdict is None:
        return FormState("", "", "", line.own.not_applicable, allowed)
    return FormState(
        note=row.note,
        reason_code=row.reason_code or "",
        points=formatting.number(row.points) if row.points_set else "",
        left_out=row.not_applicable,
        left_out_allowed=allowed,
    )


def form_problems(
    sheet: SheetFacts, code: str, typed: TypedDecision | None
) -> list[tuple[str, str]]:
    """Return id and sentence of everything that is to be corrected, for the summary."""
    if typed is None:
        return []
    fields = sheet.fields(code)
    found = []
    for place, sentence in typed.errors.items():
        one = fields.get(place.removeprefix(FIGURE))
        found.append((place, f"{title_of(one)}: {sentence}" if one else sentence))
    return found
