"""What an inspector typed on one line: read, and where it cannot be, a sentence for the field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from flask_babel import gettext as _

from emulation import formatting
from emulation.assessments.facts import SheetFacts
from emulation.assessments.forms import (
    NOT_APPLICABLE,
    NOTE,
    TypedRow,
    read_row,
    typed_fields,
)
from emulation.criteria.models import LineKind
from emulation.rules.inputs import Value
from emulation.rules.points import decimals_of
from emulation.rules.workflow import ReasonCode, Verdict
from emulation.verification.decisions import Decision, claimed_inputs, highest

FIGURE = "figure-"
POINTS, REASON, VERDICT, VERSION = "points", "reason_code", "verdict", "version"
JUDGED_VERSION, JUDGED_EVIDENCE = "judged_version", "judged_evidence"
_LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True)
class TypedDecision:
    """The form as it was sent, and the decision it makes when nothing is wrong with it."""

    row: TypedRow
    sent: Mapping[str, str]
    decision: Decision | None
    errors: Mapping[str, str] = field(default_factory=dict)
    points: Decimal | None = None


def read_decision(sheet: SheetFacts, code: str, sent: Mapping[str, str]) -> TypedDecision:
    """Read the whole form; every field with something wrong is named at once."""
    row = read_row(sheet, code, row_fields(sent))
    try:
        verdict = Verdict(sent.get(VERDICT, ""))
    except ValueError:
        return TypedDecision(row, sent, None, {VERDICT: _("Press Agree, Adjust or Ask for more.")})
    errors: dict[str, str] = {}
    if verdict is not Verdict.QUESTION:
        errors |= {FIGURE + name: text for name, text in row.errors.items() if name != NOTE}
    if NOTE in row.errors:
        errors[NOTE] = row.errors[NOTE]
    points = None if verdict is Verdict.QUESTION else read_points(sheet, code, sent, errors)
    reason = _reason(sent)
    if verdict is Verdict.ADJUST and reason is None:
        errors.setdefault(REASON, _("Choose the kind of reason."))
    if verdict is not Verdict.AGREE and not row.entry.note:
        errors.setdefault(NOTE, _missing_text(verdict))
    if errors:
        return TypedDecision(row, sent, None, errors, points)
    decision = Decision(
        verdict,
        version=row.version,
        judged_version=whole(sent.get(JUDGED_VERSION, "")),
        judged_evidence=sent.get(JUDGED_EVIDENCE, ""),
        inputs=figures_typed(sheet, code, row),
        not_applicable=row.entry.not_applicable,
        points=points,
        reason_code=reason,
        note=row.entry.note,
    )
    return TypedDecision(row, sent, decision, points=points)


def figures_typed(sheet: SheetFacts, code: str, row: TypedRow) -> dict[str, Value]:
    """Return the typed figures, and the commune's for those that nobody types."""
    typed = {one.name for one in typed_fields(sheet, code)}
    claimed = claimed_inputs(sheet, sheet.lines[code])
    supplied = {name: value for name, value in claimed.items() if name not in typed}
    return {**supplied, **row.entry.inputs}


def points_sentence(sheet: SheetFacts, code: str) -> str:
    return str(
        _(
            "Enter points from 0 to %(most)s, with at most %(places)s decimals.",
            most=formatting.number(highest(sheet, code)),
            places=sheet.criteria_set.score_decimals,
        )
    )


def row_fields(sent: Mapping[str, str]) -> dict[str, str]:
    figures = {
        name.removeprefix(FIGURE): text for name, text in sent.items() if name.startswith(FIGURE)
    }
    plain = {name: sent[name] for name in (NOTE, VERSION, NOT_APPLICABLE) if name in sent}
    return {**figures, **plain}


def read_points(
    sheet: SheetFacts, code: str, sent: Mapping[str, str], errors: dict[str, str]
) -> Decimal | None:
    text = sent.get(POINTS, "").strip()
    if not text or sheet.lines[code].kind is LineKind.CONDITIONS:
        return None
    try:
        points = formatting.read_number(text)
    except formatting.NotANumber:
        errors[POINTS] = points_sentence(sheet, code)
        return None
    fits = 0 <= points <= highest(sheet, code)
    if not fits or decimals_of(points) > sheet.criteria_set.score_decimals:
        errors[POINTS] = points_sentence(sheet, code)
        return None
    return points


def _reason(sent: Mapping[str, str]) -> ReasonCode | None:
    try:
        return ReasonCode(sent.get(REASON, ""))
    except ValueError:
        return None


def _missing_text(verdict: Verdict) -> str:
    if verdict is Verdict.QUESTION:
        return str(_("Write what the commune should explain or supplement."))
    return str(_("Write why you depart from the commune's figures."))


def whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else 0
