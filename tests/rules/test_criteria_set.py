"""A criteria set that contradicts itself is refused, each fault with its place."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest

from emulation.criteria.files import load, read_text
from emulation.rules.criteria_facts import FieldKind, Formula, MonthDay, Op
from emulation.rules.criteria_problems import Problem, ProblemCode
from emulation.rules.criteria_set import InvalidCriteriaSet, build
from tests.rules.conftest import SHIPPED
from tests.rules.small_set import (
    band,
    criterion,
    deduction,
    group,
    linear,
    proportional,
    small_set,
    tiered,
    tree,
)

OTHERWISE = {"else": True}


def problems_of(content, **more):
    with pytest.raises(InvalidCriteriaSet) as refused:
        build(content, **more)
    return [(str(one.code), one.path) for one in refused.value.problems]


def test_the_shipped_set_is_what_the_province_uses(bac_giang):
    assert (bac_giang.code, bac_giang.version, bac_giang.year) == ("CQTT-BG", "2024.1", 2024)
    assert len(bac_giang.headings) == 5
    assert len(bac_giang.groups) == 9
    assert len(bac_giang.criteria) == 54
    assert len(bac_giang.adjustments) == 6
    assert [one.position for one in bac_giang.criteria] == list(range(1, 55))
    assert sum(one.max_points for one in bac_giang.criteria) == 100
    assert [one.code for one in bac_giang.levels] == ["L3", "L2", "L1", "L0"]
    assert bac_giang.calendar.self_assessment.last.on(2024) == date(2024, 11, 20)
    assert bac_giang.target(2024).share_recognised == Decimal("0.6")
    assert bac_giang.target(1999) is None


def test_every_figure_and_band_of_the_shipped_set_has_both_names(bac_giang):
    fields = [
        one for owner in (*bac_giang.criteria, *bac_giang.adjustments) for one in owner.fields
    ]
    for one in (*fields, *bac_giang.metrics, *bac_giang.system_metrics):
        assert one.title_vi
        assert one.title_en
        assert one.title_vi != one.title_en
    for one in bac_giang.criteria:
        assert one.title_vi != one.title_en
        for tier in one.tiers:
            assert tier.label_vi
            assert tier.label_en
    for one in bac_giang.conditions:
        assert one.reason_vi != one.reason_en


def test_what_people_give_and_what_the_program_knows(bac_giang):
    assert [one.name for one in bac_giang.criterion("C2").fields] == [
        "completed_early", "completed_on_time", "completed_total",
    ]  # fmt: skip
    assert bac_giang.criterion("C2").is_derived
    assert not bac_giang.criterion("A3").is_derived
    assert [one.name for one in bac_giang.metrics] == [
        "disciplined_for_harassment_or_corruption",
        "criminal_or_corruption_cases",
        "serious_internal_disunity",
        "leaders_reprimanded",
        "leaders_warned",
    ]
    assert {one.name for one in bac_giang.system_metrics} == {
        "self_assessment_submitted", "self_assessment_days_late", "criteria_overclaimed",
    }  # fmt: skip
    assert [one.code for one in bac_giang.adjustments if one.is_system] == ["M1", "M2"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("A1", FieldKind.BOOLEAN),
        ("A2", FieldKind.DATE),
        ("A4", FieldKind.COUNT),
        ("C6", FieldKind.PERCENT),
    ],
)
def test_the_kind_of_a_figure(bac_giang, code, kind):
    assert bac_giang.criterion(code).fields[0].kind is kind


def test_a_figure_with_broken_bands_is_a_number():
    found = small_set(
        group("A", tiered("A1", 1, [band("1", min=Decimal("2.5")), band("0", **OTHERWISE)]))
    )

    assert found.criteria[0].fields[0].kind is FieldKind.NUMBER


def test_look_ups_know_their_codes(bac_giang):
    assert bac_giang.criterion("H1").heading == "H4"
    assert bac_giang.heading("H4").groups == ("H",)
    assert bac_giang.group("C").max_points == 13
    assert bac_giang.level("L1").min_total == 80
    assert bac_giang.level_position("L1") == 2
    assert bac_giang.lowest_level.code == "L0"
    assert bac_giang.adjustment("P1").max_points == 2
    assert bac_giang.criterion("A1").knock_out.op is Op.IS
    assert bac_giang.criterion("C3").formula is Formula.TIERED
    with pytest.raises(KeyError):
        bac_giang.criterion("Z9")


SET = tree(
    group(
        "A",
        criterion("A1", 10, "boolean"),
        tiered("A2", 10, [band("10", min=5), band("3", min=2), band("0", **OTHERWISE)]),
        deduction("A3", 10, 1),
        proportional("A4", 10),
        linear("A5", 10),
    ),
    group("B", criterion("B1", 50, "boolean")),
    levels=[
        {
            "code": code,
            "title_vi": code,
            "min_total": total,
            "min_heading_ratio": Decimal(share),
            "no_zero_criterion": no_zero,
        }
        for code, total, share, no_zero in [
            ("L2", 90, "0.8", True),
            ("L1", 50, "0.5", False),
            ("L0", 0, "0", False),
        ]
    ],
    adjustments={
        "bonus_cap": 2,
        "deduction_cap": 2,
        "items": [
            {"code": "P1", "method": "bonus", "per_unit": 1, "cap": 1, "input": "won",
             "title_vi": "Thưởng"}
        ],
    },
    knock_outs=[
        {"code": "K1", "metric": "cases", "op": "ge", "value": 1, "reason_vi": "Vụ việc"}
    ],
    level_caps=[
        {"code": "C1", "metric": "warned", "op": "ge", "value": 1, "max_level": "L1",
         "reason_vi": "Cảnh cáo"}
    ],
    ranking={
        "order_by": [
            {"key": "total_final", "direction": "desc"},
            {"key": "heading_HA", "direction": "desc"},
        ],
        "excellence_quota": Decimal("0.2"),
    },
    targets=[{"year": 2024, "share_recognised": Decimal("0.6")}],
    calendar={"self_assessment": ["11-01", "11-20"], "mid_year_review": "06-30"},
)  # fmt: skip


def test_the_set_that_is_then_broken_is_whole():
    assert build(SET).code == "SMALL"


def at(content, path):
    for step in path[:-1]:
        content = content[step]
    return content, path[-1]


LINES = ("groups", 0, "criteria")
TIERS = (*LINES, 1, "tiers")


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        (("extra",), 1, [("unknown_key", "extra")]),
        (("meta", "colour"), "red", [("unknown_key", "meta.colour")]),
        (("meta", "valid_from"), "2024", [("wrong_type", "meta.valid_from")]),
        (("meta", "valid_to"), date(2023, 1, 1), [("out_of_range", "meta.valid_to")]),
        (("meta", "rounding"), "up", [("unknown_value", "meta.rounding")]),
        (("meta", "core_total"), 99, [("sum_differs", "headings")]),
        (("meta", "code"), None, [("missing_key", "meta")]),
        (("headings", 0, "max"), 49, [("sum_differs", "headings"),
                                      ("sum_differs", "headings[0].max")]),
        (("headings", 1, "code"), "HA", [("duplicate_code", "headings[1].code")]),
        (("headings", 1, "groups"), ["A"], [("group_placement", "groups[0].code"),
                                            ("group_placement", "groups[1].code")]),
        (("headings", 1, "groups"), ["B", "Z"], [("unknown_group", "headings[1].groups")]),
        (("groups", 1, "code"), "A", [("duplicate_code", "groups[1].code"),
                                      ("unknown_group", "headings[1].groups"),
                                      ("sum_differs", "headings[1].max")]),
        (("groups", 1, "max"), 51, [("sum_differs", "groups[1].max"),
                                    ("sum_differs", "headings[1].max")]),
        ((*LINES, 4, "code"), "A1", [("duplicate_code", "groups[0].criteria[4].code")]),
        ((*LINES, 4, "method"), "guess", [("unknown_value", "groups[0].criteria[4].method")]),
        ((*LINES, 4, "formula"), "tiered", [("unknown_value", "groups[0].criteria[4].formula")]),
        ((*LINES, 4, "formula"), None, [("missing_key", "groups[0].criteria[4]")]),
        ((*LINES, 4, "zero_at"), 1, [("bounds_order", "groups[0].criteria[4].zero_at")]),
        ((*LINES, 4, "zero_at"), -1, [("out_of_range", "groups[0].criteria[4].zero_at")]),
        ((*LINES, 4, "zero_at"), "0.9", [("wrong_type", "groups[0].criteria[4].zero_at")]),
        ((*LINES, 4, "cutoff"), 1, [("unknown_key", "groups[0].criteria[4].cutoff")]),
        ((*LINES, 4, "numerator"), None, [("missing_key", "groups[0].criteria[4]")]),
        ((*LINES, 4, "numerator"), [1], [("wrong_type", "groups[0].criteria[4].numerator[0]")]),
        ((*LINES, 4, "numerator"), 7, [("wrong_type", "groups[0].criteria[4].numerator")]),
        ((*LINES, 4, "not_applicable"), "maybe",
         [("unknown_value", "groups[0].criteria[4].not_applicable")]),
        ((*LINES, 4, "deadline"), "02-30", [("wrong_type", "groups[0].criteria[4].deadline")]),
        ((*LINES, 4, "deadline"), "13-01", [("wrong_type", "groups[0].criteria[4].deadline")]),
        ((*LINES, 4, "deadline"), "1-1", [("wrong_type", "groups[0].criteria[4].deadline")]),
        ((*LINES, 4, "share"), "yes", [("wrong_type", "groups[0].criteria[4].share")]),
        ((*LINES, 3, "cutoff"), 2, [("out_of_range", "groups[0].criteria[3].cutoff")]),
        ((*LINES, 2, "per_unit"), Decimal("0.333"),
         [("too_many_decimals", "groups[0].criteria[2].per_unit")]),
        ((*LINES, 2, "per_unit"), 0, [("out_of_range", "groups[0].criteria[2].per_unit")]),
        ((*LINES, 2, "input"), "A2_count", []),
        ((*LINES, 1, "input"), None, [("missing_key", "groups[0].criteria[1]")]),
        ((*LINES, 1, "numerator"), "x", [("unknown_key", "groups[0].criteria[1].numerator")]),
        (TIERS, [], [("missing_key", "groups[0].criteria[1]")]),
        (TIERS, [band("10", min=5)], [("tiers_not_covering", "groups[0].criteria[1].tiers")]),
        (TIERS, [band("10", **OTHERWISE), band("0", min=5)],
         [("tiers_not_covering", "groups[0].criteria[1].tiers")]),
        (TIERS, [band("11", min=5), band("0", **OTHERWISE)],
         [("tier_above_max", "groups[0].criteria[1].tiers[0].points")]),
        (TIERS, [band("9", min=5), band("0", **OTHERWISE)],
         [("max_not_reached", "groups[0].criteria[1].tiers")]),
        (TIERS, [band("10", min=5), band("3", min=5), band("0", **OTHERWISE)],
         [("tier_order", "groups[0].criteria[1].tiers[1]")]),
        (TIERS, [band("10", min=5), band("3", min=8), band("0", **OTHERWISE)],
         [("tier_order", "groups[0].criteria[1].tiers[1]")]),
        (TIERS, [band("10", min=5), band("10", min=3), band("0", **OTHERWISE)],
         [("tier_points_order", "groups[0].criteria[1].tiers[1]")]),
        (TIERS, [band("10", on_or_before="02-01"), band("3", on_or_before="01-01"),
                 band("0", **OTHERWISE)],
         [("tier_order", "groups[0].criteria[1].tiers[1]")]),
        (TIERS, [band("10", on_or_before="02-01"), band("3", min=1), band("0", **OTHERWISE)],
         [("tiers_mixed", "groups[0].criteria[1].tiers")]),
        (TIERS, [band("10", min=1, on_or_before="02-01"), band("0", **OTHERWISE)],
         [("tiers_mixed", "groups[0].criteria[1].tiers[0]")]),
        (TIERS, [band("10"), band("0", **OTHERWISE)],
         [("missing_key", "groups[0].criteria[1].tiers[0]"),
          ("tiers_not_covering", "groups[0].criteria[1].tiers")]),
        (TIERS, [band("10", min=1), band("0", **{"else": False})],
         [("unknown_value", "groups[0].criteria[1].tiers[1].else")]),
        ((*LINES, 0, "max"), 0, [("out_of_range", "groups[0].criteria[0].max"),
                                 ("sum_differs", "groups[0].max")]),
        ((*LINES, 0, "max"), Decimal("10.001"), [("too_many_decimals",
                                                  "groups[0].criteria[0].max"),
                                                 ("sum_differs", "groups[0].max")]),
        ((*LINES, 0, "max"), Decimal("NaN"), [("out_of_range", "groups[0].criteria[0].max"),
                                              ("sum_differs", "groups[0].max")]),
        ((*LINES, 0, "knock_out"), {"metric": "ratio", "op": "lt", "value": 1},
         [("unknown_metric", "groups[0].criteria[0].knock_out.metric")]),
        ((*LINES, 0, "knock_out"), {"metric": "input", "op": "lt", "value": 1},
         [("unknown_metric", "groups[0].criteria[0].knock_out.metric")]),
        ((*LINES, 4, "knock_out"), {"metric": "met", "op": "is", "value": False},
         [("unknown_metric", "groups[0].criteria[4].knock_out.metric")]),
        ((*LINES, 0, "knock_out"), {"metric": "met", "op": "is", "value": 1},
         [("condition_mismatch", "groups[0].criteria[0].knock_out.value")]),
        ((*LINES, 0, "level_cap"), {"metric": "met", "op": "is", "value": False,
                                    "max_level": "L9"},
         [("unknown_level", "groups[0].criteria[0].level_cap.max_level")]),
        (("adjustments", "bonus_cap"), None, [("missing_key", "adjustments")]),
        (("adjustments", "items", 0, "code"), "A1",
         [("duplicate_code", "adjustments.items[0].code")]),
        (("adjustments", "items", 0, "method"), "boolean",
         [("unknown_value", "adjustments.items[0].method")]),
        (("knock_outs", 0, "metric"), "met", [("unknown_metric", "knock_outs[0].metric")]),
        (("knock_outs", 0, "op"), "<", [("unknown_value", "knock_outs[0].op"),
                                        ("condition_mismatch", "knock_outs[0].value")]),
        (("knock_outs", 0, "value"), True, [("condition_mismatch", "knock_outs[0].value")]),
        (("knock_outs", 0, "metric"), "A1_done", []),
        (("level_caps", 0, "max_level"), "L9", [("unknown_level", "level_caps[0].max_level")]),
        (("level_caps", 0, "max_level"), None, [("missing_key", "level_caps[0]")]),
        (("levels", 1, "min_total"), 95, [("level_order", "levels[1]")]),
        (("levels", 1, "min_heading_ratio"), Decimal("0.9"), [("level_order", "levels[1]")]),
        (("levels", 0, "no_zero_criterion"), False, []),
        (("levels", 1, "code"), "L2", [("duplicate_code", "levels[1].code"),
                                       ("unknown_level", "level_caps[0].max_level")]),
        (("levels", 2, "min_total"), 1, [("lowest_level", "levels")]),
        (("ranking", "order_by", 1, "key"), "heading_HZ",
         [("unknown_order_key", "ranking.order_by[1].key")]),
        (("ranking", "order_by", 1, "key"), "total_final",
         [("duplicate_code", "ranking.order_by[1].key")]),
        (("ranking", "order_by", 1, "direction"), "up",
         [("unknown_value", "ranking.order_by[1].direction")]),
        (("ranking", "ties"), "by_name", [("unknown_value", "ranking.ties")]),
        (("ranking", "excellence_quota"), 2, [("out_of_range", "ranking.excellence_quota")]),
        (("targets", 0, "year"), Decimal("2024.5"), [("wrong_type", "targets[0].year")]),
        (("targets", 0, "share_recognised"), 60,
         [("out_of_range", "targets[0].share_recognised")]),
        (("calendar", "self_assessment"), ["11-01"], [("wrong_type", "calendar.self_assessment")]),
        (("calendar", "self_assessment"), ["11-20", "11-01"],
         [("out_of_range", "calendar.self_assessment")]),
        (("calendar", "explanation_days"), 0, [("out_of_range", "calendar.explanation_days")]),
        (("calendar", "lunch"), "12-00", [("unknown_key", "calendar.lunch")]),
        (("vocabulary",), {"evidence_kinds": {"plan": 1}},
         [("wrong_type", "vocabulary.evidence_kinds.plan")]),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_place(path, value, found):
    content = deepcopy(SET)
    inside, last = at(content, path)
    inside[last] = value

    if found:
        assert sorted(problems_of(content)) == sorted(found)
    else:
        build(content)


def test_all_faults_come_at_once():
    content = deepcopy(SET)
    content["groups"][0]["criteria"][0]["max"] = "ten"
    content["levels"][0]["min_total"] = None
    content["extra"] = 1

    assert {code for code, _path in problems_of(content)} >= {
        "wrong_type", "missing_key", "unknown_key",
    }  # fmt: skip


@pytest.mark.parametrize("nothing", [None, {}, [], "", 0])
def test_nothing_is_not_a_criteria_set(nothing):
    assert problems_of(nothing) == [("empty", "")]


@pytest.mark.parametrize("wrong", [[1], "text", 7])
def test_something_else_is_not_a_criteria_set(wrong):
    assert ("wrong_type", "") in problems_of(wrong)


def test_one_name_cannot_be_two_kinds_of_figure():
    content = tree(
        group(
            "A",
            tiered("A1", 1, [band("1", on_or_before="01-31"), band("0", **OTHERWISE)]),
            deduction("A2", 1, 1, input="A1_count"),
        )
    )

    assert problems_of(content) == [("field_conflict", "groups[0].criteria[1].input")]


def test_a_set_that_declares_its_figures_declares_all_of_them():
    content = tree(
        group("A", linear("A1", 1)),
        vocabulary={"fields": {"A1_done": {"vi": "Đã làm", "en": "Done"}}},
        knock_outs=[{"code": "K", "metric": "cases", "op": "ge", "value": 1, "reason_vi": "x"}],
    )

    assert problems_of(content) == [
        ("unknown_field", "groups[0].criteria[0].denominator"),
        ("unknown_field", "knock_outs[0].metric"),
    ]


def test_declared_words_are_the_only_ones():
    content = tree(
        group("A", criterion("A1", 1, "boolean", source="x", pillar="y", evidence=["z", "plan"])),
        vocabulary={
            "sources": ["manual"],
            "pillars": ["staff"],
            "evidence_kinds": {"plan": {"vi": "Kế hoạch", "en": "Plan"}},
        },
    )

    assert problems_of(content) == [
        ("unknown_value", "groups[0].criteria[0].source"),
        ("unknown_value", "groups[0].criteria[0].pillar"),
        ("unknown_value", "groups[0].criteria[0].evidence[0]"),
    ]


def test_a_fault_is_found_on_its_line():
    text = SHIPPED.read_text(encoding="utf-8")
    broken = text.replace(
        "zero_at: 0.60\n        full_at: 1.00", "zero_at: 1.60\n        full_at: 1"
    )
    line = next(n for n, one in enumerate(broken.splitlines(), start=1) if "zero_at: 1.60" in one)

    with pytest.raises(InvalidCriteriaSet) as refused:
        load(broken)

    first = refused.value.problems[0]
    assert (first.line, first.code) == (line, ProblemCode.BOUNDS_ORDER)
    assert str(first).startswith(f"line {line}: groups[")
    assert "zero_at (1.60) must be below full_at (1)" in str(first)


def test_points_come_as_exact_decimals():
    tree_, places = read_text("a: 0.1\nb: [1, -2, 1.50, 1e2]\n")

    assert tree_ == {"a": Decimal("0.1"), "b": [1, -2, Decimal("1.50"), Decimal(100)]}
    assert isinstance(tree_["b"][1], int)
    assert places[("b", 1)] == 2


def test_days_of_the_year():
    assert MonthDay(2, 29).on(2023) == date(2023, 2, 28)
    assert MonthDay(2, 29).on(2024) == date(2024, 2, 29)
    assert str(MonthDay(1, 5)) == "01-05"


@pytest.mark.parametrize("code", list(ProblemCode))
def test_every_fault_has_a_sentence(code):
    facts = dict.fromkeys(
        "key expected found value allowed low high decimals first zero_at full_at previous "
        "maximum op detail limit second".split(),
        "X",
    )

    assert "{" not in Problem(3, "meta", code, facts).sentence
