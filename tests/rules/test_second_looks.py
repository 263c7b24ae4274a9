"""Lots are drawn so that the seed and the list give the same draw again."""

from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.second_looks import WHOLE, draw, draw_lines, in_order

CODES = st.lists(st.text("0123456789", min_size=1, max_size=5), unique=True, max_size=40)
SEEDS = st.text("0123456789abcdef", min_size=32, max_size=32)


def test_the_draw_of_a_known_seed_never_changes():
    codes = [f"0{number}" for number in range(7400, 7410)]

    assert draw("2024", codes, 300) == ("07408", "07403", "07404")


@given(SEEDS, CODES, st.integers(0, WHOLE))
def test_the_share_is_rounded_up_and_drawn_from_the_list(seed, codes, share):
    drawn = draw(seed, codes, share)

    assert len(drawn) == -(-len(codes) * share // WHOLE)
    assert len(set(drawn)) == len(drawn)
    assert set(drawn) <= set(codes)


@given(SEEDS, CODES, st.randoms(), st.integers(0, WHOLE))
def test_the_order_of_the_list_decides_nothing(seed, codes, random, share):
    shuffled = random.sample(codes, len(codes))

    assert draw(seed, codes, share) == draw(seed, shuffled, share)


@given(SEEDS, CODES, st.integers(0, WHOLE - 1))
def test_a_larger_share_keeps_whom_a_smaller_one_drew(seed, codes, share):
    smaller, larger = draw(seed, codes, share), draw(seed, codes, share + 1)

    assert larger[: len(smaller)] == smaller


@given(SEEDS, CODES, st.integers(0, 50))
def test_criteria_keep_the_order_of_the_sheet(seed, codes, count):
    drawn = draw_lines(seed, "07401", codes, count)

    assert drawn == tuple(code for code in codes if code in set(drawn))
    assert len(drawn) == min(count, len(codes))
    assert draw_lines(seed, "07401", codes, None) == tuple(codes)


@given(SEEDS, CODES)
def test_every_seed_puts_everybody_in_some_order(seed, codes):
    assert sorted(in_order(seed, codes)) == sorted(codes)
