"""Names of files, as they arrive and as they leave."""

import unicodedata

import pytest

from emulation.evidence.names import ascii_name, attachment, clean_name, ending_of


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Kế hoạch 05.pdf", "Kế hoạch 05.pdf"),
        (unicodedata.normalize("NFD", "Biên bản họp.pdf"), "Biên bản họp.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\lan\quyết định.pdf", "quyết định.pdf"),
        ("anh\u202egpj.exe", "anhgpj.exe"),
        ("a\u200bb\u00ad.pdf", "ab.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie- x.pdf"),
        ("a\x00.pdf", "a.pdf"),
        ('"><script>.pdf', "-script-.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1", "_lpt1"),
        ("console.pdf", "console.pdf"),
        ("  .pdf. ", "pdf"),
        ("..", "file"),
        ("\ud800.pdf", "pdf"),
    ],
)
def test_name_is_cleaned(sent, kept):
    assert clean_name(sent) == kept


def test_name_of_three_hundred_letters_keeps_its_ending():
    name = clean_name("ế" * 300 + ".pdf")

    assert len(name) <= 255
    assert ending_of(name) == "pdf"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Tự chấm điểm.pdf", "Tu cham diem.pdf"),
        ("Đề án số 5.docx", "De an so 5.docx"),
        ("漢字.pdf", "tai-lieu.pdf"),
    ],
)
def test_plain_name_loses_no_letter(name, plain):
    assert ascii_name(name) == plain


def test_header_carries_both_names():
    assert attachment("Đề án.pdf") == (
        "attachment; filename=\"De an.pdf\"; filename*=UTF-8''%C4%90%E1%BB%81%20%C3%A1n.pdf"
    )
