"""What still stands between a sheet and its submission, each gap with the line it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from emulation.assessments.answers import inputs_of
from emulation.assessments.facts import SheetFacts
from emulation.assessments.progress import needs_evidence, progress_of
from emulation.criteria.models import CONDITIONS_CODE
from emulation.rules.evidence_slots import slots_of
from emulation.rules.inputs import contradictions
from emulation.rules.scoring import SheetResult


class GapKind(StrEnum):
    UNDECLARED = "undeclared"
    EXPLANATION = "explanation"
    NOT_SCORED = "not_scored"
    CONTRADICTION = "contradiction"
    EVIDENCE = "evidence"
    KINDS = "kinds"

    @property
    def blocks(self) -> bool:
        """Whether the sheet cannot be submitted before this gap is closed."""
        return self in {GapKind.EXPLANATION, GapKind.UNDECLARED}

    @property
    def needs_confirmation(self) -> bool:
        """Whether the leader must say that the gap is known."""
        return self in {GapKind.NOT_SCORED, GapKind.CONTRADICTION}


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap: the line to go to; for contradictions the figure and the other lines.

    For kinds of document, `others` are those that no file of the line is said to be.
    """

    kind: GapKind
    code: str
    field: str = ""
    others: tuple[str, ...] = ()


def gaps_of(sheet: SheetFacts, result: SheetResult) -> Sequence[Gap]:
    """Name every gap, what blocks first; inside a kind in the order of the sheet."""
    found = progress_of(sheet, result)
    unexplained = [code for code in found.evidence_missing if not sheet.lines[code].own.note]
    explained = [code for code in found.evidence_missing if sheet.lines[code].own.note]
    gaps = [Gap(GapKind.UNDECLARED, CONDITIONS_CODE, name) for name in _undeclared(sheet)]
    gaps += [Gap(GapKind.EXPLANATION, code) for code in unexplained]
    gaps += [Gap(GapKind.NOT_SCORED, code) for code in found.not_scored]
    gaps += _contradictions(sheet)
    gaps += [Gap(GapKind.EVIDENCE, code) for code in explained]
    return gaps + _missing_kinds(sheet, result)


def _undeclared(sheet: SheetFacts) -> list[str]:
    line = sheet.lines.get(CONDITIONS_CODE)
    if line is None:
        return []
    return [name for name in sheet.fields(CONDITIONS_CODE) if line.own.inputs.get(name) is None]


def _missing_kinds(sheet: SheetFacts, result: SheetResult) -> list[Gap]:
    """Name the kinds asked for that are not there, where there are files at all: a hint only."""
    found = []
    for code, line in sheet.lines.items():
        owner = sheet.owner(code)
        item = result.items.get(code) or result.adjustments.get(code)
        if owner is None or item is None or not line.files or not needs_evidence(owner, item):
            continue
        missing = slots_of(owner.evidence, (file.kind for file in line.files)).missing
        if missing and code not in sheet.automatic:
            found.append(Gap(GapKind.KINDS, code, others=missing))
    return found


def _contradictions(sheet: SheetFacts) -> list[Gap]:
    answers = {
        code: inputs_of(sheet, line, line.own)
        for code, line in sheet.lines.items()
        if code != CONDITIONS_CODE
    }
    return [
        Gap(GapKind.CONTRADICTION, codes[0], name, tuple(codes[1:]))
        for name, codes in contradictions(sheet.criteria_set.criteria, answers)
        if name != "met"
    ]
