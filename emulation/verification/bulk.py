"""Agreeing at once to lines that nothing speaks against; each is tested as if it were alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.totals import recompute
from emulation.evidence.queries import fingerprint
from emulation.rules.errors import RuleBroken
from emulation.rules.roles import Person
from emulation.rules.unproblematic import Doubt
from emulation.rules.workflow import Stage, Verdict
from emulation.verification.claims import contradicting_codes, doubts_of, known_of
from emulation.verification.decisions import Decision, as_claimed, lines_to_decide
from emulation.verification.operations import line_in_hand, save_verdict
from emulation.verification.sheets import hold_sheet

AGREED_IN_BULK = "verification.agree_in_bulk"


class NothingChosen(RuleBroken):
    """No line was ticked."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One line that was ticked, as it stood on the page."""

    code: str
    version: int
    judged_version: int
    judged_evidence: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which lines were agreed to, and which were skipped because they are no longer as seen."""

    agreed: tuple[str, ...]
    changed: tuple[str, ...]


def as_seen(line: LineFacts) -> Seen:
    """Return what the page has to carry of a line, to be tested when it comes back."""
    version = line.verified.version if line.verified else 0
    return Seen(line.code, version, line.own.version, fingerprint(line.files))


def undecided_lines(sheet: SheetFacts) -> Sequence[tuple[LineFacts, tuple[Doubt, ...]]]:
    """Return every line without a verdict, with what speaks for opening it; two queries."""
    waiting = [
        line
        for line in lines_to_decide(sheet)
        if sheet.is_reviewed(line.code) and line.verified and line.verified.verdict is None
    ]
    if not waiting:
        return ()
    known, contradicting = known_of([sheet]), contradicting_codes(sheet)
    return [(line, doubts_of(sheet, line, known, contradicting)) for line in waiting]


def agree_in_bulk(
    assessment_id: int, chosen: Sequence[Seen], *, by: Person, at: datetime
) -> Outcome:
    """Agree to the chosen lines that are still unproblematic and as they were seen."""
    if not chosen:
        raise NothingChosen
    sheet = hold_sheet(assessment_id, by=by)
    for one in chosen:
        line_in_hand(sheet, one.code, by=by)
    agreeable = {line.code: line for line, doubts in undecided_lines(sheet) if not doubts}
    agreed, changed = [], []
    for one in dict.fromkeys(chosen):
        line = agreeable.get(one.code)
        if line is None or as_seen(line) != one:
            changed.append(one.code)
            continue
        _agree(sheet, line, one, by=by, at=at)
        agreed.append(one.code)
    if agreed:
        recompute(assessment_id, Stage.VERIFIED, at=at)
    return Outcome(tuple(agreed), tuple(changed))


def _agree(sheet: SheetFacts, line: LineFacts, seen: Seen, *, by: Person, at: datetime) -> None:
    _line, row = line_in_hand(sheet, line.code, by=by)
    decision = Decision(
        Verdict.AGREE,
        version=seen.version,
        judged_version=seen.judged_version,
        judged_evidence=seen.judged_evidence,
        inputs={},
    )
    values = as_claimed(sheet, line, decision)
    save_verdict(sheet, line.code, row, values, by=by, at=at, action=AGREED_IN_BULK)
