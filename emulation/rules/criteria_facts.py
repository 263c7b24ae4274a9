"""A criteria set as the rules see it: frozen facts, nothing computed but look-ups."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from emulation.rules.points import decimals_of

# What the program itself knows about a sheet; nobody types these.
SYSTEM_METRICS = frozenset(
    {"self_assessment_submitted", "self_assessment_days_late", "criteria_overclaimed"}
)


class Method(StrEnum):
    BOOLEAN = "boolean"
    RATIO = "ratio"
    TIERED = "tiered"
    DEDUCTION = "deduction"
    BONUS = "bonus"
    DERIVED = "derived"


class Formula(StrEnum):
    """How a value becomes points, wherever the value came from."""

    BOOLEAN = "boolean"
    LINEAR = "linear"
    PROPORTIONAL = "proportional"
    TIERED = "tiered"
    DEDUCTION = "deduction"
    BONUS = "bonus"


class NotApplicable(StrEnum):
    """What a criterion is worth where there was nothing to measure."""

    FULL = "full"
    ZERO = "zero"
    EXCLUDE = "exclude"


class FieldKind(StrEnum):
    BOOLEAN = "boolean"
    COUNT = "count"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"


class Op(StrEnum):
    IS = "is"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    EQ = "eq"


class AdjustmentKind(StrEnum):
    BONUS = "bonus"
    DEDUCTION = "deduction"


class Direction(StrEnum):
    DESC = "desc"
    ASC = "asc"


@dataclass(frozen=True, order=True)
class MonthDay:
    """A day of any year, written 01-31."""

    month: int
    day: int

    def on(self, year: int) -> date:
        """Return the day in that year; 29 February falls on the 28th of a common year."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return date(year, self.month, self.day - 1)

    def __str__(self) -> str:
        return f"{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True)
class Window:
    first: MonthDay
    last: MonthDay


@dataclass(frozen=True)
class Field:
    """One figure that a person or another part of the program gives."""

    name: str
    kind: FieldKind
    title_vi: str
    title_en: str
    maximum: Decimal | None = None


@dataclass(frozen=True)
class Tier:
    """One band: from a least number, or up to a day of the year, or whatever is left."""

    points: Decimal
    label_vi: str
    label_en: str
    min: Decimal | None = None
    on_or_before: MonthDay | None = None

    @property
    def otherwise(self) -> bool:
        return self.min is None and self.on_or_before is None


@dataclass(frozen=True)
class Condition:
    """What lowers a level whatever the total: a knock-out, or a cap when max_level is set."""

    code: str
    metric: str
    op: Op
    value: bool | Decimal
    reason_vi: str
    reason_en: str
    max_level: str | None = None
    criterion: str | None = None


@dataclass(frozen=True)
class Validity:
    """When a survey counts."""

    min_valid_votes_per_form: int = 0
    max_share_from_one_channel: Decimal = Decimal(1)
    note_vi: str = ""
    note_en: str = ""


class Line(NamedTuple):
    """The numbers of a ratio's formula as whole numbers over one scale."""

    scale: int
    zero_at: int
    width: int
    cutoff: int
    max_units: int


@dataclass(frozen=True)
class Criterion:
    code: str
    group: str
    heading: str
    position: int
    max_points: Decimal
    method: Method
    formula: Formula
    source: str
    pillar: str
    title_vi: str
    title_en: str
    fields: tuple[Field, ...]
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    input: tuple[str, ...] = ()
    extra_inputs: tuple[str, ...] = ()
    share: bool = False
    zero_at: Decimal = Decimal(0)
    full_at: Decimal = Decimal(1)
    cutoff: Decimal = Decimal(0)
    per_unit: Decimal = Decimal(0)
    tiers: tuple[Tier, ...] = ()
    evidence: tuple[str, ...] = ()
    deadline: MonthDay | None = None
    survey: str | None = None
    not_applicable: NotApplicable | None = None
    knock_out: Condition | None = None
    level_cap: Condition | None = None
    validity: Validity | None = None
    decimals: int = 2

    @property
    def is_derived(self) -> bool:
        """Whether the figures come from another part of the program."""
        return self.source != "manual"

    @cached_property
    def fields_by_name(self) -> Mapping[str, Field]:
        return {one.name: one for one in self.fields}

    @cached_property
    def line(self) -> Line:
        scale = 10 ** max(map(decimals_of, (self.zero_at, self.full_at, self.cutoff)))
        zero_at, full_at, cutoff = (
            int(one * scale) for one in (self.zero_at, self.full_at, self.cutoff)
        )
        max_units = int(self.max_points.scaleb(self.decimals))
        return Line(scale, zero_at, full_at - zero_at, cutoff, max_units)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(one for one in (self.knock_out, self.level_cap) if one is not None)

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The fields without which there are no points."""
        if self.formula is Formula.BOOLEAN:
            return ("met",)
        return tuple(dict.fromkeys((*self.numerator, *self.denominator, *self.input)))


@dataclass(frozen=True)
class Adjustment:
    """Points outside the core: a bonus or a deduction, each with its own cap."""

    code: str
    kind: AdjustmentKind
    position: int
    per_unit: Decimal
    cap: Decimal
    title_vi: str
    title_en: str
    fields: tuple[Field, ...]
    input: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    decimals: int = 2

    @property
    def max_points(self) -> Decimal:
        return self.cap

    @property
    def is_system(self) -> bool:
        """Whether the program counts it by itself."""
        return all(name in SYSTEM_METRICS for name in self.input)

    @cached_property
    def fields_by_name(self) -> Mapping[str, Field]:
        return {one.name: one for one in self.fields}

    @property
    def needed(self) -> tuple[str, ...]:
        return self.input


@dataclass(frozen=True)
class Group:
    code: str
    heading: str
    max_points: Decimal
    title_vi: str
    title_en: str
    criteria: tuple[Criterion, ...]
    validity: Validity | None = None


@dataclass(frozen=True)
class Heading:
    code: str
    max_points: Decimal
    title_vi: str
    title_en: str
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Level:
    code: str
    title_vi: str
    title_en: str
    min_total: Decimal
    min_heading_ratio: Decimal
    no_zero_criterion: bool


@dataclass(frozen=True)
class OrderKey:
    key: str
    direction: Direction


@dataclass(frozen=True)
class RankingRule:
    order_by: tuple[OrderKey, ...] = (OrderKey("total_final", Direction.DESC),)
    display_order_within_tie: str = "commune_name"
    ties: str = "shared_rank"
    clusters: str = "by_district"
    excellence_quota: Decimal = Decimal(0)


@dataclass(frozen=True)
class Target:
    year: int
    share_recognised: Decimal
    previously_recognised_must_rise: bool = False


@dataclass(frozen=True)
class ApplicationDocument:
    code: str
    required: bool
    title_vi: str
    title_en: str


@dataclass(frozen=True)
class EvidenceKind:
    code: str
    title_vi: str
    title_en: str


_YEAR_END = MonthDay(12, 31)
_WHOLE_YEAR = Window(MonthDay(1, 1), _YEAR_END)


@dataclass(frozen=True)
class Calendar:
    """The year's dates; where a set says nothing, nothing is restricted."""

    model_registration: MonthDay = _YEAR_END
    initiative_registration: MonthDay = _YEAR_END
    monthly_dossier_report_day: int = 28
    mid_year_review: MonthDay = MonthDay(6, 30)
    survey_window: Window = _WHOLE_YEAR
    self_assessment: Window = _WHOLE_YEAR
    district_appraisal: Window = _WHOLE_YEAR
    explanation_days: int = 3
    appeal_days: int = 5
    provincial_decision: MonthDay = _YEAR_END
    publication_next_year: MonthDay = _YEAR_END
    emulation_file_due: MonthDay = _YEAR_END


@dataclass(frozen=True)
class CriteriaSet:
    code: str
    version: str
    title_vi: str
    title_en: str
    applies_to: str
    valid_from: date
    valid_to: date | None
    official: bool
    core_total: Decimal
    score_decimals: int
    max_total_after_bonus: Decimal
    headings: tuple[Heading, ...]
    groups: tuple[Group, ...]
    criteria: tuple[Criterion, ...]
    adjustments: tuple[Adjustment, ...]
    bonus_cap: Decimal
    deduction_cap: Decimal
    metrics: tuple[Field, ...]
    system_metrics: tuple[Field, ...]
    knock_outs: tuple[Condition, ...]
    level_caps: tuple[Condition, ...]
    levels: tuple[Level, ...]
    ranking: RankingRule
    targets: tuple[Target, ...]
    application_file: tuple[ApplicationDocument, ...]
    calendar: Calendar
    evidence_kinds: Mapping[str, EvidenceKind] = field(hash=False)

    @property
    def year(self) -> int:
        return self.valid_from.year

    @cached_property
    def criteria_by_code(self) -> Mapping[str, Criterion]:
        return {one.code: one for one in self.criteria}

    @cached_property
    def adjustments_by_code(self) -> Mapping[str, Adjustment]:
        return {one.code: one for one in self.adjustments}

    def criterion(self, code: str) -> Criterion:
        return self.criteria_by_code[code]

    def adjustment(self, code: str) -> Adjustment:
        return self.adjustments_by_code[code]

    def group(self, code: str) -> Group:
        return next(one for one in self.groups if one.code == code)

    def heading(self, code: str) -> Heading:
        return next(one for one in self.headings if one.code == code)

    def level(self, code: str) -> Level:
        return next(one for one in self.levels if one.code == code)

    def level_position(self, code: str) -> int:
        """0 for the best level, one more for each level below it."""
        return next(n for n, one in enumerate(self.levels) if one.code == code)

    @property
    def lowest_level(self) -> Level:
        return self.levels[-1]

    def target(self, year: int) -> Target | None:
        return next((one for one in self.targets if one.year == year), None)

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Every knock-out and level cap, those of single criteria first."""
        own = tuple(one for criterion in self.criteria for one in criterion.conditions)
        return (*own, *self.level_caps, *self.knock_outs)
