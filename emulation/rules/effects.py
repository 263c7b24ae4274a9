"""The effect of an initiative: how far a measured figure moves from where it stood."""

from decimal import Decimal
from fractions import Fraction

from emulation.rules.errors import RuleBroken
from emulation.rules.points import round_half_up

PERCENT_DECIMALS = 1


class NoEffect(RuleBroken):
    """The target is where the figure stands already."""


def effect_percent(baseline: Decimal | None, target: Decimal | None) -> Decimal | None:
    """Return the change in per cent of the baseline; None when there is nothing to compare with.

    Visits from 240 to 300 are +25; days from 15 to 10 are −33.3; from 0 there is no per cent.
    """
    if baseline is None or target is None or baseline == 0:
        return None
    change = (Fraction(target) - Fraction(baseline)) / abs(Fraction(baseline))
    return round_half_up(change * 100, PERCENT_DECIMALS)


def check_effect(baseline: Decimal, target: Decimal) -> None:
    """Raise NoEffect when the initiative would change nothing."""
    if baseline == target:
        raise NoEffect
