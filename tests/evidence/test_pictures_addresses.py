"""The addresses of pages and contents: who gets them, which there are, and with what headers."""

import io
import json
import uuid

import docx
import pytest
import xlsxwriter
from sqlalchemy import select

from emulation.database import db, write_tx
from emulation.evidence.contents.reading import part_of
from emulation.evidence.models import Blob, Evidence, MediaType, Scan
from emulation.evidence.pictures.cache import Cache, CannotBeMade
from emulation.evidence.pictures.pages import Original
from emulation.evidence.views.contents import figure
from tests.evidence import files as made
from tests.support.queries import count_queries

JSON = {"Accept": "application/json"}
LIMIT = 20 * 1024 * 1024
READERS = ("signer", "inspector", "head", "council", "leader")


def report(pages=3):
    sheets = [made.page(seed=number) for number in range(pages)]
    return made.saved(sheets[0], "PDF", save_all=True, append_images=sheets[1:])


def workbook(rows=260, columns=35, sheets=12):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        first = book.add_worksheet("Hồ sơ <b>")
        for row in range(rows):
            first.write_row(row, 0, [row + 0.5] * columns)
        for number in range(2, sheets + 1):
            book.add_worksheet(f"Trang {number}").write(0, 0, "<script>alert(1)</script>")
    return file.getvalue()


@pytest.fixture
def official(browser, year, gate):
    browser.sign_in(year.users["official"])
    return browser


@pytest.fixture
def send(official, year):
    def send(name, content):
        data = {"request_id": str(uuid.uuid4()), "file": [(io.BytesIO(content), name)]}
        here = f"/evidence/{year.participants['commune']}/A1"
        official.open(here, method="POST", data=data, headers=JSON, status=200)
        db.session.rollback()
        newest = select(Evidence.id).order_by(Evidence.id.desc()).limit(1)
        return f"/evidence/{db.session.scalar(newest)}"

    return send


# -- pages ------------------------------------------------------------------------------------


def test_every_page_comes_sealed_in_every_size(official, send):
    here = send("báo cáo.pdf", report())

    for page in (1, 2, 3):
        for size in ("", "?size=thumb", "?size=page", "?size=large"):
            answer = official.open(f"{here}/pages/{page}{size}", status=200)
            assert answer.headers["Content-Type"] == "image/webp"
            assert answer.data[8:12] == b"WEBP"
            assert "sandbox" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_thumbnail_is_light(official, send):
    here = send("báo cáo.pdf", report())

    assert len(official.open(f"{here}/pages/1?size=thumb", status=200).data) < 40 * 1024


@pytest.mark.parametrize(
    "page", ["pages/0", "pages/4", "pages/2147483647", "pages/99999999999", "pages/-1", "pages/x"]
)
def test_pages_that_are_not_there_are_not_found_and_start_no_drawing(official, app, send, page):
    here = send("báo cáo.pdf", report())

    official.open(f"{here}/{page}", status=404)

    assert list((app.config["DATA_FOLDER"] / "previews").rglob("*.webp")) == []


def test_a_size_that_is_not_there_is_not_found(official, send):
    here = send("báo cáo.pdf", report())

    for size in ("huge", "3000", "", "thumb/../../x"):
        official.open(f"{here}/pages/1?size={size}", status=404)


def test_a_page_that_was_seen_costs_no_byte(official, send):
    here = send("báo cáo.pdf", report())
    first = official.open(f"{here}/pages/2", status=200)
    assert first.headers["Cache-Control"] == "private, max-age=600"
    assert "Cookie" in first.headers["Vary"]

    again = official.open(
        f"{here}/pages/2", headers={"If-None-Match": first.headers["ETag"]}, status=304
    )

    assert again.data == b""
    assert "sandbox" in again.headers["Content-Security-Policy"]
    other = {"If-None-Match": official.open(f"{here}/pages/1", status=200).headers["ETag"]}
    official.open(f"{here}/pages/2", headers=other, status=200)


@pytest.mark.parametrize("who", READERS)
def test_whoever_sees_the_sheet_sees_its_pages(official, browser, year, send, who):
    here = send("báo cáo.pdf", report())
    browser.sign_in(year.users[who])

    browser.open(f"{here}/pages/3?size=thumb", status=200)


def test_foreign_and_unknown_documents_look_the_same(official, browser, year, send):
    picture, words = send("báo cáo.pdf", report()), send("kế hoạch.docx", made.word_with(["Một"]))
    official.open(f"{picture}/pages/1", status=200)
    browser.sign_in(year.users["other_official"])

    answers = {
        (answer.status_code, answer.data.replace(str(place).encode(), b""))
        for place in (picture, words, "/evidence/999999")
        for ending in ("/pages/1", "/text", "/preview")
        if (answer := browser.open(f"{place}{ending}", status=404))
    }

    assert len({status for status, _page in answers}) == 1
    etag = {"If-None-Match": "*"}
    browser.open(f"{picture}/pages/1", headers=etag, status=404)


def test_nothing_is_shown_of_a_file_in_which_a_virus_was_found(official, send):
    here, words = send("báo cáo.pdf", report()), send("sổ.xlsx", workbook(3, 3, 1))
    etag = official.open(f"{here}/pages/1", status=200).headers["ETag"]
    with write_tx() as session:
        for blob in session.scalars(select(Blob)):
            blob.scan, blob.scan_finding = Scan.INFECTED, "Test.Virus"

    official.open(f"{here}/pages/1", status=403)
    official.open(f"{here}/pages/1", headers={"If-None-Match": etag}, status=403)
    official.open(f"{words}/text", status=403)


def test_looking_asks_the_database_equally_often_for_every_page(official, send):
    here = send("báo cáo.pdf", report())
    official.open(f"{here}/pages/1", status=200)
    with count_queries() as first:
        official.open(f"{here}/pages/1", status=200)
    with count_queries() as third:
        official.open(f"{here}/pages/3", status=200)

    assert len(first) == len(third)


def test_the_download_keeps_a_name_with_vietnamese_letters(official, send):
    here = send("Báo cáo số 128 – đợt 2.pdf", report(1))

    answer = official.open(f"{here}/file", status=200)

    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment; filename=")
    assert "filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20s%E1%BB%91%20128%20%E2%80%93%20%C4%91" in said
    assert said.isascii()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


# -- Word and Excel ---------------------------------------------------------------------------


def test_a_word_file_is_read_as_headings_paragraphs_and_tables(official, send):
    paper = docx.Document()
    paper.add_heading("I. Tình hình", 1)
    paper.add_paragraph("Tổng số hồ sơ <i>tiếp nhận</i> & giải quyết.")
    table = paper.add_table(1, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Đúng hạn"
    table.cell(0, 2).text = "1.847"
    file = io.BytesIO()
    paper.save(file)

    page = official.get(f"{send('báo cáo.docx', file.getvalue())}/text")

    assert page.select_one(".contents h3").text == "I. Tình hình"
    assert "hồ sơ <i>tiếp nhận</i> & giải" in page.select_one(".contents").text
    assert [cell.text for cell in page.select(".contents td")] == ["Đúng hạn", "", "1.847"]


def test_a_workbook_is_cut_where_it_is_long_and_says_so(official, send):
    here = send("sổ.xlsx", workbook())

    page = official.get(f"{here}/text")
    assert len(page.select(".contents tr")) == 200
    assert len(page.select(".contents tr:first-child td")) == 30
    assert "Trang tính có 260 dòng, 35 cột" in page.text
    assert "Còn 2 trang tính không hiện ở đây." in page.text
    assert page.select_one("[data-part]")["data-parts"] == "10"
    assert page.select_one(".contents td").text == "0,5"

    last = official.get(f"{here}/text?page=10")
    assert last.select_one(".contents td").text == "<script>alert(1)</script>"
    official.get(f"{here}/text?page=11", status=404)
    official.get(f"{here}/text?page=0", status=404)


def test_what_is_neither_word_nor_excel_has_no_text(official, send):
    official.get(f"{send('báo cáo.pdf', report(1))}/text", status=404)


def test_the_page_of_a_document_leads_to_its_pages(official, send):
    page = official.get(f"{send('báo cáo.pdf', report())}?page=2")

    assert page.select_one(".viewer__sheet img")["src"].endswith("/pages/2")
    assert "Trang 2/3" in page.text
    steps = [link.get("href") for link in page.select("[data-step]")]
    assert steps == ["?page=1#evidence", "?page=3#evidence"]


def test_contents_are_read_once_and_kept(either_store, tmp_path):
    drawn = Cache(tmp_path / "previews")
    sha256 = either_store.put(io.BytesIO(workbook(3, 3, 2)), limit=LIMIT).sha256
    book = Original(sha256, MediaType.XLSX)

    assert part_of(book, 2, either_store, drawn).of == 2
    [kept] = drawn.folder.glob("[0-9a-f][0-9a-f]/*")
    assert json.loads(kept.read_text())["parts"][0]["height"] == 3
    kept.write_text(kept.read_text().replace("Trang 2", "Đã giữ"))

    assert part_of(book, 2, either_store, drawn).name == "Đã giữ"


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", made.package(), b"x"])
def test_what_cannot_be_read_is_said_once(either_store, tmp_path, content):
    drawn = Cache(tmp_path / "previews")
    sha256 = either_store.put(io.BytesIO(content), limit=LIMIT).sha256

    with pytest.raises(CannotBeMade):
        part_of(Original(sha256, MediaType.XLSX), 1, either_store, drawn)


@pytest.mark.parametrize(
    ("cell", "written"),
    [(1902.5, "1.902,5"), (3.0, "3"), (-0.25, "−0,25"), (1e-9, "0"), (float("inf"), "inf")],
)
def test_figures_are_written_as_figures_are_here(app, cell, written):
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        assert figure(cell) == written
