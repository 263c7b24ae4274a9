"""What is still open on a sheet, and the shortest way to the next level."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from emulation.rules.next_level import next_level
from emulation.rules.open_points import NeedKind, open_items
from emulation.rules.scoring import score_sheet
from tests.rules.small_set import criterion, deduction, group, linear, proportional, small_set


def open_of(criteria_set, code, inputs, **more):
    answers = {code: inputs}
    result = score_sheet(criteria_set, answers, **more)
    return next(one for one in open_items(criteria_set, answers, result) if one.code == code)


def test_a_full_sheet_has_nothing_open(bac_giang, full_sheet):
    assert open_items(bac_giang, full_sheet, score_sheet(bac_giang, full_sheet)) == ()


def test_what_is_not_answered_needs_an_answer(bac_giang):
    found = open_of(bac_giang, "C2", {})

    assert (found.left, found.next) == (4, None)
    assert (found.full.need, found.full.gain) == (NeedKind.ANSWER, 4)


def test_the_largest_gain_comes_first(bac_giang):
    found = open_items(bac_giang, {}, score_sheet(bac_giang, {}))

    assert [one.code for one in found[:3]] == ["I1", "C2", "I2"]
    assert sum(one.left for one in found) == 100


@pytest.mark.parametrize(
    ("code", "inputs", "following", "full"),
    [
        ("A1", {"met": False}, None, (NeedKind.MET, None)),
        (
            "C2",
            {"completed_early": 500, "completed_on_time": 0, "completed_total": 625},
            (NeedKind.AT_LEAST, 563, "0.04"),
            (NeedKind.AT_LEAST, 619),
        ),
        (
            "C2",
            {"completed_early": 600, "completed_on_time": 0, "completed_total": 625},
            None,
            (NeedKind.AT_LEAST, 619),
        ),
        (
            "A3",
            {"plan_tasks_completed": 10, "plan_tasks_total": 21},
            (NeedKind.AT_LEAST, 17, "1.21"),
            (NeedKind.AT_LEAST, 21),
        ),
        (
            "A3",
            {"plan_tasks_completed": 18, "plan_tasks_total": 20},
            None,
            (NeedKind.AT_LEAST, 20),
        ),
        (
            "C5",
            {"procedures_time_cut_30pct": 6},
            (NeedKind.AT_LEAST, 20, "0.7"),
            (NeedKind.AT_LEAST, 50),
        ),
        ("C5", {"procedures_time_cut_30pct": 20}, None, (NeedKind.AT_LEAST, 50)),
        (
            "C3",
            {"completed_early": 1, "completed_total": 30},
            (NeedKind.AT_LEAST, 3, "0.4"),
            (NeedKind.AT_LEAST, 15),
        ),
        (
            "A2",
            {"plan_issue_date": date(2024, 3, 5)},
            (NeedKind.BY_DAY, date(2024, 2, 28), "0.5"),
            (NeedKind.BY_DAY, date(2024, 1, 31)),
        ),
        (
            "B3",
            {"late_disclosures": 20},
            (NeedKind.AT_MOST, 7, "0.25"),
            (NeedKind.AT_MOST, 0),
        ),
        ("B3", {"late_disclosures": 3}, (NeedKind.AT_MOST, 2, "0.25"), (NeedKind.AT_MOST, 0)),
        ("B3", {"late_disclosures": 1}, None, (NeedKind.AT_MOST, 0)),
        (
            "I1",
            {"votes_satisfied_or_better": 20, "votes_valid": 20},
            None,
            (NeedKind.AT_LEAST, 30),
        ),
        (
            "D1",
            {"received_online": 50, "received_offline": 50},
            (NeedKind.AT_LEAST, 51, "0.07"),
            (NeedKind.AT_LEAST, 80),
        ),
    ],
)
def test_what_the_next_band_and_full_points_need(bac_giang, code, inputs, following, full):
    found = open_of(bac_giang, code, inputs)

    assert (found.full.need, found.full.value) == full
    assert found.full.points == found.max_points
    if following is None:
        assert found.next is None
    else:
        assert (found.next.need, found.next.value, str(found.next.gain)) == following


def test_doing_what_is_asked_earns_what_was_promised(bac_giang):
    inputs = {"completed_early": 500, "completed_on_time": 0, "completed_total": 625}
    found = open_of(bac_giang, "C2", inputs)

    for step in (found.next, found.full):
        done = score_sheet(bac_giang, {"C2": {**inputs, "completed_early": step.value}})
        short = score_sheet(bac_giang, {"C2": {**inputs, "completed_early": step.value - 1}})
        assert done.items["C2"].points == step.points
        assert short.items["C2"].points < step.points


@pytest.mark.parametrize(
    ("code", "inputs", "fields"),
    [
        ("A1", {"met": False}, ("met",)),
        (
            "C2",
            {"completed_early": 500, "completed_on_time": 0, "completed_total": 625},
            ("completed_early", "completed_on_time"),
        ),
        ("C3", {"completed_early": 1, "completed_total": 30}, ("completed_early",)),
        ("C5", {"procedures_time_cut_30pct": 6}, ("procedures_time_cut_30pct",)),
        ("A2", {"plan_issue_date": date(2024, 3, 5)}, ("plan_issue_date",)),
        ("C4", {"pending_late": 3, "late_without_apology": 1},
         ("pending_late", "late_without_apology")),
        ("I1", {"votes_satisfied_or_better": 20, "votes_valid": 20}, ("votes_valid",)),
        ("I1", {}, ()),
    ],
)  # fmt: skip
def test_each_step_names_the_figures_that_must_change(bac_giang, code, inputs, fields):
    found = open_of(bac_giang, code, inputs)

    assert {step.fields for step in (found.next, found.full) if step} == {fields}
    assert found.full.points == found.max_points
    assert found.full.gain == found.left


@pytest.mark.parametrize(
    ("events", "following"), [(2, (1, "0.25")), (8, (7, "0.25")), (9, (7, "0.25"))]
)
def test_the_first_event_less_that_brings_points_back(bac_giang, events, following):
    found = open_of(bac_giang, "B3", {"late_disclosures": events})

    assert (found.next.value, str(found.next.gain)) == following


@given(st.integers(0, 98), st.integers(1, 60), st.integers(1, 800), st.sampled_from(["1", "4"]))
def test_the_first_points_of_a_ratio_are_asked_for_exactly(zero_at, width, of, maximum):
    bounds = (Decimal(zero_at) / 100, Decimal(min(zero_at + width, 100)) / 100)
    found = small_set(group("A", linear("A1", maximum, *bounds)))
    inputs = {"A1_done": 0, "A1_total": of}

    following = open_of(found, "A1", inputs).next or open_of(found, "A1", inputs).full

    def points(done):
        return score_sheet(found, {"A1": {**inputs, "A1_done": done}}).items["A1"].points

    assert points(following.value) == following.points > 0
    assert points(following.value - 1) == 0


def test_a_ratio_without_a_cutoff_needs_one_at_least():
    found = small_set(group("A", proportional("A1", 1, "0")))

    assert open_of(found, "A1", {"A1_done": 0, "A1_total": 50}).next.value == 1


def test_points_an_inspector_fixed_need_a_new_answer(bac_giang, full_sheet):
    found = open_of(bac_giang, "C2", full_sheet["C2"], points={"C2": Decimal(1)})

    assert (found.full.need, found.next) == (NeedKind.ANSWER, None)


def test_a_bonus_inside_the_core_needs_more_items():
    found = small_set(
        group("A", criterion("A1", 1, "bonus", input="items", per_unit=Decimal("0.4")))
    )

    assert open_of(found, "A1", {"items": 1}).full.value == 3


def test_what_does_not_apply_is_not_open(bac_giang):
    result = score_sheet(bac_giang, {}, not_applicable=["C6"])

    assert "C6" not in {one.code for one in open_items(bac_giang, {}, result)}


def test_nothing_measured_needs_an_answer(bac_giang):
    found = open_of(bac_giang, "A3", {"plan_tasks_completed": 0, "plan_tasks_total": 0})

    assert found.full.need is NeedKind.ANSWER


LEVELS = [
    {"code": "L2", "title_vi": "2", "min_total": 18, "min_heading_ratio": Decimal("0.75"),
     "no_zero_criterion": True},
    {"code": "L1", "title_vi": "1", "min_total": 10, "min_heading_ratio": 0},
    {"code": "L0", "title_vi": "0", "min_total": 0},
]  # fmt: skip


def hundredths(code, points):
    return {code: {f"{code}_done": points, f"{code}_total": 100}}


def test_the_top_level_has_nothing_above_it(bac_giang, full_sheet):
    assert next_level(bac_giang, score_sheet(bac_giang, full_sheet)) is None


def test_the_shortest_list_takes_the_largest_gains(bac_giang, full_sheet):
    sheet = {
        **full_sheet,
        "I1": {"votes_satisfied_or_better": 85, "votes_valid": 100},
        "B1": {"met": False},
        "G2": {"met": False},
        "D1": {"received_online": 79, "received_offline": 21},
    }
    result = score_sheet(bac_giang, sheet)

    found = next_level(bac_giang, result)

    assert result.level == "L1"
    assert (found.level, found.enough) == ("L2", True)
    assert set(found.codes) == {"B1", "G2"}


def test_a_neglected_heading_is_on_the_list_even_when_the_total_is_enough():
    found = small_set(
        group("A", linear("A1", 16)), group("B", linear("B1", 2), linear("B2", 2)), levels=LEVELS
    )
    sheet = {**hundredths("A1", 100), **hundredths("B1", 25), **hundredths("B2", 100)}

    way = next_level(found, score_sheet(found, sheet))

    assert (way.level, way.codes) == ("L2", ("B1",))


def test_a_discipline_bars_the_way_whatever_the_points(bac_giang, full_sheet):
    result = score_sheet(bac_giang, full_sheet, metrics={"leaders_warned": 1})

    found = next_level(bac_giang, result)

    assert (found.level, found.codes, found.enough) == ("L2", (), True)
    assert [one.code for one in found.barred_by] == ["C-CC"]


def test_a_knock_out_by_the_criterions_own_figures_is_lifted_by_them(bac_giang, full_sheet):
    sheet = {**full_sheet, "A1": {"met": False}}

    found = next_level(bac_giang, score_sheet(bac_giang, sheet))

    assert (found.level, found.codes, found.barred_by) == ("L1", ("A1",), ())


def test_a_heading_and_a_criterion_of_the_same_code_are_not_mixed_up(bac_giang, full_sheet):
    short = {one.code: {} for one in bac_giang.criteria if one.heading == "H1"}

    found = next_level(bac_giang, score_sheet(bac_giang, {**full_sheet, **short}))

    assert "H1" not in found.codes


@pytest.mark.parametrize(("cases", "enough"), [(199, True), (200, True), (201, False)])
def test_a_list_is_enough_up_to_the_last_hundredth(cases, enough):
    adjustments = {
        "bonus_cap": 0,
        "deduction_cap": 5,
        "items": [
            {"code": "M", "method": "deduction", "per_unit": Decimal("0.01"), "cap": 5,
             "input": "cases", "title_vi": "Trừ"}
        ],
    }  # fmt: skip
    found = small_set(group("A", linear("A1", 20)), levels=LEVELS, adjustments=adjustments)

    way = next_level(found, score_sheet(found, {**hundredths("A1", 80), "M": {"cases": cases}}))

    assert (way.level, way.enough, way.codes) == ("L2", enough, ("A1",) if enough else ())


@settings(max_examples=200)
@given(st.lists(st.integers(0, 4), min_size=6, max_size=6))
def test_no_shorter_list_reaches_the_level(quarters):
    found = small_set(
        group("A", linear("A1", 8), linear("A2", 4), deduction("A3", 2, 1)),
        group(
            "B",
            linear("B1", 3),
            proportional("B2", 2),
            linear("B3", 1),
            linear("B4", 4, not_applicable="exclude"),
        ),
        levels=LEVELS,
    )
    codes = ["A1", "A2", "B1", "B2", "B3"]
    sheet = {"A3": {"A3_events": quarters[5] % 3}}
    for code, quarter in zip(codes, quarters, strict=False):
        sheet |= hundredths(code, 25 * quarter)
    way = next_level(found, score_sheet(found, sheet, not_applicable=["B4"]))
    assume(way is not None)

    def level_with(lifted):
        full = {
            code: {"A3_events": 0} if code == "A3" else hundredths(code, 100)[code]
            for code in lifted
        }
        return found.level_position(
            score_sheet(found, {**sheet, **full}, not_applicable=["B4"]).level
        )

    goal = found.level_position(way.level)
    assert way.enough
    assert level_with(way.codes) <= goal
    for shorter in combinations([*codes, "A3"], len(way.codes) - 1):
        assert level_with(shorter) > goal


def test_rescaling_is_allowed_for_to_the_point():
    found = small_set(
        group("A", linear("A1", 10), linear("A2", 5), linear("A3", 5, not_applicable="exclude")),
        levels=LEVELS,
    )
    sheet = {**hundredths("A1", 85), **hundredths("A2", 60)}

    way = next_level(found, score_sheet(found, sheet, not_applicable=["A3"]))

    assert way.codes == ("A2",)


def test_rescaling_is_allowed_for():
    found = small_set(
        group("A", linear("A1", 10), linear("A2", 5), linear("A3", 5, not_applicable="exclude")),
        levels=LEVELS,
    )
    sheet = {**hundredths("A1", 100), **hundredths("A2", 60)}
    result = score_sheet(found, sheet, not_applicable=["A3"])

    assert result.total == Fraction(52, 3)
    assert next_level(found, result).codes == ("A2",)
