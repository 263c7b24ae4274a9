"""The effect of an initiative, in per cent of where the figure stood."""

from decimal import Decimal

import pytest

from emulation.rules.effects import NoEffect, check_effect, effect_percent


@pytest.mark.parametrize(
    ("baseline", "target", "percent"),
    [
        ("240", "300", "25.0"),
        ("15", "10", "-33.3"),
        ("-10", "-5", "50.0"),
        ("0.3", "0.1", "-66.7"),
        ("80", "80.04", "0.1"),
    ],
)
def test_effect_is_the_change_in_per_cent_of_the_baseline(baseline, target, percent):
    assert effect_percent(Decimal(baseline), Decimal(target)) == Decimal(percent)


@pytest.mark.parametrize(("baseline", "target"), [("0", "5"), (None, "5"), ("5", None)])
def test_from_nothing_there_is_no_per_cent(baseline, target):
    assert effect_percent(baseline and Decimal(baseline), target and Decimal(target)) is None


def test_a_target_that_is_reached_already_is_no_effect():
    with pytest.raises(NoEffect):
        check_effect(Decimal(5), Decimal("5.0"))
