from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.points import decimals_of, round_half_up, written


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        ("0.004999", 2, "0.00"),
        ("0.005", 2, "0.01"),
        ("0.015", 2, "0.02"),
        ("2.675", 2, "2.68"),
        ("-0.005", 2, "-0.01"),
        ("-0.0049", 2, "0.00"),
        ("99.995", 2, "100.00"),
        ("7.5", 0, "8"),
        ("6.5", 0, "7"),
    ],
)
def test_halves_are_rounded_up_away_from_zero(value, decimals, rounded):
    assert written(Decimal(value), decimals) in {rounded, f"-{rounded}"}
    assert round_half_up(Decimal(value), decimals) == Decimal(rounded)


def test_a_third_is_rounded_from_the_exact_fraction():
    assert round_half_up(Fraction(2, 3), 2) == Decimal("0.67")
    assert round_half_up(Fraction(1, 200), 2) == Decimal("0.01")


@given(st.fractions(-1000, 1000), st.integers(0, 4))
def test_rounding_moves_a_number_by_half_a_unit_at_most(value, decimals):
    assert abs(Fraction(round_half_up(value, decimals)) - value) <= Fraction(1, 2 * 10**decimals)


@pytest.mark.parametrize(("value", "needed"), [("1", 0), ("1.50", 1), ("1e3", 0), ("0.125", 3)])
def test_decimals_that_are_really_needed(value, needed):
    assert decimals_of(Decimal(value)) == needed
