"""Places, ties, moves, classes and the target, as the council reads them."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from emulation.rules.ranking import Standing, rank

HEADINGS = {"H1": Fraction(18), "H2": Fraction(20), "H3": 18, "H4": 12, "H5": Fraction(18)}


def standing(code, total=90, **more):
    facts = {
        "unit_code": code,
        "unit_name": f"Xã {code}",
        "cluster": "Lạng Giang",
        "total": Fraction(total),
        "headings": HEADINGS,
        "initiatives_effective": 3,
        "self_total": Fraction(total),
        "level": "L2",
        "status": "verified",
    }
    return Standing(**{**facts, **more})


def ranks(standings, bac_giang):
    return [(one.rank, one.standing.unit_code) for one in rank(standings, bac_giang).ranked]


def test_equals_share_a_rank_and_the_next_one_is_skipped(bac_giang):
    table = [standing("A", 80), standing("B", 95), standing("C", 90), standing("D", 90)]

    assert ranks(table, bac_giang) == [(1, "B"), (2, "C"), (2, "D"), (4, "A")]


def test_a_tie_is_listed_in_the_vietnamese_alphabet(bac_giang):
    names = ["Đông Sơn", "Dương Đức", "An Hà", "Ân Hà", "Ăn Hà", "Đại Lâm"]
    table = [standing(str(n), unit_name=name) for n, name in enumerate(names)]

    ranked = rank(table, bac_giang).ranked

    assert [one.standing.unit_name for one in ranked] == [
        "An Hà", "Ăn Hà", "Ân Hà", "Dương Đức", "Đại Lâm", "Đông Sơn",
    ]  # fmt: skip
    assert {one.rank for one in ranked} == {1}
    assert ranked[0].tied_with == ("4", "3", "1", "5", "0")


@pytest.mark.parametrize(
    "better",
    [
        {"total": Fraction(9001, 100)},
        {"total": 90 + Fraction(1, 100_000)},
        {"headings": {**HEADINGS, "H5": Fraction(1801, 100)}},
        {"headings": {**HEADINGS, "H2": Fraction(2001, 100)}},
        {"initiatives_effective": 4},
        {"self_total": Fraction(89)},
    ],
)
def test_each_key_of_the_set_decides_where_those_before_it_are_equal(bac_giang, better):
    table = [standing("A"), replace(standing("Z"), **better)]

    assert ranks(table, bac_giang) == [(1, "Z"), (2, "A")]


def test_an_earlier_key_outweighs_every_later_one(bac_giang):
    satisfied = standing("S", headings={**HEADINGS, "H5": Fraction(19)})
    reformed = standing("R", headings={**HEADINGS, "H2": Fraction(25)}, initiatives_effective=9)

    assert ranks([reformed, satisfied], bac_giang) == [(1, "S"), (2, "R")]


def test_other_headings_decide_nothing(bac_giang):
    table = [standing("A"), standing("B", headings={**HEADINGS, "H1": Fraction(1)})]

    assert ranks(table, bac_giang) == [(1, "A"), (1, "B")]


def test_a_sheet_without_a_self_score_comes_after_equals_that_have_one(bac_giang):
    table = [standing("A", self_total=None), standing("B", self_total=Fraction(100))]

    assert ranks(table, bac_giang) == [(1, "B"), (2, "A")]


def test_what_is_not_verified_is_listed_apart_with_the_reason(bac_giang):
    table = rank([standing("A"), standing("B", status="returned"), standing("C", status="")],
                 bac_giang)  # fmt: skip

    assert [(one.unit_code, one.reason) for one in table.unranked] == [
        ("B", "returned"),
        ("C", "not_verified"),
    ]
    assert table.target.of == 3


def test_ranks_in_the_cluster_the_district_and_among_like_units(bac_giang):
    table = [
        standing("A", 99, cluster="1", district="Tân Yên", kind="ward"),
        standing("B", 98, cluster="2", district="Tân Yên", kind="commune"),
        standing("C", 97, cluster="1", district="Việt Yên", kind="commune"),
        standing("D", 97, cluster="1", district="Tân Yên", kind="commune"),
        standing("E", 96, cluster="1", district="Tân Yên", kind="ward"),
    ]

    found = {
        one.standing.unit_code: (one.rank, one.cluster_rank, one.district_rank, one.kind_rank)
        for one in rank(table, bac_giang).ranked
    }

    assert found == {
        "A": (1, 1, 1, 1),
        "B": (2, 1, 2, 1),
        "C": (3, 2, 1, 2),
        "D": (3, 2, 3, 2),
        "E": (5, 4, 4, 2),
    }


def test_moves_against_last_year(bac_giang):
    table = [
        standing("A", 99, last_rank=3, last_level="L1"),
        standing("B", 98, last_rank=1, last_level="L3"),
        standing("C", 97, last_rank=3, last_level="L2"),
        standing("N", 96, predecessors=("X", "Y")),
    ]

    found = {
        one.standing.unit_code: (one.move, one.level_change)
        for one in rank(table, bac_giang).ranked
    }

    assert found == {"A": (2, 1), "B": (-1, -1), "C": (0, 0), "N": (None, None)}


def classes(table, bac_giang):
    return {
        one.standing.unit_code: str(one.classification)
        for one in rank(table, bac_giang).ranked
        if one.classification
    }


def cluster_of(*totals, **more):
    return [standing(f"{n:02d}", total, **more) for n, total in enumerate(totals)]


@pytest.mark.parametrize(("size", "excellent"), [(4, 0), (5, 1), (9, 1), (10, 2), (14, 2), (15, 3)])
def test_a_fifth_of_a_cluster_rounded_down_is_excellent(bac_giang, size, excellent):
    found = classes(cluster_of(*range(90, 90 - size, -1)), bac_giang)

    assert found == {f"{n:02d}": "excellent" for n in range(excellent)}


def test_units_that_are_not_verified_count_in_the_size_of_their_cluster(bac_giang):
    table = [
        *cluster_of(90, 89, 88),
        standing("98", status="draft"),
        standing("99", status="draft"),
    ]

    assert classes(table, bac_giang) == {"00": "excellent"}


def test_equals_across_the_line_all_go_to_the_council(bac_giang):
    found = classes(cluster_of(95, 90, 90, 90, 80, 79, 78, 77, 76, 75), bac_giang)

    assert found == {
        "00": "excellent",
        "01": "council_decides",
        "02": "council_decides",
        "03": "council_decides",
    }


def test_equals_that_fit_together_are_excellent(bac_giang):
    found = classes(cluster_of(95, 95, 90, 89, 80, 79, 78, 77, 76, 75), bac_giang)

    assert found == {"00": "excellent", "01": "excellent"}


@pytest.mark.parametrize("bar", [{"knocked_out": True}, {"open_case": True}, {"level": "L0"}])
def test_nobody_with_a_knock_out_or_an_open_case_takes_a_place(bac_giang, bar):
    table = [standing("00", 99, **bar), *cluster_of(90, 89, 88, 87)[1:], standing("09", 80)]

    assert classes(table, bac_giang) == {"01": "excellent"}


def test_each_cluster_has_its_own_places(bac_giang):
    table = [*cluster_of(99, 98, 97, 96, 95), *(
        replace(one, unit_code=f"B{one.unit_code}", cluster="Yên Thế")
        for one in cluster_of(60, 59, 58, 57, 56)
    )]  # fmt: skip

    assert classes(table, bac_giang) == {"00": "excellent", "B00": "excellent"}


@pytest.mark.parametrize(
    ("recognised", "of", "missing"), [(3, 5, 0), (2, 5, 1), (0, 5, 3), (6, 11, 1), (7, 11, 0)]
)
def test_the_share_recognised_against_the_target(bac_giang, recognised, of, missing):
    table = [standing(str(n), level="L1" if n < recognised else "L0") for n in range(of)]

    target = rank(table, bac_giang).target

    assert (target.recognised, target.of, target.missing) == (recognised, of, missing)
    assert target.share == Fraction(recognised, of)
    assert target.target == Decimal("0.60")


def test_a_year_without_a_target_misses_nothing(bac_giang):
    target = rank([standing("A", level="L0")], bac_giang, year=2031).target

    assert (target.target, target.missing, target.not_risen) == (None, 0, ())


@pytest.mark.parametrize(
    ("last", "now", "listed"),
    [
        ("L1", "L1", True),
        ("L2", "L1", True),
        ("L1", "L2", False),
        ("L1", "L0", True),
        ("L3", "L3", False),
        ("L3", "L2", True),
        ("L0", "L0", False),
        (None, "L1", False),
    ],
)
def test_who_was_recognised_last_year_and_did_not_rise(bac_giang, last, now, listed):
    table = [standing("A", level=now, last_level=last, last_rank=1)]

    assert rank(table, bac_giang).target.not_risen == (("A",) if listed else ())


def test_nobody_has_to_rise_in_a_year_that_does_not_ask(bac_giang):
    table = [standing("A", level="L1", last_level="L1")]

    assert rank(table, bac_giang, year=2025).target.not_risen == ()


def test_nobody_at_all(bac_giang):
    table = rank([], bac_giang)

    assert (table.ranked, table.unranked) == ((), ())
    assert (table.target.share, table.target.missing) == (0, 0)
