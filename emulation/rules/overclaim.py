"""Where a commune claimed far more than was verified: by more than half of a criterion's points."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from emulation.rules.criteria_facts import Criterion


def overclaimed(
    criteria: Iterable[Criterion],
    claimed: Mapping[str, Decimal | None],
    verified: Mapping[str, Decimal | None],
) -> tuple[str, ...]:
    """Return the codes of the criteria that count for the deduction; unscored ones do not."""
    return tuple(
        one.code
        for one in criteria
        if 2 * ((claimed.get(one.code) or 0) - (verified.get(one.code) or 0)) > one.max_points
        and verified.get(one.code) is not None
    )
