"""One sheet as the pages and the rules read it: frozen facts, loaded by columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from emulation.criteria.models import CONDITIONS_CODE, LineKind
from emulation.evidence.queries import FileFacts
from emulation.rules.criteria_facts import Adjustment, CriteriaSet, Criterion, Field
from emulation.rules.deadlines import (
    WINDOW_OF,
    ExtensionKind,
    Window,
    WindowKind,
    due_after,
    extended,
)
from emulation.rules.inputs import Value
from emulation.rules.workflow import AssessmentState, ReasonCode, Stage, Verdict
from emulation.units.models import UnitKind

# The commune writes in these states; in the second one only what was reopened.
OPEN_STATES = frozenset({AssessmentState.DRAFT, AssessmentState.RETURNED})


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """What one stage says of one line."""

    id: int
    stage: Stage
    inputs: Mapping[str, object]
    not_applicable: bool
    points: Decimal | None
    points_set: bool
    note: str
    reopened: bool
    verdict: Verdict | None
    reason_code: ReasonCode | None
    judged_version: int | None
    judged_evidence: str | None
    saved_at: datetime | None
    saved_by_id: int | None
    version: int


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line of the sheet with what every stage says of it, and its evidence."""

    criterion_id: int
    code: str
    kind: LineKind
    scores: Mapping[Stage, ScoreFacts]
    files: tuple[FileFacts, ...]
    last_year: Decimal | None

    @property
    def own(self) -> ScoreFacts:
        """The commune's own row; every line has one from the opening of the year."""
        return self.scores[Stage.SELF]

    @property
    def verified(self) -> ScoreFacts | None:
        return self.scores.get(Stage.VERIFIED)

    @property
    def appealed(self) -> ScoreFacts | None:
        """What an appeal came to, where it counts."""
        row = self.scores.get(Stage.APPEAL)
        return None if row is None or row.reopened else row


@dataclass(frozen=True, slots=True)
class ParticipantFacts:
    """The unit as it takes part in the year."""

    id: int
    unit_id: int
    code: str
    name: str
    kind: UnitKind
    district_name: str
    province_id: int
    inspecting_unit_id: int | None


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """A whole sheet; `lines` is in the order of the criteria set.

    `sources` are figures that other parts of the program supply; the lines in `automatic` take
    every figure from there or from the program itself, and none from a person.
    """

    id: int
    state: AssessmentState
    version: int
    submitted_at: datetime | None
    submitted_by_id: int | None
    verified_at: datetime | None
    settled_at: datetime | None
    reopened_at: datetime | None
    participant: ParticipantFacts
    period_id: int
    year: int
    initiatives_minimum: int
    criteria_set_id: int
    criteria_set: CriteriaSet
    lines: Mapping[str, LineFacts]
    windows: Mapping[WindowKind, Window]
    sources: Mapping[str, Value] = field(default_factory=dict)
    automatic: frozenset[str] = frozenset()
    # The latest day granted to this unit, of each kind, and the days for an appeal.
    granted: Mapping[ExtensionKind, date] = field(default_factory=dict)
    appeal_days: int = 0
    # Why the council set the unit aside; empty when it did not.
    set_aside_reason: str = ""

    def last_day(self, kind: ExtensionKind, base: date | None = None) -> date | None:
        """Return this unit's last day; None when nothing ends it.

        `base` is the day the answers are due, or the day of the result that is appealed.
        """
        if kind is ExtensionKind.EXPLANATION:
            usual = base
        elif kind is ExtensionKind.APPEAL:
            usual = None if base is None else due_after(base, self.appeal_days)
        else:
            window = self.windows.get(WINDOW_OF[kind])
            usual = window.closes_on if window else None
        if usual is None or kind not in self.granted:
            return usual
        return extended(usual, [self.granted[kind]])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def owner(self, code: str) -> Criterion | Adjustment | None:
        """Return the rule behind a line; the conditions line has none of its own."""
        found = self.criteria_set.criteria_by_code.get(code)
        return found or self.criteria_set.adjustments_by_code.get(code)

    def fields(self, code: str) -> Mapping[str, Field]:
        """Return the figures that a line asks for, by name."""
        owner = self.owner(code)
        if owner is not None:
            return owner.fields_by_name
        if code == CONDITIONS_CODE:
            return {one.name: one for one in self.criteria_set.metrics}
        raise KeyError(code)

    def may_edit(self, code: str) -> bool:
        """Tell whether the state leaves this line to the commune; who asks is another matter."""
        if self.state is AssessmentState.DRAFT:
            return True
        return self.state is AssessmentState.RETURNED and self.lines[code].own.reopened

    def is_reviewed(self, code: str) -> bool:
        """Tell whether the inspection looks at the line now: after a reopening, at flagged ones."""
        row = self.lines[code].verified
        return row is not None and (self.reopened_at is None or row.reopened)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a commune says of one line: its figures, and a note that explains them."""

    inputs: Mapping[str, Value]
    note: str = ""
    not_applicable: bool = False
