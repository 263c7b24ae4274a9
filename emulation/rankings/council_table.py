"""The council's table of units: counted by district and place, narrowed to what was asked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from emulation.rankings.cases import UnitCase
from emulation.rules.approval import DONE, Place
from emulation.rules.collation import fold, vietnamese_key

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks to see."""

    place: Place | None = None
    district: str = ""
    search: str = ""

    @classmethod
    def sent(cls, args: Mapping[str, str]) -> "Choice":
        place = args.get("place", "")
        return cls(
            place=Place(place) if place in set(Place) else None,
            district=args.get("district", "")[:_LONGEST],
            search=args.get("q", "")[:_LONGEST],
        )

    def keeps(self, case: UnitCase) -> bool:
        return (
            (self.place is None or case.place is self.place)
            and (not self.district or case.line.district_name == self.district)
            and fold(self.search) in case.line.name_folded
        )

    def address(self, **changed: str) -> dict[str, str]:
        """Return the parameters of the same list with something else asked for."""
        here = {"place": self.place or "", "district": self.district, "q": self.search}
        return {name: value for name, value in (here | changed).items() if value}


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """One district, with how many of its units stand where."""

    id: int | None
    name: str
    places: Mapping[Place, int]

    @property
    def units(self) -> int:
        return sum(self.places.values())


@dataclass(frozen=True, slots=True)
class CouncilTable:
    """Every unit counted, and those that the reader asked for."""

    districts: Sequence[DistrictLine]
    places: Mapping[Place, int]
    shown: Sequence[UnitCase]

    @property
    def units(self) -> int:
        return sum(self.places.values())

    @property
    def done(self) -> int:
        return sum(self.places.get(place, 0) for place in DONE)

    @property
    def columns(self) -> Sequence[Place]:
        """Return the places where somebody stands, in the order of the year."""
        return [place for place in Place if self.places.get(place)]


def council_table(cases: Sequence[UnitCase], choice: Choice) -> CouncilTable:
    counted: dict[tuple[int | None, str], Counter[Place]] = {}
    for case in cases:
        key = case.line.district_id, case.line.district_name
        counted.setdefault(key, Counter())[case.place] += 1
    ordered = sorted(counted.items(), key=lambda item: vietnamese_key(item[0][1]))
    return CouncilTable(
        districts=[DistrictLine(*key, places) for key, places in ordered],
        places=Counter(case.place for case in cases),
        shown=sorted((case for case in cases if choice.keeps(case)), key=_in_the_list),
    )


def _in_the_list(case: UnitCase) -> tuple[object, ...]:
    line = case.line
    return vietnamese_key(line.district_name), vietnamese_key(line.name), line.assessment_id
