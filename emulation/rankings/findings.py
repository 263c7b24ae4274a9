"""What a check of a published file found: kind by kind, the first thing that does not fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class CheckKind(StrEnum):
    """What is checked, in this order."""

    FORM = "form"
    SIGNATURE = "signature"
    KEY = "key"
    CHAIN = "chain"
    CORRECTION = "correction"
    EVENT = "event"
    LOG = "log"
    CHECKPOINT = "checkpoint"
    GROWTH = "growth"
    OLD_CHECKPOINT = "old_checkpoint"
    CRITERIA = "criteria"
    POINTS = "points"
    METRICS = "metrics"
    HEADINGS = "headings"
    TOTAL = "total"
    LEVEL = "level"
    RANK = "rank"
    SUMMARY = "summary"


class Outcome(StrEnum):
    FITS = "fits"
    OPEN = "open"
    WRONG = "wrong"


class Fault(StrEnum):
    """What exactly is wrong, or why something could not be looked at."""

    NOT_JSON = "not_json"
    NOT_CANONICAL = "not_canonical"
    WRONG_SHAPE = "wrong_shape"
    UNSIGNED = "unsigned"
    OTHER_CONTENT = "other_content"
    NO_KEY = "no_key"
    OTHER_KEY = "other_key"
    KEY_NOT_PINNED = "key_not_pinned"
    PREVIOUS_NOT_GIVEN = "previous_not_given"
    PREVIOUS_DIFFERS = "previous_differs"
    CHANGES_DIFFER = "changes_differ"
    EVENT_OF_OTHER = "event_of_other"
    DETAIL_DIFFERS = "detail_differs"
    NOT_IN_LOG = "not_in_log"
    CHECKPOINT_UNSIGNED = "checkpoint_unsigned"
    CHECKPOINT_DIFFERS = "checkpoint_differs"
    CHECKPOINT_NOT_COMPARABLE = "checkpoint_not_comparable"
    DIGEST_DIFFERS = "digest_differs"
    SET_UNREADABLE = "set_unreadable"
    INPUTS_UNREADABLE = "inputs_unreadable"
    VALUE_DIFFERS = "value_differs"


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of check: it fits, it could not be looked at, or it is wrong, and where."""

    kind: CheckKind
    outcome: Outcome
    fault: Fault | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was looked at, and what the file says of itself."""

    findings: Sequence[Finding]
    digest: str = ""
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def fits(self) -> bool:
        return all(one.outcome is not Outcome.WRONG for one in self.findings)

    @property
    def wrong(self) -> Sequence[Finding]:
        return [one for one in self.findings if one.outcome is Outcome.WRONG]


def fits(kind: CheckKind, **facts: str) -> Finding:
    return Finding(kind, Outcome.FITS, None, facts)


def left_open(kind: CheckKind, fault: Fault, **facts: str) -> Finding:
    return Finding(kind, Outcome.OPEN, fault, facts)


def wrong(kind: CheckKind, fault: Fault, **facts: str) -> Finding:
    return Finding(kind, Outcome.WRONG, fault, facts)
