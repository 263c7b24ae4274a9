"""Drawing lots for second looks, so that anybody can draw the same from the seed and the list."""

import hashlib
from collections.abc import Iterable

WHOLE = 1000


def draw(seed: str, codes: Iterable[str], share_permille: int) -> tuple[str, ...]:
    """Return the share of the units that the seed puts first, rounded up, in that order."""
    drawn = in_order(seed, codes)
    return drawn[: -(-len(drawn) * share_permille // WHOLE)]


def draw_lines(seed: str, unit: str, codes: Iterable[str], count: int | None) -> tuple[str, ...]:
    """Return as many criteria of one unit as the seed puts first; None means all of them."""
    every = list(codes)
    if count is None:
        return tuple(every)
    first = set(in_order(f"{seed}:{unit}", every)[:count])
    return tuple(code for code in every if code in first)


def in_order(seed: str, codes: Iterable[str]) -> tuple[str, ...]:
    """Order codes by the SHA-256 of `seed:code`, which nobody can steer once the seed is drawn."""
    return tuple(
        sorted(set(codes), key=lambda code: hashlib.sha256(f"{seed}:{code}".encode()).hexdigest())
    )
