"""Exact amounts: how points are rounded, once, and how they are written down."""

from decimal import Decimal
from fractions import Fraction

Exact = int | Decimal | Fraction


def round_units(numerator: int, denominator: int) -> int:
    """Divide and round half up, away from zero, without leaving the whole numbers."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    numerator, denominator = abs(numerator), abs(denominator)
    return sign * ((2 * numerator + denominator) // (2 * denominator))


def round_half_up(value: Exact, decimals: int) -> Decimal:
    exact = Fraction(value)
    units = round_units(exact.numerator * 10**decimals, exact.denominator)
    return Decimal(units).scaleb(-decimals)


def written(value: Exact, decimals: int) -> str:
    """Points as files and commands print them: always with the set's decimals."""
    return f"{round_half_up(value, decimals):.{decimals}f}"


def decimals_of(value: Decimal) -> int:
    """How many decimals a number really needs: 1.50 needs one."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
