import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.collation import fold, vietnamese_key


@pytest.mark.parametrize(
    "in_order",
    [
        ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "i", "o", "ô", "ơ", "u", "ư", "x", "y"],
        ["ba", "bà", "bả", "bã", "bá", "bạ", "bác"],
        ["Dĩnh Kế", "Dĩnh Trì", "Đa Mai", "Đồng Sơn"],
        ["Ái Quốc", "An Bá", "An Châu", "An Lạc"],
        ["Tân Dĩnh", "Tân Sỏi", "Tân Yên", "Tiên Lục", "Trần Phú"],
        ["Thôn 2", "Thôn 10", "Thôn A"],
        ["xã Lan Giới", "Xã Lan Mẫu"],
    ],
)
def test_words_stand_as_in_a_vietnamese_dictionary(in_order):
    assert sorted(random.sample(in_order, len(in_order)), key=vietnamese_key) == in_order


def test_the_two_ways_to_write_an_accent_stand_together():
    composed, decomposed = (unicodedata.normalize(form, "Đồng Kỳ") for form in ("NFC", "NFD"))

    assert vietnamese_key(composed)[:2] == vietnamese_key(decomposed)[:2]
    assert fold(composed) == fold(decomposed) == "dong ky"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Xã Đồng Hưu", "xa dong huu"),
        ("  Phường   NGUYỄN ", "phuong nguyen"),
        ("ước mơ", "uoc mo"),
        ("Ấp 3", "ap 3"),
    ],
)
def test_search_finds_without_accents(text, folded):
    assert fold(text) == folded


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_two_texts_can_be_put_in_order(one, other):
    assert (vietnamese_key(one) < vietnamese_key(other)) is not (
        vietnamese_key(one) >= vietnamese_key(other)
    )


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)
