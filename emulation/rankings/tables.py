"""Choosing and ordering the lines of a published table, without ever touching a rank."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from emulation.rankings.queries import PublishedLine
from emulation.rules.collation import fold, vietnamese_key

BY_RANK = "rank"
KEYS: Mapping[str, Callable[[PublishedLine], Any]] = {
    BY_RANK: lambda line: line.rank,
    "name": lambda line: vietnamese_key(line.unit_name),
    "district": lambda line: vietnamese_key(line.district_name),
    "total": lambda line: line.total,
    "self": lambda line: line.self_total,
    "move": lambda line: line.move,
}


@dataclass(frozen=True, slots=True)
class TableChoice:
    """Filters and order of a ranking table, as they stand in the address."""

    district: str = ""
    kind: str = ""
    level: str = ""
    search: str = ""
    sort: str = BY_RANK

    @classmethod
    def sent(cls, args: Mapping[str, str]) -> "TableChoice":
        sort = args.get("sort", BY_RANK)
        return cls(
            district=args.get("district", "")[:200],
            kind=args.get("kind", "")[:40],
            level=args.get("level", "")[:20],
            search=args.get("q", "")[:100],
            sort=sort if sort.removeprefix("-") in KEYS else BY_RANK,
        )

    @property
    def by_rank(self) -> bool:
        return self.sort == BY_RANK

    @property
    def filtered(self) -> bool:
        return bool(self.district or self.kind or self.level or self.search)


def chosen(lines: Iterable[PublishedLine], choice: TableChoice) -> Sequence[PublishedLine]:
    """Return the lines that the reader's filters keep, in the order asked for.

    Lines without a figure to order by, such as units that are not ranked, come last either way.
    """
    needle = fold(choice.search)
    kept = [
        line
        for line in lines
        if (not choice.district or line.district_name == choice.district)
        and (not choice.kind or line.kind == choice.kind)
        and (not choice.level or line.level == choice.level)
        and needle in line.name_folded
    ]
    if choice.by_rank:
        return kept
    key = KEYS[choice.sort.removeprefix("-")]
    known = [line for line in kept if key(line) is not None]
    unknown = [line for line in kept if key(line) is None]
    return sorted(known, key=key, reverse=choice.sort.startswith("-")) + unknown


def last_passing(lines: Sequence[PublishedLine], pass_mark: Decimal) -> int | None:
    """Return the place in the list of the last unit at or above the pass mark."""
    passing = [
        n for n, line in enumerate(lines) if line.total is not None and line.total >= pass_mark
    ]
    return passing[-1] if passing else None
