"""Measure our work against a bare limit of the same work, in turns, in one run."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

WARM_UP_ROUNDS = 5


@dataclass(frozen=True)
class Measured:
    """Medians in milliseconds; `ratio` is ours over the bare limit, `target` what is promised."""

    name: str
    ours_ms: float
    limit_ms: float
    ratio: float
    target: float
    kept: bool

    def __str__(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def against(
    name: str,
    *,
    ours: Callable[[], object],
    limit: Callable[[], object],
    target: float,
    rounds: int = 100,
) -> Measured:
    """Run both by turns, so that whatever slows the machine slows them alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for round_number in range(WARM_UP_ROUNDS + rounds):
        for work, seen in zip((ours, limit), times, strict=True):
            started = time.perf_counter()
            work()
            elapsed = time.perf_counter() - started
            if round_number >= WARM_UP_ROUNDS:
                seen.append(elapsed * 1000)
    ours_ms, limit_ms = (statistics.median(seen) for seen in times)
    ratio = ours_ms / limit_ms
    return Measured(
        name, round(ours_ms, 3), round(limit_ms, 3), round(ratio, 2), target, ratio <= target
    )
