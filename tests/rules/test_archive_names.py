"""Names in a ZIP file can be unpacked on every system and read by people."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.archive_names import (
    LONGEST_FILE,
    LONGEST_FOLDER,
    LONGEST_PATH,
    Names,
    numbered,
    safe_name,
)

ANYTHING = st.text(max_size=300)
AWKWARD = st.text(
    alphabet=st.sampled_from(
        list('aAéĐệ.  /\\:*?"<>|\u202e\u200b\x00\u0301\u0323\ud800(1)2conulpt')
    ),
    max_size=200,
)
ENDINGS = st.sampled_from(["", ".pdf", ".PDF", ".docx", ". ", "..", ".e\u0301"])
DEVICES = [
    *("CON", "con", "PRN", "AUX", "NUL", "COM1", "lpt9", "COM¹", "CONIN$"),
    *("NUL.pdf", "con .txt", "aux.tar.gz"),
]


def is_safe(part, longest):
    return (
        0 < len(part) <= longest
        and part == unicodedata.normalize("NFC", part)
        and part == part.strip()
        and not part.endswith((".", " "))
        and not set(part) & set('<>:"/\\|?*')
        and not any(unicodedata.category(letter) in {"Cc", "Cf", "Cs"} for letter in part)
        and not re.match(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])\s*(\.|$)", part, re.IGNORECASE)
        and part not in {".", ".."}
        and bool(part.encode("utf-8"))
    )


@given(st.one_of(ANYTHING, AWKWARD), ENDINGS)
def test_every_name_is_one_that_windows_takes(text, ending):
    assert is_safe(safe_name(text + ending), LONGEST_FILE)
    assert is_safe(safe_name(text + ending, longest=LONGEST_FOLDER), LONGEST_FOLDER)


@given(st.lists(st.tuples(st.one_of(ANYTHING, AWKWARD), AWKWARD), max_size=30))
def test_no_two_paths_of_an_archive_are_alike_and_none_is_long(asked):
    names = Names()
    paths = [names.claim(name, folder) for name, folder in asked]

    assert len({path.casefold() for path in paths}) == len(paths)
    for path in paths:
        assert len(path) <= LONGEST_PATH
        assert all(is_safe(part, LONGEST_FILE) for part in path.split("/"))
        assert path.count("/") <= 1


@given(ANYTHING, st.integers(2, 99999))
def test_a_numbered_name_is_as_safe_as_the_first(text, number):
    name = numbered(safe_name(text), number)

    assert is_safe(name, LONGEST_FILE)
    assert f"({number})" in name


@given(st.one_of(ANYTHING, AWKWARD))
def test_a_safe_name_stays_as_it_is(text):
    once = safe_name(text)

    assert safe_name(once) == once


@pytest.mark.parametrize("name", DEVICES)
def test_names_of_devices_get_a_sign_before_them(name):
    assert safe_name(name).startswith("_")


def test_vietnamese_letters_are_composed_and_stay():
    decomposed = unicodedata.normalize("NFD", "Kế hoạch số 05 của Ủy ban.pdf")

    assert safe_name(decomposed) == "Kế hoạch số 05 của Ủy ban.pdf"


def test_signs_that_turn_a_name_around_are_taken_out():
    assert safe_name("ảnh\u202egpj.exe") == "ảnhgpj.exe"


def test_a_long_name_is_cut_at_a_word_and_keeps_its_ending():
    name = safe_name("Báo cáo " + "kết quả cải cách hành chính " * 8 + ".docx")

    assert name.endswith(".docx")
    assert len(name) <= LONGEST_FILE
    assert name.removesuffix(".docx").split()[-1] in {"kết", "quả", "cải", "cách", "hành", "chính"}


def test_a_file_like_another_gets_a_number():
    names = Names()

    assert names.claim("Quyết định.pdf", "A1") == "A1/Quyết định.pdf"
    assert names.claim("QUYẾT ĐỊNH.PDF", "A1") == "A1/QUYẾT ĐỊNH (2).PDF"
    assert names.claim("Quyết định.pdf", "A2") == "A2/Quyết định.pdf"


def test_a_name_of_nothing_but_forbidden_signs_still_names_a_file():
    assert safe_name("...") == "tệp"
    assert safe_name("\u200b\x00") == "tệp"
