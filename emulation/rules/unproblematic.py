"""Which claims an inspection may agree to in bulk, and what keeps every other line out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from emulation.rules.criteria_facts import Adjustment, AdjustmentKind, Criterion
from emulation.rules.edges import stands_on_an_edge
from emulation.rules.inputs import Value


class Doubt(StrEnum):
    """Why a line is to be looked at by itself; docs/decisions says what stands behind each."""

    CONDITIONS = "conditions"
    TOUCHED = "touched"
    ASKED = "asked"
    NOT_SCORED = "not_scored"
    FIGURES = "figures"
    CONTRADICTION = "contradiction"
    NOT_APPLICABLE = "not_applicable"
    DECISIVE = "decisive"
    BONUS = "bonus"
    DECLARED = "declared"
    EVIDENCE_MISSING = "evidence_missing"
    EVIDENCE_LATE = "evidence_late"
    EVIDENCE_SHARED = "evidence_shared"
    EVIDENCE_REUSED = "evidence_reused"
    REMARK = "remark"
    NO_LAST_YEAR = "no_last_year"
    ABOVE_LAST_YEAR = "above_last_year"
    EDGE = "edge"


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """One line as the commune claims it; `owner` is None for the conditions for recognition.

    `automatic` lines take every figure from the program and none from a person. `shared` means a
    document that another unit put forward too, `reused` one of an earlier year of the same unit.
    """

    owner: Criterion | Adjustment | None
    inputs: Mapping[str, Value]
    year: int
    points: Decimal | None
    automatic: bool = False
    not_applicable: bool = False
    note: str = ""
    files: int = 0
    late_files: bool = False
    shared_files: bool = False
    reused_files: bool = False
    figures_wrong: bool = False
    contradicts: bool = False
    touched: bool = False
    asked: bool = False
    last_year: Decimal | None = None


def doubts_about(claim: ClaimFacts) -> tuple[Doubt, ...]:
    """Name everything that speaks for looking at this line; nothing means unproblematic."""
    owner = claim.owner
    if owner is None:
        return (Doubt.CONDITIONS,)
    found = {
        Doubt.TOUCHED: claim.touched,
        Doubt.ASKED: claim.asked,
        Doubt.NOT_SCORED: claim.points is None,
        Doubt.FIGURES: claim.figures_wrong,
        Doubt.CONTRADICTION: claim.contradicts,
        Doubt.NOT_APPLICABLE: claim.not_applicable,
        Doubt.REMARK: bool(claim.note),
    }
    if not claim.automatic:
        found |= _by_kind(owner, claim) | _by_evidence(owner, claim)
    if isinstance(owner, Criterion) and not claim.automatic:
        found |= _by_comparison(owner, claim)
    return tuple(doubt for doubt in Doubt if found.get(doubt))


def _by_kind(owner: Criterion | Adjustment, claim: ClaimFacts) -> dict[Doubt, bool]:
    if isinstance(owner, Criterion):
        return {}
    bonus = owner.kind is AdjustmentKind.BONUS
    return {Doubt.BONUS: bonus and bool(claim.points), Doubt.DECLARED: not bonus}


def _by_evidence(owner: Criterion | Adjustment, claim: ClaimFacts) -> dict[Doubt, bool]:
    wanted = bool(owner.evidence) and bool(claim.points)
    return {
        Doubt.EVIDENCE_MISSING: wanted and not claim.files,
        Doubt.EVIDENCE_LATE: claim.late_files,
        Doubt.EVIDENCE_SHARED: claim.shared_files,
        Doubt.EVIDENCE_REUSED: claim.reused_files,
    }


def _by_comparison(owner: Criterion, claim: ClaimFacts) -> dict[Doubt, bool]:
    """Let last year's verified points vouch for a claim; one of no points needs nothing."""
    decisive = {Doubt.DECISIVE: bool(owner.conditions)}
    if not claim.points:
        return decisive
    return decisive | {
        Doubt.NO_LAST_YEAR: claim.last_year is None,
        Doubt.ABOVE_LAST_YEAR: claim.last_year is not None and claim.points > claim.last_year,
        Doubt.EDGE: stands_on_an_edge(owner, claim.inputs, year=claim.year),
    }
