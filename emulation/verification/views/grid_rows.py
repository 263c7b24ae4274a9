"""One row of the grid: a commune's claim to a criterion, its evidence, and the form to judge it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.evidence.queries import fingerprint
from emulation.evidence.views.viewing import Document
from emulation.rules.workflow import AssessmentState
from emulation.verification.claims import Known, changed_since, doubts_of, known_of
from emulation.verification.marks import Change, Mark, Show, changes_of, is_shown, marks_of
from emulation.verification.queries import QuestionFacts, names_of, questions_by_sheet
from emulation.verification.views import doubts
from emulation.verification.views.conflict import VerdictConflict
from emulation.verification.views.evidence import documents_of
from emulation.verification.views.figures import PairView, SideView, decided_side, pair_of
from emulation.verification.views.form import FormState, form_problems, form_state
from emulation.verification.views.typed import TypedDecision

MOST_PICTURES = 3


@dataclass(frozen=True, slots=True)
class Sent:
    """What was typed into the row of one sheet and not saved, and the sentence why not."""

    sheet_id: int
    typed: TypedDecision
    refusal: str = ""
    conflict: VerdictConflict | None = None


@dataclass(frozen=True, slots=True)
class GridRow:
    """Everything the template of one row shows."""

    sheet: SheetFacts
    line: LineFacts
    mark: Mark
    pair: PairView
    decided: SideView | None
    form: FormState
    documents: Sequence[Document]
    flags: Sequence[str]
    changed: bool
    changes: Sequence[Change]
    question: QuestionFacts | None
    decided_by: str
    fingerprint: str
    open_here: bool
    errors: Mapping[str, str]
    problems: Sequence[tuple[str, str]]
    refusal: str
    conflict: VerdictConflict | None

    @property
    def id(self) -> int:
        return self.sheet.id

    @property
    def is_unfolded(self) -> bool:
        """Whether the form to adjust or to ask stands open: where something is to be corrected."""
        return bool(self.errors or self.refusal)

    def shown_in(self, show: Show) -> bool:
        return bool(self.errors or self.refusal) or is_shown(show, self.line, self.mark)


def grid_rows(sheets: Sequence[SheetFacts], code: str, sent: Sent | None) -> Sequence[GridRow]:
    """Draw the sheets whose verification has begun; three queries for any number."""
    begun = [sheet for sheet in sheets if sheet.lines[code].verified is not None]
    if not begun:
        return ()
    known = known_of(begun)
    criterion_id = begun[0].lines[code].criterion_id
    questions = questions_by_sheet([sheet.id for sheet in begun], criterion_id)
    deciders = {row.saved_by_id for sheet in begun if (row := sheet.lines[code].verified)}
    names = names_of({one for one in deciders if one is not None})
    return [
        _row(
            sheet,
            sheet.lines[code],
            questions.get(sheet.id, ()),
            known,
            names,
            sent if sent is not None and sent.sheet_id == sheet.id else None,
        )
        for sheet in begun
    ]


def _row(
    sheet: SheetFacts,
    line: LineFacts,
    questions: Sequence[QuestionFacts],
    known: Known,
    names: Mapping[int, str],
    sent: Sent | None,
) -> GridRow:
    mark = marks_of(sheet, questions)[line.code]
    typed = sent.typed if sent else None
    decider = line.verified.saved_by_id if line.verified else None
    asked = max((one.sent_at for one in questions if one.sent_at is not None), default=None)
    return GridRow(
        sheet=sheet,
        line=line,
        mark=mark,
        pair=pair_of(sheet, line, typed),
        decided=decided_side(sheet, line),
        form=form_state(sheet, line, typed),
        documents=documents_of(line.files, asked, None, sheet.submitted_at, sheet=sheet),
        flags=doubts.flags(doubts_of(sheet, line, known)),
        changed=changed_since(line),
        changes=changes_of(sheet, questions).get(line.code, ()),
        question=questions[0] if questions else None,
        decided_by=names.get(decider, "") if decider is not None else "",
        fingerprint=fingerprint(line.files),
        open_here=sheet.state is AssessmentState.IN_VERIFICATION
        and sheet.is_reviewed(line.code)
        and mark is not Mark.COMPUTED,
        errors=typed.errors if typed else {},
        problems=[
            (f"row-{sheet.id}-{place}", sentence)
            for place, sentence in form_problems(sheet, line.code, typed)
        ],
        refusal=sent.refusal if sent else "",
        conflict=sent.conflict if sent else None,
    )
