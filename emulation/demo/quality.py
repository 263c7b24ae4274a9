"""How good an invented commune is: one hidden number that all its figures lean on."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

MEAN_BY_YEAR: Mapping[int, float] = {2022: 0.42, 2023: 0.49, 2024: 0.58}
DISTRICT_SPREAD = 0.05
COMMUNE_SPREAD = 0.105
YEARLY_DRIFT = 0.03


@dataclass(frozen=True, slots=True)
class Quality:
    """Between 0 and 1; how much it claims beyond the truth is a habit of its own."""

    level: float
    boldness: float


class Qualities:
    """Draws each commune's quality once, and lets it drift from year to year."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.districts: dict[str, float] = {}
        self.communes: dict[str, tuple[float, float]] = {}

    def of(self, code: str, district: str, year: int) -> Quality:
        if district not in self.districts:
            self.districts[district] = self.random.gauss(0, DISTRICT_SPREAD)
        if code not in self.communes:
            own = self.random.gauss(0, COMMUNE_SPREAD)
            self.communes[code] = own, min(0.45, max(0.02, self.random.gauss(0.2, 0.09)))
        own, boldness = self.communes[code]
        drift = self.random.gauss(0, YEARLY_DRIFT)
        level = MEAN_BY_YEAR[year] + self.districts[district] + own + drift
        return Quality(min(0.99, max(0.2, level)), boldness)
