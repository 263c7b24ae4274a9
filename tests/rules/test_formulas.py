"""Each method from figures to points, on both sides of every line."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from emulation.rules.scoring import ItemState, score_adjustment, score_criterion
from tests.rules.small_set import (
    band,
    criterion,
    deduction,
    group,
    linear,
    one_criterion,
    proportional,
    small_set,
    tiered,
)


def points(found, inputs, **more):
    return score_criterion(found, inputs, year=2024, **more).points


@pytest.mark.parametrize(("met", "earned"), [(True, "1.5"), (False, "0")])
def test_a_requirement_is_worth_all_or_nothing(met, earned):
    assert points(one_criterion(criterion("A1", "1.5", "boolean")), {"met": met}) == Decimal(earned)


@pytest.mark.parametrize(
    ("done", "of", "earned"),
    [
        (612, 625, "3.52"),  # 0.9792, the worked example
        (9499, 10000, "2.22"),
        (9500, 10000, "2.22"),
        (9501, 10000, "2.23"),
        (9000, 10000, "0"),
        (9001, 10000, "0.00"),  # 0.0044… is below half a hundredth
        (9002, 10000, "0.01"),
        (8999, 10000, "0"),
        (9899, 10000, "4.00"),  # 3.9955… is rounded once, at the end
        (9898, 10000, "3.99"),
        (9900, 10000, "4"),
        (9901, 10000, "4"),
        (0, 10000, "0"),
        (10000, 10000, "4"),
    ],
)
def test_a_linear_ratio_grows_from_zero_at_to_full_at(done, of, earned):
    found = one_criterion(linear("A1", 4, "0.90", "0.99"))

    assert points(found, {"A1_done": done, "A1_total": of}) == Decimal(earned)


@pytest.mark.parametrize(
    ("done", "of", "earned"),
    [
        (7999, 10000, "0"),
        (8000, 10000, "1.2"),
        (8001, 10000, "1.20"),
        (9994, 10000, "1.50"),
        (9966, 10000, "1.49"),
        (10000, 10000, "1.5"),
        (18, 20, "1.35"),
        (0, 1, "0"),
    ],
)
def test_a_proportional_ratio_gives_its_share_from_the_cutoff_up(done, of, earned):
    found = one_criterion(proportional("A1", "1.5", "0.80"))

    assert points(found, {"A1_done": done, "A1_total": of}) == Decimal(earned)


def test_more_than_was_required_is_still_the_maximum():
    found = one_criterion(proportional("A1", "1.5", denominator="A1_required"))

    assert points(found, {"A1_done": 7, "A1_required": 4}) == Decimal("1.5")


BANDS = [band("2", min=50), band("1.4", min=20), band("0.7", min=5), band("0", **{"else": True})]


@pytest.mark.parametrize(
    ("count", "earned", "place"),
    [(51, "2", 0), (50, "2", 0), (49, "1.4", 1), (20, "1.4", 1), (19, "0.7", 2), (5, "0.7", 2),
     (4, "0", 3), (0, "0", 3)],
)  # fmt: skip
def test_a_number_falls_into_the_first_band_it_reaches(count, earned, place):
    result = score_criterion(one_criterion(tiered("A1", 2, BANDS)), {"A1_count": count}, year=2024)

    assert result.points == Decimal(earned)
    assert result.because["band"] == place


DATES = [
    band("1.5", on_or_before="01-31"),
    band("1", on_or_before="02-29"),
    band("0.5", on_or_before="12-31"),
    band("0", **{"else": True}),
]


@pytest.mark.parametrize(
    ("day", "year", "earned"),
    [
        (date(2024, 1, 31), 2024, "1.5"),
        (date(2024, 2, 1), 2024, "1"),
        (date(2024, 2, 29), 2024, "1"),
        (date(2024, 3, 1), 2024, "0.5"),
        (date(2023, 2, 28), 2023, "1"),
        (date(2023, 3, 1), 2023, "0.5"),
        (date(2024, 12, 31), 2024, "0.5"),
        (False, 2024, "0"),
    ],
)
def test_a_day_falls_into_the_first_band_it_is_in_time_for(day, year, earned):
    found = one_criterion(tiered("A1", "1.5", DATES))

    result = score_criterion(found, {"A1_count": day}, year=year)

    assert result.points == Decimal(earned)
    assert result.state is ItemState.SCORED


@pytest.mark.parametrize(
    ("done", "of", "earned"),
    [(4999, 10000, "0.7"), (5000, 10000, "1"), (5001, 10000, "1"), (2999, 10000, "0"),
     (3000, 10000, "0.7"), (1, 3, "0.7"), (3, 10, "0.7")],
)  # fmt: skip
def test_bands_may_go_by_a_ratio(done, of, earned):
    bands = [
        band("1", min=Decimal("0.5")),
        band("0.7", min=Decimal("0.3")),
        band("0", **{"else": True}),
    ]
    found = one_criterion(
        criterion(
            "A1", 1, "derived", source="dossiers", formula="tiered",
            numerator="early", denominator="all", tiers=bands,
        )
    )  # fmt: skip

    assert points(found, {"early": done, "all": of}) == Decimal(earned)


@pytest.mark.parametrize(
    ("events", "earned"), [(0, "2"), (1, "1.75"), (7, "0.25"), (8, "0"), (9, "0"), (10**6, "0")]
)
def test_each_event_costs_points_down_to_nothing(events, earned):
    assert points(one_criterion(deduction("A1", 2, "0.25")), {"A1_events": events}) == Decimal(
        earned
    )


@pytest.mark.parametrize(("items", "earned"), [(0, "0"), (1, "0.4"), (2, "0.8"), (3, "1")])
def test_each_item_earns_points_up_to_the_maximum(items, earned):
    found = one_criterion(criterion("A1", 1, "bonus", input="items", per_unit=Decimal("0.4")))

    assert points(found, {"items": items}) == Decimal(earned)


def test_a_list_of_figures_means_their_sum():
    found = one_criterion(
        linear("A1", 4, "0.5", "1", numerator=["early", "in_time"], denominator=["on", "off"])
    )

    result = score_criterion(found, {"early": 40, "in_time": 35, "on": 60, "off": 40}, year=2024)

    assert result.because["ratio"] == Fraction(3, 4)
    assert result.points == Decimal("2.00")


@pytest.mark.parametrize(
    ("rule", "earned", "state"),
    [
        ("full", "4", ItemState.SCORED),
        ("zero", "0", ItemState.SCORED),
        ("exclude", "0", ItemState.NOT_APPLICABLE),
    ],
)
@pytest.mark.parametrize("marked", [True, False])
def test_nothing_to_measure_is_worth_what_the_set_says(rule, earned, state, marked):
    found = one_criterion(linear("A1", 4, not_applicable=rule))
    inputs = {} if marked else {"A1_done": 0, "A1_total": 0}

    result = score_criterion(found, inputs, year=2024, not_applicable=marked)

    assert (result.points, result.state) == (Decimal(earned), state)
    assert result.because["not_applicable"] == rule


def test_nothing_to_measure_is_worth_nothing_where_the_set_is_silent():
    result = score_criterion(
        one_criterion(linear("A1", 4)), {"A1_done": 0, "A1_total": 0}, year=2024
    )

    assert (result.points, result.state) == (0, ItemState.SCORED)


@pytest.mark.parametrize("inputs", [{}, {"A1_done": 3}, {"A1_total": 3}])
def test_an_answer_that_is_not_whole_is_missing_and_worth_nothing(inputs):
    result = score_criterion(one_criterion(linear("A1", 4)), inputs, year=2024)

    assert (result.points, result.state) == (0, ItemState.MISSING)
    assert set(result.because["missing"]) == {"A1_done", "A1_total"} - set(inputs)


def test_extra_figures_are_asked_for_and_earn_nothing():
    found = one_criterion(tiered("A1", 2, BANDS, extra_inputs=["people"]))

    assert [one.name for one in found.fields] == ["A1_count", "people"]
    assert points(found, {"A1_count": 50}) == 2


def survey_set(least):
    return small_set(
        group(
            "I",
            linear("I1", 5, "0.80", "0.95", numerator="satisfied", denominator="votes_valid"),
            linear("I8", 1, "0.5", "1", numerator="votes_valid", denominator="votes_target"),
            validity={"min_valid_votes_per_form": least},
        )
    )


@pytest.mark.parametrize(("votes", "earned"), [(29, "0"), (30, "5"), (31, "5")])
def test_too_few_votes_are_worth_nothing_until_there_are_enough(votes, earned):
    found = survey_set(30).criterion("I1")

    result = score_criterion(found, {"satisfied": votes, "votes_valid": votes}, year=2024)

    assert result.points == Decimal(earned)
    assert ("votes_needed" in result.because) is (earned == "0")


def test_the_number_of_votes_itself_is_not_cut_by_their_minimum():
    found = survey_set(30).criterion("I8")

    assert points(found, {"votes_valid": 20, "votes_target": 20}) == 1


@pytest.mark.parametrize(("events", "amount"), [(0, "0"), (1, "0.5"), (3, "1.5"), (4, "1.5")])
def test_an_adjustment_stops_at_its_cap(bac_giang, events, amount):
    late = bac_giang.adjustment("M1")

    assert score_adjustment(late, {"self_assessment_days_late": events}).points == Decimal(amount)


def test_the_trace_says_how_the_points_came_about(bac_giang):
    inputs = {"completed_early": 600, "completed_on_time": 12, "completed_total": 625}

    because = score_criterion(bac_giang.criterion("C2"), inputs, year=2024).because

    assert because == {
        "formula": "linear",
        "inputs": inputs,
        "numerator": 612,
        "denominator": 625,
        "ratio": Fraction(612, 625),
        "zero_at": Decimal("0.90"),
        "full_at": Decimal("0.99"),
    }


def test_the_trace_keeps_what_rounding_took_or_gave(bac_giang):
    inputs = {"completed_early": 0, "completed_on_time": 95, "completed_total": 100}

    result = score_criterion(bac_giang.criterion("C2"), inputs, year=2024)

    assert result.points == Decimal("2.22")
    assert result.because["exact"] == Fraction(20, 9)
    assert result.because["decimals"] == 2
