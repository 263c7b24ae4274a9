"""What a receipt warns of: taken all the same, and said to whoever sent it."""

import io
import uuid

import pytest

from tests.evidence import files as made
from tests.evidence.hostile.images import near_blank
from tests.evidence.hostile.papers import photo

JSON = {"Accept": "application/json"}
SMALL = (310, 438)


@pytest.fixture
def here(browser, year, gate):
    browser.sign_in(year.users["official"])
    return f"/evidence/{year.participants['commune']}/A1"


def sent(name, content):
    return {"request_id": str(uuid.uuid4()), "file": [(io.BytesIO(content), name)]}


CAUTIONS = [
    ("trắng.png", near_blank, "trắng.png trông như trang trắng: kiểm tra lại bản quét."),
    (
        "nhỏ.jpg",
        lambda: photo(size=SMALL),
        "nhỏ.jpg quá nhỏ, không đọc được: gửi ảnh lớn hơn.",
    ),
    (
        "cũ.docx",
        lambda: made.word_with(("Báo cáo kết quả năm 2021, kế hoạch năm 2022.",)),
        (
            "cũ.docx chỉ nhắc đến năm khác (2021, 2022): kiểm tra tệp có chứng minh cho năm 2024 "
            "không."
        ),
    ),
    ("mới.docx", lambda: made.word_with(("Báo cáo năm 2024 so với năm 2021.",)), None),
    ("không năm.docx", lambda: made.word_with(("Báo cáo kết quả.",)), None),
    ("rõ.jpg", photo, None),
]


@pytest.mark.parametrize(("name", "make", "caution"), CAUTIONS, ids=[row[0] for row in CAUTIONS])
def test_the_receipt_warns_and_the_file_is_taken(browser, here, name, make, caution):
    answer = browser.open(here, method="POST", data=sent(name, make()), headers=JSON, status=200)

    [file] = answer.json["files"]
    assert file["warnings"] == ([caution] if caution else [])
    assert (caution or "evidence") in answer.json["html"]


@pytest.mark.parametrize(
    ("name", "make", "caution"), CAUTIONS[:3], ids=[r[0] for r in CAUTIONS[:3]]
)
def test_without_scripts_the_page_says_it(browser, here, name, make, caution):
    page = browser.post(here, sent(name, make()))

    assert caution in page.select_one(".notice--warn").text
    assert page.select_one(".evidence a").text == name


def test_the_sentences_are_there_in_english(browser, here):
    headers = JSON | {"Accept-Language": "en"}
    answer = browser.open(here, method="POST", data=sent(*("a.png", near_blank())), headers=headers)

    assert answer.json["files"][0]["warnings"] == ["a.png looks blank: check what was scanned."]
