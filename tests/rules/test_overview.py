from decimal import Decimal
from fractions import Fraction

import pytest

from emulation.rules.overview import (
    Result,
    Share,
    by_district,
    distribution,
    heat_class,
    near_level,
    overview,
)


def result(name="Xã A", district="Huyện 1", total="80", claimed="84", level="L1", h1="0.8"):
    return Result(
        name,
        district,
        Decimal(total) if total else None,
        Decimal(claimed) if claimed else None,
        level,
        {"H1": Fraction(h1)},
    )


def test_share_counts_every_unit_also_those_without_a_total():
    figures = overview("Tỉnh", [result(), result(total="", level="")], {"L1", "L2", "L3"})

    assert figures.recognised == Share(1, 2)
    assert figures.recognised.percent == Decimal("50.0")
    assert figures.mean_total == Decimal("80.00")


@pytest.mark.parametrize(
    ("count", "of", "missing", "reached"),
    [(125, 209, 1, False), (126, 209, 0, True), (6, 10, 0, True), (0, 0, 0, False)],
)
def test_target_of_sixty_percent_is_rounded_up_to_whole_units(count, of, missing, reached):
    share = Share(count, of)

    assert share.missing_to(600) == missing
    assert share.reaches(600) is reached


def test_mean_gap_is_negative_when_communes_claim_more_than_was_verified():
    figures = overview("Tỉnh", [result(), result(total="70", claimed="80")], ())

    assert figures.mean_gap == Decimal("-7.00")
    assert figures.large_gaps == 1


def test_median_of_an_even_number_is_rounded_half_up():
    totals = ["80.00", "80.01"]
    assert overview("", [result(total=t) for t in totals], ()).median_total == Decimal("80.01")


def test_districts_stand_side_by_side_in_their_order():
    rows = [result(district="Huyện 2"), result(district="Huyện 1"), result(district="Huyện 2")]

    assert [(d.name, d.units) for d in by_district(rows, ())] == [("Huyện 2", 2), ("Huyện 1", 1)]


@pytest.mark.parametrize(
    ("percent", "colour"),
    [("59.9", 0), ("60", 1), ("69.9", 1), ("70", 2), ("80", 3), ("90", 4), ("94.9", 4), ("95", 5)],
)
def test_heat_changes_at_the_limits(percent, colour):
    assert heat_class(Decimal(percent)) == colour


def test_full_marks_fall_into_the_last_band_and_empty_low_bands_are_left_out():
    bins = distribution([Decimal(100), Decimal("84.99"), Decimal(85)])

    assert [(b.low, b.count) for b in bins] == [(80, 1), (85, 1), (90, 0), (95, 1)]


def test_units_just_below_a_level_come_nearest_first():
    rows = [result("far", total="70"), result("b", total="78"), result("a", total="79.5"), result()]

    near = near_level(rows, Decimal(80), within=Decimal(3))

    assert [(r.name, lacking) for r, lacking in near] == [
        ("a", Decimal("0.5")),
        ("b", Decimal(2)),
    ]
