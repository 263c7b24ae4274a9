"""A finished year under other weights, bands and levels."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from emulation.rules.scoring import score_sheet
from emulation.rules.what_if import Sheet, changed, what_if
from tests.rules.small_set import band, criterion, group, linear, small_set, tiered

SET = small_set(
    group("A", linear("A1", 10), linear("A2", 10)),
    group("B", criterion("B1", 10, "boolean"),
          tiered("B2", 10, [band("10", min=4), band("5", min=2), band("0", **{"else": True})])),
)  # fmt: skip


def sheet(code, first, second, count, **more):
    answers = {
        "A1": {"A1_done": first, "A1_total": 100},
        "A2": {"A2_done": second, "A2_total": 100},
        "B1": {"met": True},
        "B2": {"B2_count": count},
    }
    return Sheet(code, f"Xã {code}", "1", answers, **more)


SHEETS = [sheet("P", 90, 50, 3), sheet("Q", 60, 79, 3), sheet("R", 10, 10, 1)]


def test_nothing_moves_under_the_same_set():
    found = what_if(SET, SET, SHEETS)

    assert found.movers == ()
    assert found.level_changers == ()
    assert [(one.unit_code, one.rank_after) for one in found.changes] == [
        ("P", 1), ("Q", 2), ("R", 3),
    ]  # fmt: skip


def test_other_weights_move_units():
    after = changed(SET, weights={"A1": Decimal(5), "A2": Decimal(15)})

    found = what_if(SET, after, SHEETS)

    assert [(one.unit_code, one.move) for one in found.changes] == [("Q", 1), ("P", -1), ("R", 0)]
    assert after.group("A").max_points == 20


def test_weights_that_do_not_add_up_are_rescaled():
    after = changed(SET, weights={"A1": Decimal(50)})

    assert sum(one.max_points for one in after.criteria) == 80
    assert score_sheet(after, sheet("X", 100, 100, 4).answers).total == 40


def test_a_new_maximum_takes_its_bands_along():
    tiers = changed(SET, weights={"B2": Decimal(5)}).criterion("B2").tiers

    assert [tier.points for tier in tiers] == [5, Decimal("2.5"), 0]


def test_other_bands_and_levels_change_levels():
    best, middle, rest = SET.criterion("B2").tiers
    harder = changed(SET, tiers={"B2": (best, replace(middle, min=Decimal(4)), rest)})
    easier = changed(SET, levels=(replace(SET.levels[0], min_total=Decimal(12)), SET.levels[1]))

    assert [one.total_after for one in what_if(SET, harder, SHEETS).changes][:2] == [
        24,
        Decimal("23.9"),
    ]
    assert [one.unit_code for one in what_if(SET, easier, SHEETS).level_changers] == ["R"]


def test_criteria_that_separate_nobody_and_points_out_of_reach():
    found = what_if(SET, SET, SHEETS[:2])

    assert found.flat == ("B1", "B2")
    assert found.unreached == {"A1": Decimal("1.00"), "A2": Decimal("2.10"), "B2": Decimal(5)}


@pytest.mark.parametrize(("maximum", "points"), [(10, "4"), (5, "2"), (20, "8")])
def test_fixed_points_keep_their_share_of_the_maximum(maximum, points):
    fixed = sheet("F", 0, 0, 0, points={"A1": Decimal(4)})
    after = changed(SET, weights={"A1": Decimal(maximum)})

    change = what_if(SET, after, [fixed]).changes[0]

    whole = sum(one.max_points for one in after.criteria)
    assert change.total_after == Fraction(Decimal(points) + 10) * 40 / Fraction(whole)
