"""Whether inspectors judge alike; and nothing is said where it cannot be told."""

from decimal import Decimal
from fractions import Fraction

import pytest

from emulation.rules.calibration import (
    HonestyGap,
    Judgement,
    Pair,
    agreement,
    category,
    honesty_gaps,
    severity,
)


def judgements(inspector, count, cut, criterion="A1", claimed=4):
    return [
        Judgement(inspector, f"{n}", criterion, Decimal(claimed), Decimal(claimed) - Decimal(cut),
                  Decimal(4))
        for n in range(count)
    ]  # fmt: skip


def test_a_severe_inspector_cuts_more_than_others_for_the_same_claims():
    found = {
        one.inspector: one
        for one in severity([*judgements("mild", 40, 0), *judgements("severe", 40, 1)])
    }

    assert (found["severe"].judgements, found["severe"].compared) == (40, 40)
    assert (found["severe"].mean_cut, found["severe"].expected) == (Fraction(1, 4), 0)
    assert found["severe"].difference == Fraction(1, 4)
    assert found["mild"].difference == Fraction(-1, 4)


def test_cuts_are_compared_within_a_criterion_and_a_claim_only():
    found = severity(
        [
            *judgements("a", 40, 1),
            *judgements("b", 40, 0, criterion="A2"),
            *judgements("c", 40, 0, claimed=1),
        ]
    )

    assert [one.difference for one in found] == [None, None, None]
    assert [one.compared for one in found] == [0, 0, 0]


@pytest.mark.parametrize(("own", "others", "told"), [(30, 5, True), (29, 5, False), (30, 4, False)])
def test_too_few_judgements_tell_nothing(own, others, told):
    found = severity([*judgements("a", own, 1), *judgements("z", others, 0)])[0]

    assert (found.difference is not None) is told


def pairs(*points, repeat=1):
    return [Pair(Decimal(a), Decimal(b), Decimal(4)) for a, b in points] * repeat


def test_full_agreement_is_one():
    found = agreement(pairs((0, 0), (1, 1), (2, 2), (4, 4), repeat=5))

    assert (found.pairs, found.kappa, found.icc) == (20, 1.0, 1.0)


def test_opposite_verdicts_are_below_nothing():
    found = agreement(pairs((0, 4), (4, 0), repeat=10))

    assert found.kappa == -1.0
    assert found.icc == pytest.approx(-1.0)


def test_a_known_table():
    found = agreement(pairs((0, 0), (0, 1), (1, 1), (2, 2), (4, 2), (4, 4), repeat=5))

    # Steps 0..4; six rows of five: observed 5/6, by chance 30 of the 36 pairs' mean 191/36.
    observed = Fraction(0 + 1 + 0 + 0 + 4 + 0, 6)
    first, second = [0, 0, 1, 2, 4, 4], [0, 1, 1, 2, 2, 4]
    chance = Fraction(sum((a - b) ** 2 for a in first for b in second), 36)
    assert found.kappa == pytest.approx(float(1 - observed / chance))


def test_the_intraclass_correlation_is_that_of_the_analysis_of_variance():
    rows = [(0, 0), (0, 1), (1, 3), (2, 2), (4, 2), (4, 4), (3, 4)]
    found = agreement(pairs(*rows, repeat=4))

    shares = [(a / 4, b / 4) for a, b in rows * 4]
    grand = sum(map(sum, shares)) / (2 * len(shares))
    means = [sum(pair) / 2 for pair in shares]
    between = sum(2 * (mean - grand) ** 2 for mean in means) / (len(shares) - 1)
    within = sum(
        (value - mean) ** 2 for pair, mean in zip(shares, means, strict=True) for value in pair
    ) / len(shares)
    assert found.icc == pytest.approx((between - within) / (between + within))


def test_verdicts_that_never_differ_cannot_be_told_from_chance():
    assert agreement(pairs((4, 4), repeat=25)).kappa is None
    assert agreement(pairs((4, 4), repeat=25)).icc is None


@pytest.mark.parametrize(("count", "told"), [(19, False), (20, True)])
def test_too_few_double_checks_tell_nothing(count, told):
    found = agreement([*pairs((0, 0), (4, 4)), *pairs((1, 2), repeat=count - 2)])

    assert (found.kappa is not None) is told
    assert (found.icc is not None) is told


@pytest.mark.parametrize(
    ("points", "step"),
    [("0", 0), ("0.01", 1), ("1.99", 1), ("2", 2), ("3.19", 2), ("3.2", 3), ("3.99", 3), ("4", 4)],
)
def test_points_fall_into_five_steps(points, step):
    assert category(Decimal(points), Decimal(4)) == step


def test_missing_paper_is_kept_apart_from_a_wrong_claim():
    def one(criterion, claimed, verified, reason=""):
        return Judgement(
            "i", "U", criterion, Decimal(claimed), Decimal(verified), Decimal(4), reason
        )

    found = honesty_gaps(
        [one("A1", 4, 1, "no_paper"), one("A2", 4, 2, "wrong"), one("A3", 1, 2), one("A4", 2, 2)],
        paper_reasons={"no_paper"},
    )

    assert found == (HonestyGap("U", Decimal(4), Decimal(3), Decimal(2), Decimal(1)),)
