"""Where each line of a sheet stands for the inspection, and the way from one line to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.totals import counts_overclaims
from emulation.evidence.queries import fingerprint
from emulation.rules.workflow import Verdict
from emulation.verification.queries import QuestionFacts


class Mark(StrEnum):
    """One line as the queue shows it."""

    UNDECIDED = "undecided"
    ANSWERED = "answered"
    AGREED = "agreed"
    ADJUSTED = "adjusted"
    ASKED = "asked"
    COMPUTED = "computed"

    @property
    def waits(self) -> bool:
        """Whether the inspection still has to decide."""
        return self in {Mark.UNDECIDED, Mark.ANSWERED}


_BY_VERDICT: Mapping[Verdict, Mark] = {
    Verdict.AGREE: Mark.AGREED,
    Verdict.ADJUST: Mark.ADJUSTED,
    Verdict.QUESTION: Mark.ASKED,
}


class Show(StrEnum):
    """What an inspector narrows the lines of a sheet to."""

    ALL = "all"
    WAITING = "waiting"
    DIFFERENT = "different"
    ASKED = "asked"
    ANSWERED = "answered"
    CHANGED = "changed"


class Change(StrEnum):
    """Why a line that had its verdict has to be looked at again."""

    REOPENED = "reopened"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    CLAIM = "claim"
    EVIDENCE = "evidence"


def changes_of(
    sheet: SheetFacts, questions: Sequence[QuestionFacts]
) -> Mapping[str, Sequence[Change]]:
    """Return what changed since the last verdict, for the lines that wait for another one."""
    latest: dict[str, QuestionFacts] = {}
    for one in questions:
        if one.sent_at is not None:
            latest.setdefault(one.code, one)
    return {
        code: _changes(line, latest.get(code))
        for code, line in sheet.lines.items()
        if _waits_again(line)
    }


def _waits_again(line: LineFacts) -> bool:
    row = line.verified
    return row is not None and row.verdict is None and (row.reopened or bool(row.judged_version))


def _changes(line: LineFacts, asked: QuestionFacts | None) -> Sequence[Change]:
    row = line.verified
    if row is None:
        return ()
    since = row.saved_at
    found = {
        Change.REOPENED: row.reopened,
        Change.ANSWERED: asked is not None and _after(asked.answered_at, since),
        Change.UNANSWERED: asked is not None and _after(asked.dropped_at, since),
        Change.CLAIM: row.judged_version != line.own.version,
        Change.EVIDENCE: (row.judged_evidence or "") != fingerprint(line.files),
    }
    return [change for change, is_so in found.items() if is_so]


def _after(moment: datetime | None, since: datetime | None) -> bool:
    return moment is not None and (since is None or moment >= since)


def marks_of(sheet: SheetFacts, questions: Sequence[QuestionFacts]) -> Mapping[str, Mark]:
    """Return the mark of every line, in the order of the sheet."""
    answered = {one.code for one in questions if one.answered_at is not None}
    return {code: _mark(sheet, line, answered) for code, line in sheet.lines.items()}


def _mark(sheet: SheetFacts, line: LineFacts, answered: set[str]) -> Mark:
    if counts_overclaims(sheet, line.code):
        return Mark.COMPUTED
    if line.verified is not None and line.verified.verdict is not None:
        return _BY_VERDICT[line.verified.verdict]
    return Mark.ANSWERED if line.code in answered else Mark.UNDECIDED


def differs(line: LineFacts) -> bool:
    """Tell whether the inspection decided on other points or figures than the commune's."""
    return line.verified is not None and line.verified.verdict is Verdict.ADJUST


def is_shown(show: Show, line: LineFacts, mark: Mark) -> bool:
    match show:
        case Show.WAITING:
            return mark.waits
        case Show.DIFFERENT:
            return differs(line)
        case Show.ASKED:
            return mark is Mark.ASKED
        case Show.ANSWERED:
            return mark is Mark.ANSWERED
        case Show.CHANGED:
            return _waits_again(line)
        case Show.ALL:
            return True


@dataclass(frozen=True, slots=True)
class Way:
    """The neighbours of a line, and the next one that waits for a decision."""

    before: str | None
    after: str | None
    waiting: str | None


def way_from(code: str, marks: Mapping[str, Mark]) -> Way:
    codes = list(marks)
    here = codes.index(code)
    ahead = [*codes[here + 1 :], *codes[:here]]
    return Way(
        before=codes[here - 1] if here else None,
        after=codes[here + 1] if here + 1 < len(codes) else None,
        waiting=next((one for one in ahead if marks[one].waits), None),
    )
