"""Prints of texts: near for the same text with other names, far for another text."""

from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.similarity import (
    FEWEST_WORDS,
    NEAR_RUNS,
    NEAR_TEXTS,
    Judged,
    apart,
    covers,
    distance,
    other_years,
    print_of_text,
    runs_of,
    shared_runs,
    years_in,
)

SENTENCES = (
    "Ủy ban nhân dân xã ban hành kế hoạch cải cách hành chính và phân công từng công chức",
    "Bộ phận một cửa bố trí ghế chờ nước uống và màn hình tra cứu cho người dân",
    "Kết quả giải quyết thủ tục hành chính được công khai tại trụ sở và trên đài truyền thanh",
    "Chủ tịch xã tiếp công dân vào sáng thứ năm hằng tuần và ghi sổ theo dõi đầy đủ",
    "Tổ công nghệ số cộng đồng hướng dẫn nộp hồ sơ trực tuyến cho người cao tuổi",
    "Mỗi thôn tổ chức một buổi đối thoại và lấy phiếu khảo sát mức độ hài lòng",
)
TEXT = ". ".join(SENTENCES * 3)


def test_texts_with_other_names_and_dates_lie_near():
    other = TEXT.replace("thứ năm", "thứ sáu").replace("Chủ tịch xã", "Chủ tịch phường")

    assert other != TEXT
    assert distance(print_of_text(TEXT), print_of_text(other)) <= NEAR_TEXTS


def test_accents_and_case_make_no_difference():
    assert print_of_text(TEXT) == print_of_text(TEXT.upper())


def test_unrelated_texts_lie_far_apart():
    words = " ".join(f"từ{number}" for number in range(100))

    assert distance(print_of_text(TEXT), print_of_text(words)) > NEAR_TEXTS
    assert shared_runs(runs_of(TEXT), runs_of(words)) == 0


def test_a_letterhead_alone_says_nothing():
    assert print_of_text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") is None
    assert print_of_text(" ".join("abcd" for _ in range(FEWEST_WORDS - 1))) is None


@given(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1))
def test_distance_counts_bits_whatever_the_signs(one, other):
    bits = f"{(one ^ other) % 2**64:064b}".count("1")

    assert distance(one, other) == distance(other, one) == bits
    assert distance(one, one) == 0


@given(st.text(max_size=2000))
def test_a_print_fits_a_signed_number_of_64_bits(text):
    found = print_of_text(text)

    assert found is None or -(2**63) <= found < 2**63


def test_years_are_whole_numbers_of_this_century():
    assert years_in("Ngày 5/1/2024, số 12024/QĐ, năm 2023; 20241 hồ sơ") == {2023, 2024}


def test_a_text_may_name_its_year_or_the_next():
    assert other_years("Báo cáo năm 2022 và 2023", 2024) == (2022, 2023)
    assert other_years("Báo cáo ngày 10/01/2025", 2024) == ()
    assert other_years("Kế hoạch 2024, thay kế hoạch 2023", 2024) == ()
    assert other_years("Không ghi năm", 2024) == ()


def test_texts_with_a_few_other_words_share_most_of_their_runs():
    other = TEXT.replace("Chủ tịch xã", "Chủ tịch phường")

    assert NEAR_RUNS < shared_runs(runs_of(TEXT), runs_of(other)) < 1
    assert shared_runs(runs_of(TEXT), runs_of(TEXT.upper())) == 1


@given(st.lists(st.sampled_from(Judged)))
def test_what_was_found_legitimate_and_never_doubtful_is_cleared(said):
    assert covers(said) == ("legitimate" in said and "doubtful" not in said)


@given(st.binary(min_size=64, max_size=64), st.binary(min_size=64, max_size=64))
def test_the_share_of_marks_apart_lies_between_none_and_all(one, other):
    assert apart(one, one) == 0
    assert 0 <= apart(one, other) == apart(other, one) <= 1
