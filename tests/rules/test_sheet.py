"""A whole sheet: sums, rescaling, adjustments, levels and their reasons."""

from decimal import Decimal
from fractions import Fraction

import pytest

from emulation.rules.scoring import ItemState, score_sheet
from tests.rules.small_set import criterion, group, linear, small_set

TITLES = {"title_vi": "Tên"}


def yes(code, maximum, **more):
    return criterion(code, maximum, "boolean", **more)


def level(code, min_total, min_heading_ratio="0", *, no_zero=False):
    return {
        "code": code,
        **TITLES,
        "min_total": Decimal(min_total),
        "min_heading_ratio": Decimal(min_heading_ratio),
        "no_zero_criterion": no_zero,
    }


def met(*codes):
    return {code: {"met": True} for code in codes}


def kinds(result):
    return [(str(one.kind), one.code, one.level) for one in result.reasons]


def test_every_point_earned_is_the_core_total_exactly(bac_giang, full_sheet):
    result = score_sheet(bac_giang, full_sheet)

    assert result.total == 100
    assert result.level == "L3"
    assert result.reasons == ()
    assert result.missing == ()
    assert {code: part.points for code, part in result.headings.items()} == {
        "H1": 20, "H2": 25, "H3": 20, "H4": 15, "H5": 20,
    }  # fmt: skip


def test_an_empty_sheet_says_everything_that_is_missing(bac_giang):
    result = score_sheet(bac_giang, {})

    assert result.total == 0
    assert result.level == "L0"
    assert list(result.missing) == [one.code for one in bac_giang.criteria]
    assert "knock_out" not in {one.kind for one in result.reasons}


def test_what_is_excluded_leaves_both_sides_and_the_core_is_rescaled(bac_giang, full_sheet):
    sheet = {**full_sheet, "A1": {"met": True}, "B1": {"met": False}}

    result = score_sheet(bac_giang, sheet, not_applicable=["C6"])

    assert result.items["C6"].state is ItemState.NOT_APPLICABLE
    assert result.headings["H2"].max_points == Decimal("22.5")
    assert result.core == Fraction(9650, 9750) * 100
    assert result.total_points == Decimal("98.97")


def test_a_claim_that_was_not_agreed_scores_nothing(bac_giang, full_sheet):
    sheet = {code: inputs for code, inputs in full_sheet.items() if code != "C6"}

    result = score_sheet(bac_giang, sheet)

    assert result.items["C6"].state is ItemState.MISSING
    assert result.total == Decimal("97.5")


def test_a_set_with_everything_excluded_is_worth_nothing():
    found = small_set(group("A", linear("A1", 10, not_applicable="exclude")))

    result = score_sheet(found, {}, not_applicable=["A1"])

    assert (result.core, result.total, result.level) == (0, 0, "L0")


@pytest.mark.parametrize(
    ("answers", "bonus", "deduction", "total"),
    [
        ({"P1": {"provincial_awards": 1}, "B1": {"met": False}}, "1", "0", "100"),
        ({"P1": {"provincial_awards": 9}, "B1": {"met": False}}, "2", "0", "100"),
        (
            {
                "P1": {"provincial_awards": 2},
                "P2": {"initiatives_recognised_provincially": 2},
                "P3": {"initiatives_beyond_minimum_effective": 3},
                "B2": {"public_items_disclosed": 0, "public_items_required": 9},
                "B3": {"late_disclosures": 8},
            },
            "3",
            "0",
            "98.5",
        ),
        (
            {
                "M1": {"self_assessment_days_late": 3},
                "M2": {"criteria_overclaimed": 2},
                "M3": {"unremedied_inspection_conclusions": 5},
            },
            "0",
            "3",
            "97",
        ),
    ],
)
def test_bonus_and_deduction_stop_at_their_caps(
    bac_giang, full_sheet, answers, bonus, deduction, total
):
    result = score_sheet(bac_giang, {**full_sheet, **answers})

    assert (result.bonus, result.deduction) == (Decimal(bonus), Decimal(deduction))
    assert result.total == Decimal(total)


def test_the_total_stays_above_nothing(bac_giang):
    result = score_sheet(bac_giang, {"M3": {"unremedied_inspection_conclusions": 2}})

    assert (result.deduction, result.total) == (1, 0)


def test_what_the_program_counts_itself_comes_with_the_metrics(bac_giang, full_sheet):
    result = score_sheet(bac_giang, full_sheet, metrics={"self_assessment_days_late": 2})

    assert result.adjustments["M1"].points == 1
    assert result.total == 99


@pytest.mark.parametrize(
    ("reached", "earned"), [("89.99", "L2"), ("90", "L3"), ("69.99", "L1"), ("70", "L2")]
)
def test_a_level_begins_exactly_at_its_total(reached, earned):
    found = small_set(
        group("A", linear("A1", 100)),
        levels=[level("L3", 90), level("L2", 70), level("L1", 50), level("L0", 0)],
    )
    done = int(Decimal(reached) * 100)

    result = score_sheet(found, {"A1": {"A1_done": done, "A1_total": 10000}})

    assert result.level == earned


def test_a_level_goes_by_the_exact_total_and_not_by_what_is_shown():
    found = small_set(
        group(
            "A",
            linear("A1", "1"),
            linear("A2", "89"),
            linear("A3", "10", not_applicable="exclude"),
        ),
        levels=[level("L1", "95"), level("L0", 0)],
    )
    sheet = {"A1": {"A1_done": 50, "A1_total": 100}, "A2": {"A2_done": 8499, "A2_total": 8900}}

    result = score_sheet(found, sheet, not_applicable=["A3"])

    assert result.total == Fraction(8549, 9000) * 100
    assert result.total_points == Decimal("94.99")
    assert result.level == "L0"


@pytest.mark.parametrize(("done", "earned"), [(79, "L2"), (80, "L3"), (59, "L0"), (60, "L2")])
def test_a_high_total_does_not_make_up_for_one_neglected_heading(done, earned):
    found = small_set(
        group("A", yes("A1", 90)),
        group("B", linear("B1", 10)),
        levels=[level("L3", 90, "0.8"), level("L2", 80, "0.6"), level("L0", 0)],
    )

    result = score_sheet(found, {**met("A1"), "B1": {"B1_done": done, "B1_total": 100}})

    assert result.level == earned
    assert (("min_heading", "HB", "L3") in kinds(result)) is (done < 80)


def test_a_heading_without_its_excluded_criterion_is_measured_on_the_rest(bac_giang, full_sheet):
    sheet = {**full_sheet, "C2": {**full_sheet["C2"], "completed_early": 93}}

    whole = score_sheet(bac_giang, sheet).headings["H2"]
    rest = score_sheet(bac_giang, sheet, not_applicable=["C6"]).headings["H2"]

    assert whole.ratio == Fraction(whole.points) / 25
    assert rest.ratio == Fraction(whole.points - Decimal("2.5")) / Fraction("22.5")


def test_one_applicable_criterion_at_nothing_rules_out_the_levels_that_ask(bac_giang, full_sheet):
    sheet = {**full_sheet, "F6": {"service_models_running": 0}}

    result = score_sheet(bac_giang, sheet)

    assert result.total == Decimal("98.5")
    assert result.level == "L1"
    assert kinds(result) == [("zero_criterion", "F6", "L3"), ("zero_criterion", "F6", "L2")]


def test_what_does_not_apply_is_no_criterion_at_nothing(bac_giang, full_sheet):
    assert score_sheet(bac_giang, full_sheet, not_applicable=["C6"]).level == "L3"


@pytest.mark.parametrize(
    ("metrics", "earned", "reasons"),
    [
        ({"leaders_reprimanded": 0}, "L3", []),
        ({"leaders_reprimanded": 1}, "L2", [("level_cap", "C-KT", "L3")]),
        (
            {"leaders_warned": 2},
            "L1",
            [("level_cap", "C-CC", "L3"), ("level_cap", "C-CC", "L2")],
        ),
        (
            {"serious_internal_disunity": True},
            "L0",
            [("knock_out", "K3", code) for code in ("L3", "L2", "L1")],
        ),
        ({"serious_internal_disunity": False}, "L3", []),
        (
            {"self_assessment_submitted": False},
            "L0",
            [("knock_out", "K1", code) for code in ("L3", "L2", "L1")],
        ),
        ({"self_assessment_submitted": True}, "L3", []),
        (
            {"disciplined_for_harassment_or_corruption": 1},
            "L0",
            [("knock_out", "G5", code) for code in ("L3", "L2", "L1")],
        ),
    ],
)
def test_discipline_lowers_the_level_and_leaves_the_total(
    bac_giang, full_sheet, metrics, earned, reasons
):
    result = score_sheet(bac_giang, full_sheet, metrics=metrics)

    assert (result.level, kinds(result)) == (earned, reasons)
    assert result.total == 100
    assert result.knocked_out is any(kind == "knock_out" for kind, _code, _level in reasons)


@pytest.mark.parametrize(("early", "out"), [(90, False), (89, True)])
def test_too_few_dossiers_in_time_knock_a_commune_out(bac_giang, full_sheet, early, out):
    sheet = {
        **full_sheet,
        "C2": {"completed_early": early, "completed_on_time": 0, "completed_total": 100},
    }

    result = score_sheet(bac_giang, sheet)

    assert (("knock_out", "C2", "L1") in kinds(result)) is out
    assert (result.level == "L0") is out


def test_fewer_than_three_initiatives_cap_the_level(bac_giang, full_sheet):
    sheet = {**full_sheet, "E1": {"initiatives_registered_on_time": 2}}

    result = score_sheet(bac_giang, sheet)

    assert result.level == "L1"
    assert ("level_cap", "E1", "L3") in kinds(result)
    assert ("level_cap", "E1", "L2") in kinds(result)


def test_a_survey_with_too_few_votes_knocks_nobody_out(bac_giang, full_sheet):
    sheet = {**full_sheet, "I1": {"votes_satisfied_or_better": 10, "votes_valid": 29}}

    result = score_sheet(bac_giang, sheet)

    assert result.items["I1"].points == 0
    assert ("knock_out", "I1", "L1") not in kinds(result)


def test_points_an_inspector_fixed_stand_instead_of_the_figures(bac_giang, full_sheet):
    result = score_sheet(bac_giang, full_sheet, points={"C2": Decimal("1.25")})

    assert result.items["C2"].points == Decimal("1.25")
    assert result.items["C2"].because == {"fixed": Decimal("1.25")}
    assert result.total == Decimal("97.25")


@pytest.mark.parametrize("points", ["0", "0.01", "4"])
def test_points_within_the_maximum_can_be_fixed(bac_giang, points):
    item = score_sheet(bac_giang, {}, points={"C2": Decimal(points)}).items["C2"]

    assert (item.code, item.points, item.max_points) == ("C2", Decimal(points), 4)
    assert item.state is ItemState.SCORED


def test_an_adjustment_can_be_fixed_too(bac_giang, full_sheet):
    result = score_sheet(bac_giang, full_sheet, points={"M3": Decimal("0.75")})

    assert (result.deduction, result.total) == (Decimal("0.75"), Decimal("99.25"))


def test_an_item_that_does_not_apply_keeps_its_code_its_maximum_and_what_was_given(bac_giang):
    given = {"par_index_percent": Decimal(80)}

    item = score_sheet(bac_giang, {"C6": given}, not_applicable=["C6"]).items["C6"]

    assert (item.code, item.max_points) == ("C6", Decimal("2.5"))
    assert item.because == {"inputs": given, "not_applicable": "exclude"}


@pytest.mark.parametrize(("answer", "out"), [(True, False), (False, True), (None, False)])
def test_a_requirement_that_was_not_met_knocks_out_and_one_not_answered_does_not(
    bac_giang, full_sheet, answer, out
):
    sheet = {**full_sheet, "A1": {} if answer is None else {"met": answer}}

    result = score_sheet(bac_giang, sheet)

    assert (("knock_out", "A1", "L1") in kinds(result)) is out


@pytest.mark.parametrize(
    ("metric", "metrics", "out"),
    [("ratio", {}, False), ("cases", {"cases": 1}, True), ("cases", {}, False)],
)
def test_what_does_not_apply_knocks_out_by_other_facts_only(metric, metrics, out):
    condition = {"metric": metric, "op": "le" if metric == "ratio" else "ge", "value": 1}
    found = small_set(
        group(
            "A",
            linear("A1", 10, not_applicable="exclude", knock_out=condition),
            criterion("A2", 10, "boolean"),
        )
    )
    sheet = {"A1": {"A1_done": 0, "A1_total": 9}, **met("A2")}

    result = score_sheet(found, sheet, metrics=metrics, not_applicable=["A1"])

    assert result.knocked_out is out


@pytest.mark.parametrize("points", ["-0.01", "4.01"])
def test_points_outside_the_maximum_are_refused(bac_giang, points):
    with pytest.raises(ValueError, match="C2"):
        score_sheet(bac_giang, {}, points={"C2": Decimal(points)})


def test_the_lowest_level_is_left_even_when_every_level_is_ruled_out(bac_giang):
    result = score_sheet(bac_giang, {}, metrics={"criminal_or_corruption_cases": 3})

    assert result.level == "L0"
    assert ("knock_out", "K2", "L3") in kinds(result)
    assert ("min_total", "total", "L1") in kinds(result)
    assert "L0" not in {one.level for one in result.reasons}
