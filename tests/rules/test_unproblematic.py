"""Which claims may be agreed to in bulk, and which have to be looked at one by one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.criteria_facts import Formula
from emulation.rules.criteria_set import build
from emulation.rules.edges import stands_on_an_edge
from emulation.rules.scoring import score_criterion
from emulation.rules.unproblematic import ClaimFacts, Doubt, doubts_about
from tests.rules.small_set import band, deduction, group, linear, proportional, tiered, tree

YEAR = 2024
TIERS = [band("2", min=Decimal(10)), band("1", min=Decimal(5)), band("0", **{"else": True})]


def plain(bac_giang):
    """Return a criterion with a ratio, evidence and nothing else about it."""
    return next(
        one
        for one in bac_giang.criteria
        if one.formula is Formula.LINEAR and one.evidence and not one.conditions
    )


def claim(owner, **facts):
    return ClaimFacts(
        **{
            "owner": owner,
            "inputs": {},
            "year": YEAR,
            "points": Decimal(1),
            "files": 1,
            "last_year": Decimal(1),
            **facts,
        }
    )


def test_evidence_and_no_more_than_last_year_is_unproblematic(bac_giang):
    assert doubts_about(claim(plain(bac_giang))) == ()


@pytest.mark.parametrize(
    ("facts", "doubt"),
    [
        ({"touched": True}, Doubt.TOUCHED),
        ({"asked": True}, Doubt.ASKED),
        ({"points": None}, Doubt.NOT_SCORED),
        ({"figures_wrong": True}, Doubt.FIGURES),
        ({"contradicts": True}, Doubt.CONTRADICTION),
        ({"not_applicable": True}, Doubt.NOT_APPLICABLE),
        ({"files": 0}, Doubt.EVIDENCE_MISSING),
        ({"late_files": True}, Doubt.EVIDENCE_LATE),
        ({"shared_files": True}, Doubt.EVIDENCE_SHARED),
        ({"reused_files": True}, Doubt.EVIDENCE_REUSED),
        ({"note": "Hồ sơ lưu tại xã."}, Doubt.REMARK),
        ({"last_year": None}, Doubt.NO_LAST_YEAR),
        ({"last_year": Decimal("0.99")}, Doubt.ABOVE_LAST_YEAR),
    ],
)
def test_each_doubt_alone_keeps_a_line_out(bac_giang, facts, doubt):
    assert doubts_about(claim(plain(bac_giang), **facts)) == (doubt,)


def test_an_explanation_instead_of_evidence_is_two_doubts(bac_giang):
    found = doubts_about(claim(plain(bac_giang), files=0, note="Chưa có."))
    assert found == (Doubt.EVIDENCE_MISSING, Doubt.REMARK)


def test_conditions_for_recognition_are_never_agreed_to_in_bulk():
    assert doubts_about(claim(None)) == (Doubt.CONDITIONS,)


def test_what_decides_recognition_is_looked_at_by_itself(bac_giang):
    for owner in (one for one in bac_giang.criteria if one.conditions):
        assert Doubt.DECISIVE in doubts_about(claim(owner))


def test_bonuses_claimed_and_deductions_declared_are_looked_at(bac_giang):
    bonus = next(one for one in bac_giang.adjustments if one.kind == "bonus")
    deducted = next(one for one in bac_giang.adjustments if one.kind == "deduction")

    assert doubts_about(claim(bonus)) == (Doubt.BONUS,)
    assert doubts_about(claim(bonus, points=Decimal(0), files=0)) == ()
    assert doubts_about(claim(deducted, points=Decimal(0))) == (Doubt.DECLARED,)


def test_what_the_program_counts_needs_neither_evidence_nor_last_year(bac_giang):
    assert doubts_about(claim(plain(bac_giang), automatic=True, files=0, last_year=None)) == ()


def test_a_claim_of_no_points_needs_no_evidence_and_no_last_year(bac_giang):
    nothing = claim(plain(bac_giang), points=Decimal(0), files=0, last_year=None)
    assert doubts_about(nothing) == ()


def small(*criteria):
    return build(tree(group("A", *criteria))).criteria[0]


def test_one_case_above_a_band_is_an_edge():
    tiered_line = small(tiered("A1", "2", TIERS))
    assert stands_on_an_edge(tiered_line, {"A1_count": 10}, year=YEAR)
    assert not stands_on_an_edge(tiered_line, {"A1_count": 11}, year=YEAR)
    assert not stands_on_an_edge(tiered_line, {"A1_count": 0}, year=YEAR)


def test_the_cutoff_of_a_share_is_an_edge_and_everything_is_none():
    share = small(proportional("A1", "2", cutoff="0.8"))
    for done, edge in ((80, True), (81, False), (79, False), (100, False)):
        assert stands_on_an_edge(share, {"A1_done": done, "A1_total": 100}, year=YEAR) is edge


def test_a_day_before_the_next_band_is_an_edge(bac_giang):
    dated = next(
        one for one in bac_giang.criteria if one.tiers and one.tiers[0].on_or_before is not None
    )
    last = dated.tiers[0].on_or_before.on(YEAR)
    name = dated.input[0]
    assert stands_on_an_edge(dated, {name: last}, year=YEAR)
    assert not stands_on_an_edge(dated, {name: date(YEAR, 1, 2)}, year=YEAR)
    assert not stands_on_an_edge(dated, {name: False}, year=YEAR)


def test_scales_without_steps_have_no_edge():
    straight = small(linear("A1", "2"))
    counted = small(deduction("A1", "2", "0.5"))
    assert not stands_on_an_edge(straight, {"A1_done": 50, "A1_total": 100}, year=YEAR)
    assert not stands_on_an_edge(counted, {"A1_events": 1}, year=YEAR)


@given(done=st.integers(0, 60), whole=st.integers(1, 60))
def test_an_edge_is_where_one_case_fewer_earns_nothing(done, whole):
    share = small(proportional("A1", "2", cutoff="0.8"))
    inputs = {"A1_done": min(done, whole), "A1_total": whole}
    fewer = replace_done(inputs)
    now = score_criterion(share, inputs, year=YEAR).points
    then = score_criterion(share, fewer, year=YEAR).points
    expected = now > 0 and then == 0 and done < whole
    assert stands_on_an_edge(share, inputs, year=YEAR) is expected


def replace_done(inputs):
    return inputs | {"A1_done": max(0, inputs["A1_done"] - 1)}


@given(
    facts=st.fixed_dictionaries(
        {
            "touched": st.booleans(),
            "asked": st.booleans(),
            "figures_wrong": st.booleans(),
            "late_files": st.booleans(),
            "note": st.sampled_from(["", "Có giải trình."]),
            "files": st.integers(0, 2),
        }
    )
)
def test_more_reasons_to_look_never_make_a_line_unproblematic(bac_giang, facts):
    found = set(doubts_about(claim(plain(bac_giang), **facts)))
    worse = replace(claim(plain(bac_giang), **facts), asked=True, touched=True)
    assert found <= set(doubts_about(worse))
