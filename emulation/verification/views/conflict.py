"""A verdict that came too late: what was typed beside what stands now, nothing lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from emulation import labels
from emulation.assessments.conflicts import in_words
from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.forms import NEVER, YES, typed_fields
from emulation.assessments.queries import name_of
from emulation.assessments.rows import shown_value
from emulation.criteria.wording import title_of
from emulation.rules.criteria_facts import FieldKind
from emulation.rules.errors import RuleBroken, WindowClosed
from emulation.rules.inputs import read_fields
from emulation.rules.workflow import ReasonCode, Verdict
from emulation.verification.errors import VerdictChanged
from emulation.verification.views.typed import FIGURE, TypedDecision

Compared = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class VerdictConflict:
    """Both sides, value by value: label, what was typed, what stands now."""

    who: str
    at: datetime | None
    rows: Sequence[Compared]


def conflict_of(
    sheet: SheetFacts, line: LineFacts, typed: TypedDecision, broken: RuleBroken
) -> VerdictConflict:
    """Compare with the verdict that stands, or with the answer where that is what changed."""
    about_verdict = isinstance(broken, VerdictChanged | WindowClosed)
    row = line.verified if about_verdict and line.verified else line.own
    rows = _figures(sheet, line, typed, row.inputs)
    rows.append((_("Points set directly"), typed.sent.get("points", ""), ""))
    if row is not line.own:
        rows = [
            (_("Verdict"), _verdict(typed.sent.get("verdict")), _verdict(row.verdict)),
            *rows[:-1],
            (*rows[-1][:2], str(row.points) if row.points_set else ""),
            (_("Reason"), _reason(typed.sent.get("reason_code")), _reason(row.reason_code)),
            (_("Comment of the inspection"), typed.sent.get("note", ""), row.note),
        ]
    else:
        rows = [*rows, (_("Explanation of the commune"), "", row.note)]
    shown = [one for one in rows if one[1] or one[2]]
    return VerdictConflict(name_of(row.saved_by_id), row.saved_at, shown)


def _figures(
    sheet: SheetFacts, line: LineFacts, typed: TypedDecision, now: object
) -> list[Compared]:
    given = now if isinstance(now, dict) else {}
    values, _problems = read_fields(sheet.fields(line.code), given, year=sheet.year)
    rows: list[Compared] = []
    for one in typed_fields(sheet, line.code):
        never = typed.sent.get(FIGURE + one.name + NEVER) == YES
        mine = NEVER if never else typed.sent.get(FIGURE + one.name, "").strip()
        value = values.get(one.name)
        missed = value is False and one.kind is FieldKind.DATE
        theirs = NEVER if missed else shown_value(value, one.kind)
        rows.append((title_of(one), in_words(one, mine), in_words(one, theirs)))
    return rows


def _verdict(value: str | None) -> str:
    return str(labels.VERDICT[Verdict(value)]) if value in set(Verdict) else _("None yet")


def _reason(value: str | None) -> str:
    return str(labels.REASON_CODE[ReasonCode(value)]) if value in set(ReasonCode) else ""
