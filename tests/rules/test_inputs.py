"""Figures that cannot be true are named; figures not given yet are not wrong."""

from datetime import date
from decimal import Decimal

import pytest

from emulation.rules.input_sentences import sentence
from emulation.rules.inputs import (
    InputCode,
    InputProblem,
    check_inputs,
    contradictions,
    inputs_to_json,
    missing_fields,
    read_inputs,
)

C2 = {"completed_early": 5, "completed_on_time": 4, "completed_total": 10}


def codes(problems):
    return [(one.field, str(one.code)) for one in problems]


@pytest.mark.parametrize(
    ("code", "raw", "problem"),
    [
        ("A1", {"met": "true"}, "wrong_type"),
        ("A1", {"met": 1}, "wrong_type"),
        ("A1", {"met": []}, "wrong_type"),
        ("A2", {"plan_issue_date": "2024-13-01"}, "wrong_type"),
        ("A2", {"plan_issue_date": "15/02/2024"}, "wrong_type"),
        ("A2", {"plan_issue_date": "20240215"}, "wrong_type"),
        ("A2", {"plan_issue_date": True}, "wrong_type"),
        ("A2", {"plan_issue_date": 20240215}, "wrong_type"),
        ("A2", {"plan_issue_date": "2023-12-31"}, "outside_period"),
        ("A2", {"plan_issue_date": "2025-01-01"}, "outside_period"),
        ("A4", {"publicity_sessions": -1}, "negative"),
        ("A4", {"publicity_sessions": 1.5}, "not_whole"),
        ("A4", {"publicity_sessions": "12"}, "wrong_type"),
        ("A4", {"publicity_sessions": True}, "wrong_type"),
        ("A4", {"publicity_sessions": float("nan")}, "not_a_number"),
        ("A4", {"publicity_sessions": float("inf")}, "not_a_number"),
        ("A4", {"publicity_sessions": Decimal("NaN")}, "not_a_number"),
        ("A4", {"publicity_sessions": 10**18}, "too_large"),
        ("A4", {"publicity_sessions": 10**5000}, "too_large"),
        ("A4", {"publicity_sessions": Decimal("1e999999")}, "too_large"),
        ("A4", {"publicity_sessions": 10**12 + 1}, "too_large"),
        ("C6", {"par_index_percent": "100.01"}, "too_large"),
        ("C6", {"par_index_percent": "90.123"}, "too_many_decimals"),
        ("C6", {"par_index_percent": "90,5"}, "not_a_number"),
        ("C6", {"par_index_percent": "1_0"}, "not_a_number"),
        ("C6", {"par_index_percent": "٩٠"}, "not_a_number"),
        ("C6", {"par_index_percent": ""}, "not_a_number"),
        ("C6", {"par_index_percent": "9" * 5000}, "not_a_number"),
        ("C6", {"par_index_percent": "NaN"}, "not_a_number"),
        ("C6", {"par_index_percent": {}}, "wrong_type"),
        ("C6", {"par_index_percent": "-1"}, "negative"),
        ("F1", {"room_checklist_met": 11}, "too_large"),
        ("A3", {"plan_tasks_completed": 21, "plan_tasks_total": 20}, "above_total"),
        ("A3", {"nonsense": 1}, "unknown_field"),
    ],
)
def test_a_figure_that_cannot_be_true_is_named(bac_giang, code, raw, problem):
    values, problems = read_inputs(bac_giang.criterion(code), raw, year=2024)

    assert [str(one.code) for one in problems] == [problem]
    assert problems[0].field == next(iter(raw))
    assert problem == "above_total" or not values
    assert sentence(problems[0])


@pytest.mark.parametrize(
    ("code", "raw", "values"),
    [
        ("A1", {"met": False}, {"met": False}),
        ("A2", {"plan_issue_date": "2024-02-29"}, {"plan_issue_date": date(2024, 2, 29)}),
        ("A2", {"plan_issue_date": False}, {"plan_issue_date": False}),
        ("A4", {"publicity_sessions": 0}, {"publicity_sessions": 0}),
        ("A4", {"publicity_sessions": 12.0}, {"publicity_sessions": 12}),
        ("A4", {"publicity_sessions": 10**12}, {"publicity_sessions": 10**12}),
        ("C6", {"par_index_percent": "90.25"}, {"par_index_percent": Decimal("90.25")}),
        ("C6", {"par_index_percent": 90}, {"par_index_percent": 90}),
        ("C6", {"par_index_percent": 90.1}, {"par_index_percent": Decimal("90.1")}),
        ("C6", {"par_index_percent": "100"}, {"par_index_percent": Decimal(100)}),
        ("C6", {"par_index_percent": None}, {}),
        ("A3", {"plan_tasks_completed": 30}, {"plan_tasks_completed": 30}),
        ("B4", {"consultations_held": 5, "consultations_required": 4}, None),
        ("H1", {"chair_reception_days_held": 60, "chair_reception_days_required": 52}, None),
    ],
)
def test_a_figure_that_can_be_true_is_taken(bac_giang, code, raw, values):
    assert read_inputs(bac_giang.criterion(code), raw, year=2024) == (
        raw if values is None else values,
        (),
    )


def test_every_wrong_figure_is_named_at_once(bac_giang):
    raw = {"completed_early": -1, "completed_on_time": 1.5, "completed_total": "x", "more": 1}

    _values, problems = read_inputs(bac_giang.criterion("C2"), raw, year=2024)

    assert codes(problems) == [
        ("completed_early", "negative"),
        ("completed_on_time", "not_whole"),
        ("completed_total", "wrong_type"),
        ("more", "unknown_field"),
    ]


@pytest.mark.parametrize(("early", "in_time", "problem"), [(6, 4, False), (7, 4, True)])
def test_parts_that_are_added_up_may_not_exceed_the_whole(bac_giang, early, in_time, problem):
    inputs = {"completed_early": early, "completed_on_time": in_time, "completed_total": 10}

    problems = check_inputs(bac_giang.criterion("C2"), inputs, year=2024)

    assert codes(problems) == [("completed_early", "above_total")] * problem


def test_checking_values_finds_what_reading_would_not_let_through(bac_giang):
    criterion = bac_giang.criterion("A2")

    assert codes(check_inputs(criterion, {"plan_issue_date": 3}, year=2024)) == [
        ("plan_issue_date", "wrong_type")
    ]
    assert codes(check_inputs(criterion, {"x": True}, year=2024)) == [("x", "unknown_field")]
    assert check_inputs(criterion, {"plan_issue_date": date(2023, 5, 1)}, year=2023) == ()


def test_what_a_person_still_has_to_give(bac_giang):
    criterion = bac_giang.criterion("A4")

    assert missing_fields(criterion, {}) == ("publicity_sessions", "publicity_participants")
    assert missing_fields(criterion, {"publicity_sessions": 0}) == ("publicity_participants",)
    assert missing_fields(bac_giang.criterion("C2"), C2) == ()


def test_figures_are_written_as_plain_json():
    values = {"a": True, "b": 3, "c": Decimal("90.50"), "d": date(2024, 1, 31)}

    assert inputs_to_json(values) == {"a": True, "b": 3, "c": "90.50", "d": "2024-01-31"}
    assert inputs_to_json({"c": Decimal("9e1")}) == {"c": "90"}


def test_one_figure_given_differently_in_two_criteria_is_a_contradiction(bac_giang):
    answers = {
        "C2": C2,
        "C3": {"completed_early": 5, "completed_total": 11},
        "D3": {"results_digitised": 1, "completed_total": 10},
        "I1": {"votes_valid": 50},
        "I2": {"votes_valid": 60},
    }

    assert contradictions(bac_giang.criteria, answers) == (("completed_total", ("C2", "C3", "D3")),)


@pytest.mark.parametrize("code", list(InputCode))
def test_every_fault_has_a_sentence(code):
    facts = dict.fromkeys(
        ("value", "maximum", "numerator", "denominator", "year", "expected", "decimals"), 7
    )

    assert "{" not in sentence(InputProblem("x", code, {**facts, "known": ("a", "b")}))
