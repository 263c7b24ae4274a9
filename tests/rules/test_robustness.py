"""The matrix gives what the rules give one by one; the draws say how firm it is."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.quotas import Classification
from emulation.rules.ranking import Standing, rank
from emulation.rules.robustness import matrix_of, rank_matrix, robustness
from emulation.rules.robustness.draws import draw_weights, ranks_by_draw
from emulation.rules.robustness.matrix import shared_ranks
from emulation.rules.scoring import score_sheet

HALVES = st.sampled_from([Decimal(0), Decimal("0.5"), Decimal("0.9"), Decimal(1)])


def points_of(criteria_set, shares):
    return [
        (one.max_points * share).quantize(Decimal("0.01"))
        for one, share in zip(criteria_set.criteria, shares, strict=True)
    ]


def standing_of(code, result, cluster="1"):
    return Standing(
        unit_code=code,
        unit_name=code,
        cluster=cluster,
        total=result.total,
        headings={part.code: part.points for part in result.headings.values()},
        initiatives_effective=0,
        self_total=result.total,
        level=result.level,
        status="verified",
    )


@settings(max_examples=25)
@given(st.lists(st.lists(HALVES, min_size=54, max_size=54), min_size=1, max_size=8))
def test_the_matrix_ranks_and_levels_like_the_rules(bac_giang, rows):
    table = [points_of(bac_giang, shares) for shares in rows]
    codes = [f"{n}" for n in range(len(rows))]
    results = {
        code: score_sheet(
            bac_giang,
            {},
            points={
                one.code: earned for one, earned in zip(bac_giang.criteria, points, strict=True)
            },
        )
        for code, points in zip(codes, table, strict=True)
    }
    one_by_one = {
        one.standing.unit_code: one.rank
        for one in rank([standing_of(*pair) for pair in results.items()], bac_giang).ranked
    }

    found = rank_matrix(matrix_of(bac_giang, codes, table), bac_giang)

    assert [Fraction(int(total), 100) for total in found.totals] == [
        results[code].total for code in codes
    ]
    assert [bac_giang.levels[n].code for n in found.levels] == [
        results[code].level for code in codes
    ]
    assert found.ranks.tolist() == [one_by_one[code] for code in codes]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-3, 3)), max_size=30))
def test_ranks_by_several_keys_are_one_more_than_the_number_of_better(rows):
    keys = [np.array([row[n] for row in rows], dtype=np.int64) for n in range(2)]

    ranks = shared_ranks(keys)

    assert ranks.tolist() == [1 + sum(other > row for other in rows) for row in rows]


CLASSES = {None: 0, Classification.EXCELLENT: 1, Classification.COUNCIL_DECIDES: 2}


@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 6)), min_size=1, max_size=40))
def test_the_matrix_fills_the_places_of_each_cluster_like_the_rules(bac_giang, rows):
    codes = [f"{n}" for n in range(len(rows))]
    table = [
        points_of(bac_giang, [Decimal(1) - Decimal(lost) / 10] * 54) for _cluster, lost in rows
    ]
    standings = [
        standing_of(code, score_sheet(bac_giang, {}, points=fixed(bac_giang, points)), cluster)
        for code, points, (cluster, _lost) in zip(codes, table, rows, strict=True)
    ]
    one_by_one = {
        one.standing.unit_code: CLASSES[one.classification]
        for one in rank(standings, bac_giang).ranked
    }

    matrix = matrix_of(bac_giang, codes, table, clusters=[cluster for cluster, _lost in rows])

    assert rank_matrix(matrix, bac_giang).classes.tolist() == [one_by_one[code] for code in codes]


def fixed(criteria_set, points):
    return {one.code: earned for one, earned in zip(criteria_set.criteria, points, strict=True)}


def test_a_barred_unit_takes_no_place(bac_giang):
    full = [one.max_points for one in bac_giang.criteria]
    matrix = matrix_of(bac_giang, "abcde", [full] * 5, clusters="11111")
    barred = np.array([False, True, True, True, True])

    assert rank_matrix(matrix, bac_giang).classes.tolist() == [2] * 5
    assert rank_matrix(replace(matrix, barred=barred), bac_giang).classes.tolist() == [
        1, 0, 0, 0, 0,
    ]  # fmt: skip


def test_keys_too_wide_to_pack_rank_alike():
    keys = [np.array([2**40, 0, 2**40, 5]), np.array([0, 2**40, 1, 5])]

    assert shared_ranks(keys).tolist() == [2, 4, 1, 3]


@pytest.fixture(scope="module")
def year(bac_giang):
    generator = np.random.default_rng(7)
    good = generator.beta(6, 1.5, size=(40, 1))
    shares = np.clip(good + generator.normal(0, 0.08, size=(40, 54)), 0.01, 1)
    table = [points_of(bac_giang, [Decimal(str(round(x, 3))) for x in row]) for row in shares]
    table[1] = [one.max_points for one in bac_giang.criteria]
    table[2] = [Decimal("0.01")] * 54
    table[4] = list(table[3])
    return matrix_of(bac_giang, [f"U{n}" for n in range(40)], table)


def test_the_same_seed_gives_the_same_answer(bac_giang, year):
    one, again = (robustness(year, bac_giang, seed=11, draws=50) for _ in range(2))
    other = robustness(year, bac_giang, seed=12, draws=50)

    assert (one.low.tolist(), one.high.tolist()) == (again.low.tolist(), again.high.tolist())
    assert one.groups == again.groups
    assert (one.seed, one.draws, one.spread) == (11, 50, 0.2)
    assert one.high.tolist() != other.high.tolist()


def test_weights_stay_within_the_spread_and_add_up(year):
    weights = draw_weights(year, seed=1, draws=200, spread=0.1)

    assert weights.sum(axis=1) == pytest.approx(100, abs=1e-3)
    shares = weights / (year.maxima / 100)
    assert shares.min() > 0.9 / 1.1
    assert shares.max() < 1.1 / 0.9


def test_no_spread_leaves_every_rank_where_it_is(bac_giang, year):
    found = robustness(year, bac_giang, seed=1, draws=20, spread=0.0)

    assert found.low.tolist() == found.high.tolist() == found.median.tolist()


def test_the_best_and_the_worst_of_all_stay_there(bac_giang, year):
    found = robustness(year, bac_giang, seed=3, draws=200)

    assert (found.ranks[1], found.low[1], found.high[1]) == (1, 1, 1)
    assert (found.low[2], found.high[2]) == (40, 40)
    assert found.groups[0] == ("U1",)
    assert found.groups[-1] == ("U2",)
    assert (found.low <= found.median).all()
    assert (found.median <= found.high).all()
    assert sorted(sum(found.groups, ())) == sorted(year.units)


def test_units_alike_on_everything_share_every_rank(year):
    weights = draw_weights(year, seed=5, draws=30, spread=0.3)

    ranks = ranks_by_draw(year, weights)

    assert (ranks[:, 3] == ranks[:, 4]).all()
    for row in ranks:
        for rank_ in row:
            assert rank_ == 1 + (row < rank_).sum()


def test_levels_have_chances_that_add_up(bac_giang, year):
    found = robustness(year, bac_giang, seed=9, draws=100)

    assert found.level_chances.sum(axis=1) == pytest.approx(1)
    assert found.level_chances[1].tolist() == [1, 0, 0, 0]
    assert found.level_chances[2].tolist() == [0, 0, 0, 1]


def test_levels_at_no_spread_are_those_of_the_sheet(bac_giang, year):
    found = robustness(year, bac_giang, seed=9, draws=1, spread=0.0)

    sure = found.level_chances.argmax(axis=1)
    assert sure.tolist() == rank_matrix(year, bac_giang).levels.tolist()


def test_a_year_without_units_has_no_ranks(bac_giang):
    table = rank_matrix(matrix_of(bac_giang, [], []), bac_giang)

    assert table.ranks.tolist() == []
