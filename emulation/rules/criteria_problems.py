"""What can be wrong with a criteria set, each fault with its place in the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ProblemCode(StrEnum):
    EMPTY = "empty"
    MISSING_KEY = "missing_key"
    UNKNOWN_KEY = "unknown_key"
    DUPLICATE_KEY = "duplicate_key"
    WRONG_TYPE = "wrong_type"
    UNKNOWN_VALUE = "unknown_value"
    OUT_OF_RANGE = "out_of_range"
    TOO_MANY_DECIMALS = "too_many_decimals"
    DUPLICATE_CODE = "duplicate_code"
    SUM_DIFFERS = "sum_differs"
    BOUNDS_ORDER = "bounds_order"
    TIER_ORDER = "tier_order"
    TIER_POINTS_ORDER = "tier_points_order"
    TIERS_NOT_COVERING = "tiers_not_covering"
    TIERS_MIXED = "tiers_mixed"
    TIER_ABOVE_MAX = "tier_above_max"
    MAX_NOT_REACHED = "max_not_reached"
    UNKNOWN_METRIC = "unknown_metric"
    CONDITION_MISMATCH = "condition_mismatch"
    UNKNOWN_LEVEL = "unknown_level"
    LEVEL_ORDER = "level_order"
    LOWEST_LEVEL = "lowest_level"
    UNKNOWN_GROUP = "unknown_group"
    GROUP_PLACEMENT = "group_placement"
    UNKNOWN_FIELD = "unknown_field"
    FIELD_CONFLICT = "field_conflict"
    UNKNOWN_ORDER_KEY = "unknown_order_key"
    NOT_YAML = "not_yaml"
    TOO_LARGE = "too_large"
    TOO_MANY_ALIASES = "too_many_aliases"
    TOO_DEEP = "too_deep"


_SENTENCES = {
    ProblemCode.EMPTY: "there is nothing here",
    ProblemCode.MISSING_KEY: "{key} is missing",
    ProblemCode.UNKNOWN_KEY: "{key} is not a known key",
    ProblemCode.DUPLICATE_KEY: "{key} is written twice",
    ProblemCode.WRONG_TYPE: "expected {expected}, found {found}",
    ProblemCode.UNKNOWN_VALUE: "{value} is not one of: {allowed}",
    ProblemCode.OUT_OF_RANGE: "{value} is not between {low} and {high}",
    ProblemCode.TOO_MANY_DECIMALS: "{value} has more than {decimals} decimals",
    ProblemCode.DUPLICATE_CODE: "code {value} is used twice, first at {first}",
    ProblemCode.SUM_DIFFERS: "the parts add up to {found}, not to {expected}",
    ProblemCode.BOUNDS_ORDER: "zero_at ({zero_at}) must be below full_at ({full_at})",
    ProblemCode.TIER_ORDER: "bands go from the best to the worst: {value} follows {previous}",
    ProblemCode.TIER_POINTS_ORDER: "points must fall from band to band; {value} follows {previous}",
    ProblemCode.TIERS_NOT_COVERING: "the last band, and only the last, must be 'else: true'",
    ProblemCode.TIERS_MIXED: "bands go by number (min) or by day (on_or_before), not both",
    ProblemCode.TIER_ABOVE_MAX: "{value} points are above the maximum {maximum}",
    ProblemCode.MAX_NOT_REACHED: "the best band gives {value}, less than the maximum {maximum}",
    ProblemCode.UNKNOWN_METRIC: "nothing supplies the metric {value}",
    ProblemCode.CONDITION_MISMATCH: "'{op}' cannot compare with {value}",
    ProblemCode.UNKNOWN_LEVEL: "there is no level {value}",
    ProblemCode.LEVEL_ORDER: "level {value} must ask less than the level above it ({previous})",
    ProblemCode.LOWEST_LEVEL: "the last level, {value}, must ask for nothing",
    ProblemCode.UNKNOWN_GROUP: "there is no group {value}",
    ProblemCode.GROUP_PLACEMENT: "group {value} belongs to {found} headings instead of one",
    ProblemCode.UNKNOWN_FIELD: "{value} is not described in vocabulary.fields",
    ProblemCode.FIELD_CONFLICT: "{value} is used both as {first} and as {second}",
    ProblemCode.UNKNOWN_ORDER_KEY: "ranking cannot go by {value}",
    ProblemCode.NOT_YAML: "this is not YAML: {detail}",
    ProblemCode.TOO_LARGE: "the file is larger than {limit}",
    ProblemCode.TOO_MANY_ALIASES: "aliases make the file larger than {limit} values",
    ProblemCode.TOO_DEEP: "values are nested more than {limit} deep",
}


@dataclass(frozen=True)
class Problem:
    line: int | None
    path: str
    code: ProblemCode
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return _SENTENCES[self.code].format(**self.facts)

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line is not None else ""
        return f"{place}{self.path}: {self.sentence}" if self.path else f"{place}{self.sentence}"


class InvalidCriteriaSet(Exception):
    """A criteria set that cannot be used; every fault is named."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
