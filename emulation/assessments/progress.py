"""How far the commune is with its sheet, counted by the rules' one count."""

from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.criteria.models import LineKind
from emulation.rules.criteria_facts import Adjustment, Criterion
from emulation.rules.progress import ItemFacts, Progress, RowState, progress, row_state
from emulation.rules.scoring import ItemResult, ItemState, SheetResult
from emulation.rules.workflow import AssessmentState


def progress_of(sheet: SheetFacts, result: SheetResult) -> Progress:
    """Count the core criteria: the adjustments and conditions are no part of the hundred points."""
    return progress(
        item_of(sheet, line, result.items[code])
        for code, line in sheet.lines.items()
        if line.kind is LineKind.CORE
    )


def state_of(sheet: SheetFacts, line: LineFacts, item: ItemResult) -> RowState:
    return row_state(item_of(sheet, line, item))


def item_of(sheet: SheetFacts, line: LineFacts, item: ItemResult) -> ItemFacts:
    owner = sheet.owner(line.code)
    if owner is None:
        raise KeyError(line.code)
    return ItemFacts(
        code=line.code,
        group=owner.group if isinstance(owner, Criterion) else line.kind,
        state=ItemState.NOT_APPLICABLE if line.own.not_applicable else item.state,
        evidence_required=needs_evidence(owner, item),
        evidence_count=len(line.files),
        returned=sheet.state is AssessmentState.RETURNED and line.own.reopened,
        automatic=line.code in sheet.automatic,
    )


def needs_evidence(owner: Criterion | Adjustment, item: ItemResult) -> bool:
    """Tell whether something has to be shown: not for an adjustment that counted nothing."""
    if isinstance(owner, Adjustment) and not item.points:
        return False
    return bool(owner.evidence)


def is_automatic(sheet: SheetFacts, code: str) -> bool:
    """Tell whether every figure of the line comes from the program and none from a person."""
    return code in sheet.automatic
