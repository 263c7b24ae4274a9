"""How much evidence a unit may put forward in a year, and how much of that is left."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """What a unit's documents of one year take, and the most that they may take."""

    used_bytes: int
    used_files: int
    most_bytes: int
    most_files: int

    @property
    def left_bytes(self) -> int:
        """A quota made smaller than what is there leaves nothing, and takes nothing away."""
        return max(0, self.most_bytes - self.used_bytes)

    @property
    def left_files(self) -> int:
        return max(0, self.most_files - self.used_files)

    def takes(self, sizes: Iterable[int]) -> bool:
        """Tell whether files of these sizes fit, all of them together."""
        wanted = list(sizes)
        return sum(wanted) <= self.left_bytes and len(wanted) <= self.left_files


def is_nearly_full(*, free: int, total: int, least_percent: int) -> bool:
    """Tell whether a disk has less free than must stay free on it."""
    return free * 100 < total * least_percent
