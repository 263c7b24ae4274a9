"""How far a sheet is: the one count of done, missing and returned that every screen shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from emulation.rules.scoring import ItemState


class RowState(StrEnum):
    NOT_SCORED = "not_scored"
    EVIDENCE_MISSING = "evidence_missing"
    DONE = "done"
    RETURNED = "returned"
    AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the count needs to know of one criterion of one sheet."""

    code: str
    group: str
    state: ItemState
    evidence_required: bool = False
    evidence_count: int = 0
    returned: bool = False
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """One group, or the whole sheet with its groups."""

    total: int
    done: int
    not_scored: tuple[str, ...]
    evidence_missing: tuple[str, ...]
    returned: tuple[str, ...]
    groups: "Mapping[str, Progress]"

    @property
    def complete(self) -> bool:
        return self.done == self.total


def row_state(item: ItemFacts) -> RowState:
    """Give a row its one state: what comes first here is what a person must do first."""
    if item.returned:
        return RowState.RETURNED
    if item.state is ItemState.MISSING:
        return RowState.NOT_SCORED
    if item.automatic:
        return RowState.AUTOMATIC
    if item.evidence_required and not item.evidence_count and item.state is ItemState.SCORED:
        return RowState.EVIDENCE_MISSING
    return RowState.DONE


def progress(items: Iterable[ItemFacts]) -> Progress:
    rows = [(item, row_state(item)) for item in items]
    groups = dict.fromkeys(item.group for item, _state in rows)
    return _count(
        rows,
        {group: _count([row for row in rows if row[0].group == group], {}) for group in groups},
    )


def _count(rows: list[tuple[ItemFacts, RowState]], groups: Mapping[str, Progress]) -> Progress:
    def codes(state: RowState) -> tuple[str, ...]:
        return tuple(item.code for item, found in rows if found is state)

    return Progress(
        total=len(rows),
        done=sum(state in {RowState.DONE, RowState.AUTOMATIC} for _item, state in rows),
        not_scored=codes(RowState.NOT_SCORED),
        evidence_missing=codes(RowState.EVIDENCE_MISSING),
        returned=codes(RowState.RETURNED),
        groups=groups,
    )
