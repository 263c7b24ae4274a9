"""Which of the kinds of document that a criterion asks for are there, and which are missing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """One kind that is asked for, and how many documents were put forward as it."""

    kind: str
    count: int

    @property
    def is_filled(self) -> bool:
        return self.count > 0


@dataclass(frozen=True, slots=True)
class Slots:
    """The kinds asked for, in their order; `others` counts documents of any other kind or none."""

    slots: tuple[Slot, ...]
    others: int

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(slot.kind for slot in self.slots if not slot.is_filled)


def slots_of(asked: Sequence[str], kinds: Iterable[str]) -> Slots:
    """Sort documents, by their kinds, into what is asked for; nothing is refused here."""
    counted = Counter(kinds)
    slots = tuple(Slot(kind, counted[kind]) for kind in dict.fromkeys(asked))
    return Slots(slots, counted.total() - sum(slot.count for slot in slots))
