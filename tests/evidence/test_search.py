"""Words of documents are found with or without accents, and only where the reader may look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.audit.changes import now
from emulation.database import write_tx
from emulation.evidence.models import EvidenceUse, FileReading
from emulation.rules.collation import fold
from emulation.rules.excerpts import excerpt
from tests.evidence.test_matches import put
from tests.support.queries import count_queries

REPORT = "Báo cáo kết quả tiếp nhận hồ sơ đất đai tại bộ phận một cửa " + "năm qua " * 60


@pytest.fixture
def write(year):
    numbers = iter(range(1, 1000))

    def write(who, text, code=None):
        sha256 = f"{next(numbers):064x}"
        document = put(year, who, sha256)
        with write_tx() as session:
            session.add(
                FileReading(
                    sha256=sha256,
                    pages=1,
                    flags=[],
                    text=text,
                    text_folded=fold(text),
                    text_print=None,
                    read_at=now(),
                )
            )
            if code:
                session.add(
                    EvidenceUse(
                        evidence_id=document,
                        participant_id=year.participants[who],
                        criterion_id=year.lines[code],
                        linked_by_id=year.users["official"].id,
                        linked_at=now(),
                    )
                )
        return document

    return write


def found(page):
    return [link["href"] for link in page.select(".found-words h3 a")]


def test_words_are_found_with_and_without_accents_and_marked(browser, year, write):
    wanted = write("commune", REPORT)
    write("commune", "Kế hoạch trồng cây đầu xuân")
    browser.sign_in(year.users["inspector"])

    for words in ("dat dai MOT CUA", "đất đai một cửa"):
        page = browser.get(f"/evidence/search?q={words}")
        assert found(page) == [f"/evidence/{wanted}"]
        assert "đất đai" in [mark.text for mark in page.select("mark")]


def test_documents_of_others_are_not_found(browser, year, write):
    foreign = write("other_commune", REPORT)
    browser.sign_in(year.users["inspector"])
    assert found(browser.get("/evidence/search?q=đất")) == []

    browser.sign_in(year.users["council"])
    assert found(browser.get("/evidence/search?q=đất")) == [f"/evidence/{foreign}"]


def test_year_criterion_and_unit_narrow_the_search(browser, year, write):
    code = next(iter(year.lines))
    mine, other = write("commune", REPORT, code), write("other_commune", REPORT)
    browser.sign_in(year.users["council"])

    def ask(more):
        return found(browser.get(f"/evidence/search?q=hồ sơ&{more}"))

    assert set(ask("year=2024")) == {f"/evidence/{mine}", f"/evidence/{other}"}
    assert ask("year=2019") == ask("year=2024")
    assert ask(f"criterion={code}") == [f"/evidence/{mine}"]
    assert ask(f"unit={year.unit_ids['other_commune']}") == [f"/evidence/{other}"]


@pytest.mark.parametrize("words", ["%", "_", "'", "\\", "<b>", " ", "a" * 3000, "🙂"])
def test_odd_words_find_nothing_and_break_nothing(browser, year, write, words):
    write("commune", REPORT)
    browser.sign_in(year.users["inspector"])

    page = browser.get("/evidence/search", query_string={"q": words, "page": "99", "unit": "x"})

    assert found(page) == []


def test_a_search_asks_as_much_for_many_documents_as_for_one(browser, year, write):
    write("commune", REPORT)
    browser.sign_in(year.users["inspector"])
    with count_queries() as one:
        browser.get("/evidence/search?q=đất")
    for _number in range(25):
        write("commune", REPORT)

    with count_queries() as many:
        page = browser.get("/evidence/search?q=đất")

    assert len(many) == len(one)
    assert len(found(page)) == 20
    assert len(found(browser.get("/evidence/search?q=đất&page=2"))) == 6


@given(st.text(max_size=400), st.lists(st.text(min_size=1, max_size=6), max_size=3))
def test_an_excerpt_is_a_run_of_the_text(text, searched):
    made = excerpt(text, [fold(one) for one in searched if fold(one)])

    assert " ".join(piece.text for piece in made.pieces) in " ".join(text.split())


def test_words_that_stand_together_come_before_newer_papers_where_they_are_apart(
    browser, year, write
):
    plan = write("commune", "Kế hoạch xây dựng chính quyền thân thiện")
    apart = write("commune", "Kết quả lấy ý kiến nhân dân về quy hoạch")
    browser.sign_in(year.users["inspector"])

    assert found(browser.get("/evidence/search?q=kế hoạch")) == [
        f"/evidence/{plan}",
        f"/evidence/{apart}",
    ]
