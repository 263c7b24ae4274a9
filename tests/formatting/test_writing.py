from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st

from emulation import formatting


@pytest.fixture(scope="module", autouse=True)
def request_of_a_reader():
    app = Flask("reader")
    Babel(app, default_locale="vi")
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (Decimal("86.5"), 2, "86,50"),
        (Decimal("94.25"), 1, "94,3"),
        (Decimal("79.96"), 2, "79,96"),
        (Decimal("-4.75"), 2, "−4,75"),
        (Decimal("-0.001"), 2, "0,00"),
        (Fraction(1, 3), 2, "0,33"),
        (Fraction(-5, 2), 0, "−3"),
        (1902, 0, "1.902"),
        (None, 2, "–"),
    ],
)
def test_points_keep_their_places(value, places, written):
    assert formatting.points(value, places) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("86.50"), "86,5"),
        (Decimal("86.00"), "86"),
        (Decimal(100), "100"),
        (1902, "1.902"),
        (Decimal("1.005"), "1,01"),
        (Decimal(0), "0"),
        (Fraction(2, 3), "0,67"),
        (10**30, "1" + ".000" * 10),
    ],
)
def test_numbers_say_no_more_than_needed(value, written):
    assert formatting.number(value) == written


def test_a_share_is_written_as_percentage():
    assert formatting.percent(Fraction(22, 36)) == "61,1%"
    assert formatting.percent(Decimal("0.6"), 0) == "60%"
    assert formatting.percent(None) == "–"


@pytest.mark.parametrize(
    ("value", "written"),
    [(Decimal("4.25"), "+4,25"), (Decimal("-4.75"), "−4,75"), (Decimal(0), "0,00"), (None, "–")],
)
def test_changes_carry_their_sign(value, written):
    assert formatting.signed(value) == written


def test_english_readers_get_english_marks():
    with force_locale("en"):
        assert formatting.points(Decimal("1902.5")) == "1,902.50"
        assert formatting.date(date(2026, 11, 22)) == "22 Nov 2026"
        assert formatting.moment(datetime(2026, 11, 22, 7, 30, tzinfo=UTC)) == "22 Nov 2026 14:30"


def test_moments_are_shown_on_vietnamese_clocks():
    late = datetime(2024, 12, 31, 18, 5, tzinfo=UTC)

    assert formatting.moment(late) == "01/01/2025 01:05"
    assert formatting.clock(late) == "01:05"
    assert formatting.date(late) == "01/01/2025"
    assert formatting.date(None) == formatting.moment(None) == formatting.clock(None) == "–"


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (0, "0 KB"),
        (1, "1 KB"),
        (655360, "640 KB"),
        (1887437, "1,8 MB"),
        (20971520, "20 MB"),
        (5 * 2**30, "5 GB"),
        (1288490188, "1,2 GB"),
    ],
)
def test_sizes_are_written_as_people_say_them(size, written):
    assert formatting.file_size(size) == written


@pytest.mark.parametrize(("move", "written"), [(2, "▲2"), (-3, "▼3"), (0, "–"), (None, "–")])
def test_moves_in_the_ranking_point_up_or_down(move, written):
    assert formatting.rank_move(move) == written


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=10**6), st.integers(0, 4))
def test_rounding_is_half_up_and_never_far(value, places):
    result = formatting.rounded(value, places)

    assert abs(Fraction(result) - value) <= Fraction(1, 2 * 10**places)
    assert formatting.rounded(-value, places) == -result


@given(st.decimals(min_value=-1000, max_value=1000, allow_nan=False, places=4), st.integers(0, 3))
def test_decimals_and_fractions_round_alike(value, places):
    assert formatting.rounded(value, places) == formatting.rounded(Fraction(value), places)


@given(st.decimals(min_value=-99999, max_value=99999, allow_nan=False, places=2))
def test_what_is_written_can_be_read_back(value):
    assert formatting.read_number(formatting.points(value)) == value
