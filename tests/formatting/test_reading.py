import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.formatting import (
    NotADate,
    NotANumber,
    read_count,
    read_date,
    read_number,
    safe_filename,
    tidy,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("86,5", "86.5"),
        ("86.5", "86.5"),
        (" 86,50 ", "86.5"),
        ("97,1%", "97.1"),
        ("97,1 %", "97.1"),
        ("12", "12"),
        ("0,25", "0.25"),
        (",5", "0.5"),
        ("5,", "5"),
        ("-1", "-1"),
        ("−1,5", "-1.5"),
        ("+2", "2"),
        ("1.902", "1.902"),
        ("1.902,5", "1902.5"),
        ("1,902.5", "1902.5"),
        ("1.234.567", "1234567"),
        ("1 902,5", "1902.5"),
        ("1\u00a0902,5", "1902.5"),
        ("８６，５", "86.5"),
    ],
)
def test_numbers_are_read_as_people_write_them(text, value):
    assert read_number(text) == Decimal(value)


NO_NUMBERS = [
    "",
    " ",
    "%",
    "-",
    ",",
    "NaN",
    "nan",
    "inf",
    "Infinity",
    "1e309",
    "1E5",
    "mười hai",
    "12a",
    "1,2,3",
    "1.2.3",
    "1,23.456.7",
    "--1",
    "0x10",
    "١٢",
    "½",
    "1_000",
    "\x00",
    "9" * 31,
    " " * 10_000_000 + "1",
]


@pytest.mark.parametrize("text", NO_NUMBERS, ids=lambda text: text[:12])
def test_what_is_no_number_is_named(text):
    with pytest.raises(NotANumber) as caught:
        read_number(text)
    assert caught.value.text == text
    with pytest.raises(NotANumber):
        read_count(text)


@pytest.mark.parametrize("text", ["1902", "1.902", "1,902", "1 902", " 1902 ", "１９０２", "+1902"])
def test_counts_are_read_with_any_mark_for_thousands(text):
    assert read_count(text) == 1902


@pytest.mark.parametrize(
    "text", ["12,5", "12.5", "1.90", "1.9022", "-1", "19,02", "1.902,5", "5%,"]
)
def test_half_a_dossier_is_no_count(text):
    with pytest.raises(NotANumber):
        read_count(text)


@pytest.mark.parametrize(
    "text", ["22/11/2026", "22-11-2026", "22.11.2026", "2026-11-22", " 22/11/2026 ", "２２/11/2026"]
)
def test_dates_are_read_day_first_or_as_computers_write_them(text):
    assert read_date(text) == date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    ["", "31/02/2026", "11/22/2026", "22/11/26", "hôm nay", "2026/11/22", "0000-01-01", "\x00"],
)
def test_days_that_do_not_exist_are_named(text):
    with pytest.raises(NotADate) as caught:
        read_date(text)
    assert caught.value.text == text


def test_accents_are_composed_and_line_ends_made_plain():
    decomposed = unicodedata.normalize("NFD", "Tân Phú")

    assert tidy(f" {decomposed}\r\nXã\rmới \x00\x07") == "Tân Phú\nXã\nmới"


def test_marks_that_turn_the_text_are_taken_out():
    assert tidy("bao-cao\u202efdp.exe\ufeff") == "bao-caofdp.exe"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Báo cáo quý IV.pdf", "Báo cáo quý IV.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\hạnh\Ảnh.jpg", "Ảnh.jpg"),
        ('a<b>:"c|d?.pdf', "a-b-c-d-.pdf"),
        ("...", "file"),
        ("", "file"),
        ("\x00\x01", "file"),
        (".htaccess", "htaccess"),
        ("dòng\nhai.pdf", "dòng hai.pdf"),
    ],
)
def test_file_names_keep_their_words_and_lose_their_teeth(name, safe):
    assert safe_filename(name) == safe


def test_a_long_name_keeps_its_ending():
    name = safe_filename("à" * 500 + ".pdf")

    assert name.endswith(".pdf")
    assert len(name) == 120


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_by_name(text):
    for read, refusal in (
        (read_number, NotANumber),
        (read_count, NotANumber),
        (read_date, NotADate),
    ):
        try:
            value = read(text)
        except refusal:
            continue
        assert value is not None


@given(st.text(alphabet="0123456789.,-+% e", max_size=12))
def test_numbers_that_are_read_are_finite(text):
    try:
        number = read_number(text)
    except NotANumber:
        return
    assert number.is_finite()


@given(st.text(max_size=200))
def test_tidy_text_stays_as_it_is(text):
    once = tidy(text)

    assert tidy(once) == once
    assert "\x00" not in once
    assert "\r" not in once


@given(st.text(max_size=300))
def test_a_safe_name_is_one_plain_name(text):
    name = safe_filename(text)

    assert name
    assert len(name) <= 120
    assert not set(name) & set('/\\\n\r\x00<>:"|?*')
    assert not name.startswith(".")
