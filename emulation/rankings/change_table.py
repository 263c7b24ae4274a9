"""What a correction changes, as its pages show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """One unit before and after; `criteria` are the lines that are not the same any more."""

    unit_code: str
    unit_name: str
    criteria: Sequence[str]
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def only_moves(self) -> bool:
        """Whether the unit's own result is the same, and just others passed it."""
        own = ("total", "self_total", "level", "unranked_because")
        same = all(self.before.get(name) == self.after.get(name) for name in own)
        return same and not self.criteria

    def amount(self, side: str, name: str) -> Decimal | None:
        text = (self.before if side == "before" else self.after).get(name)
        return None if text is None else Decimal(text)


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """The units whose result changed, and apart those that only changed places."""

    changed: Sequence[Change]
    moved: Sequence[Change]


def change_table(changes: Sequence[Mapping[str, Any]]) -> ChangeTable:
    found = [
        Change(one["unit_code"], one["unit_name"], one["criteria"], one["before"], one["after"])
        for one in changes
    ]
    return ChangeTable(
        changed=[one for one in found if not one.only_moves],
        moved=[one for one in found if one.only_moves],
    )
