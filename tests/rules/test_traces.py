"""Every point says why: the trace of each formula, and of what could not be scored."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from emulation.rules.scoring import ItemState, score_adjustment, score_criterion, score_sheet
from emulation.rules.traces import answers_to_json, trace_to_json
from tests.rules.small_set import band, criterion, group, linear, small_set, tiered


@pytest.mark.parametrize(
    ("code", "inputs", "because"),
    [
        ("A1", {"met": True}, {"formula": "boolean"}),
        (
            "A2",
            {"plan_issue_date": date(2024, 2, 15)},
            {"formula": "tiered", "band": 1, "label_vi": "đến hết 28/02",
             "label_en": "by 28 February"},
        ),
        (
            "A2",
            {"plan_issue_date": False},
            {"formula": "tiered", "band": 3, "label_vi": "không ban hành",
             "label_en": "not issued"},
        ),
        (
            "A3",
            {"plan_tasks_completed": 21, "plan_tasks_total": 24},
            {"formula": "proportional", "numerator": 21, "denominator": 24,
             "ratio": Fraction(7, 8), "cutoff": Decimal("0.80"), "exact": Fraction(21, 16),
             "decimals": 2},
        ),
        (
            "C3",
            {"completed_early": 30, "completed_total": 100},
            {"formula": "tiered", "numerator": 30, "denominator": 100, "ratio": Fraction(3, 10),
             "band": 1, "label_vi": "30% đến dưới 50%", "label_en": "30% to below 50%"},
        ),
        (
            "C4",
            {"pending_late": 2, "late_without_apology": 1},
            {"formula": "deduction", "count": 3, "per_unit": Decimal("0.25")},
        ),
        (
            "C5",
            {"procedures_time_cut_30pct": 20},
            {"formula": "tiered", "count": 20, "band": 1, "label_vi": "20 đến 49",
             "label_en": "20 to 49"},
        ),
        (
            "I1",
            {"votes_satisfied_or_better": 9, "votes_valid": 10},
            {"formula": "linear", "numerator": 9, "denominator": 10, "ratio": Fraction(9, 10),
             "zero_at": Decimal("0.80"), "full_at": Decimal("0.95"), "votes_needed": 30},
        ),
    ],
)  # fmt: skip
def test_each_formula_leaves_its_trace(bac_giang, code, inputs, because):
    result = score_criterion(bac_giang.criterion(code), inputs, year=2024)

    assert result.because == {**because, "inputs": inputs}


def test_what_is_missing_keeps_what_was_given(bac_giang):
    given = {"completed_early": 3}

    result = score_criterion(bac_giang.criterion("C2"), given, year=2024)

    assert result.because == {
        "inputs": given,
        "missing": ("completed_on_time", "completed_total"),
    }
    assert (result.code, result.max_points) == ("C2", 4)


def test_nothing_to_measure_keeps_what_was_given(bac_giang):
    given = {"consultations_held": 0, "consultations_required": 0}

    result = score_criterion(bac_giang.criterion("B4"), given, year=2024)

    assert result.because == {"inputs": given, "not_applicable": "full"}


def test_an_adjustment_has_a_trace_too(bac_giang):
    award = bac_giang.adjustment("P1")

    scored = score_adjustment(award, {"provincial_awards": 1})
    missing = score_adjustment(award, {})

    assert (scored.code, scored.state, scored.max_points) == ("P1", ItemState.SCORED, 2)
    assert scored.because == {
        "formula": "bonus",
        "inputs": {"provincial_awards": 1},
        "count": 1,
        "per_unit": Decimal("1.0"),
    }
    assert (missing.code, missing.state, missing.points) == ("P1", ItemState.MISSING, 0)
    assert missing.because == {"inputs": {}, "missing": ("provincial_awards",)}


def test_bonus_and_deduction_have_caps_of_their_own():
    def item(code, method):
        return {"code": code, "method": method, "per_unit": 1, "cap": 9, "input": code.lower(),
                "title_vi": code}  # fmt: skip

    adjustments = {
        "bonus_cap": 2,
        "deduction_cap": 5,
        "items": [item("P", "bonus"), item("M", "deduction")],
    }
    found = small_set(group("A", criterion("A1", 50, "boolean")), adjustments=adjustments)

    result = score_sheet(found, {"A1": {"met": True}, "P": {"p": 9}, "M": {"m": 9}})

    assert (result.bonus, result.deduction, result.total) == (2, 5, 47)


def test_days_are_judged_in_the_year_of_the_period(bac_giang):
    sheet = {"A2": {"plan_issue_date": date(2025, 1, 20)}}

    assert score_sheet(bac_giang, sheet, year=2025).items["A2"].points == Decimal("1.5")
    assert score_sheet(bac_giang, sheet).items["A2"].points == 0


def test_groups_and_headings_carry_their_codes_and_maxima(bac_giang, full_sheet):
    result = score_sheet(bac_giang, full_sheet, not_applicable=["C6"])

    assert {code: part.code for code, part in result.groups.items()} == {
        one.code: one.code for one in bac_giang.groups
    }
    assert (result.groups["C"].points, result.groups["C"].max_points) == (
        Decimal("10.5"),
        Decimal("10.5"),
    )
    assert result.headings["H2"].code == "H2"


def test_ratios_of_numbers_with_decimals_are_exact():
    bands = [band("1", min=Decimal("0.3")), band("0", **{"else": True})]
    found = small_set(
        group(
            "A",
            linear("A1", 1, numerator="part_percent", denominator="whole_percent"),
            tiered("A2", 1, bands),
        )
    )

    first = score_criterion(
        found.criterion("A1"),
        {"part_percent": Decimal("0.1"), "whole_percent": Decimal("0.3")},
        year=2024,
    )

    assert first.because["ratio"] == Fraction(1, 3)
    assert first.points == Decimal("0.33")
    for count, earned in (("0.29", 0), ("0.3", 1), ("0.31", 1)):
        given = {"A2_count": Decimal(count)}
        assert score_criterion(found.criterion("A2"), given, year=2024).points == earned


def test_a_trace_becomes_plain_json():
    trace = {
        "ratio": Fraction(1, 3),
        "exact": Fraction(4, 3),
        "inputs": {"day": date(2024, 1, 31), "met": True, "count": 3, "share": Decimal("90.50")},
        "missing": ("a", "b"),
        "band": 0,
        "formula": "linear",
        "nothing": None,
    }

    assert trace_to_json(trace) == {
        "ratio": "0.333333",
        "ratio_exact": "1/3",
        "exact": "4/3",
        "inputs": {"day": "2024-01-31", "met": True, "count": 3, "share": "90.50"},
        "missing": ["a", "b"],
        "band": 0,
        "formula": "linear",
        "nothing": None,
    }
    assert answers_to_json({"A2": {"day": date(2024, 1, 31)}}) == {"A2": {"day": "2024-01-31"}}
