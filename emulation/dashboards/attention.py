"""What a leader should look at: the largest gaps, the deepest drops, and who is almost there."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from emulation.rankings.queries import PublishedLine
from emulation.rankings.reading import Reading
from emulation.rules.overview import LARGE_GAP, Result, gap_of, near_level

SHOWN = 3
ALMOST = Decimal(3)


@dataclass(frozen=True, slots=True)
class Attention:
    """Lists of at most a few units each; empty lists are simply not shown."""

    gaps: Sequence[tuple[str, Decimal]]
    drops: Sequence[PublishedLine]
    almost: Sequence[tuple[Result, Decimal]]
    weakest_heading: str | None


def attention(reading: Reading) -> Attention:
    gaps = [
        (result.name, gap)
        for result in reading.results
        if (gap := gap_of(result)) is not None and gap <= -LARGE_GAP
    ]
    drops = [line for line in reading.lines if line.move is not None and line.move < 0]
    shares = reading.figures.headings
    return Attention(
        gaps=sorted(gaps, key=lambda pair: pair[1])[:SHOWN],
        drops=sorted(drops, key=lambda line: line.move or 0)[:SHOWN],
        almost=near_level(reading.results, reading.pass_mark, within=ALMOST)[:SHOWN],
        weakest_heading=min(shares, key=lambda code: shares[code], default=None),
    )
