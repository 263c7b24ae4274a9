"""Anybody checks a publication on the page: by its code, a file, or its text."""

import io
import json
from hashlib import sha256

import pytest
from sqlalchemy import update

from emulation.database import db, write_tx
from emulation.rankings.models import Publication, PublishedRow
from emulation.rankings.proofs import file_of
from emulation.rankings.queries import find_publication
from tests.rankings import reopened
from tests.support.queries import count_queries
from tests.verification.world import YEAR


def test_stored_publication_is_checked_by_its_code(browser, published):
    page = browser.get("/publications/CQTT-2024-1")
    page = browser.get(page.select_one("a[href*=check]")["href"])
    assert "Mọi nội dung trong tệp đều khớp" in page.text
    assert len(page.select(".findings li")) >= 12


def test_stored_publication_that_was_changed_is_named(browser, published):
    content = find_publication(YEAR).content
    with write_tx() as session:
        session.execute(update(Publication).values(content=content.replace("82.55", "92.55")))

    page = browser.get("/publications/check?code=CQTT-2024-1")

    assert "Tệp không khớp" in page.text
    assert "Xã Đại Hóa, total: tệp ghi 92.55" in page.text


def test_file_and_text_are_checked_and_nothing_is_kept(browser, published):
    content = file_of(find_publication(YEAR))
    form = browser.get("/publications/check").select_one("form[method=post]")

    page = browser.submit(form, {"file": (io.BytesIO(content), "x.json")})
    assert "Mọi nội dung trong tệp đều khớp" in page.text

    page = browser.submit(form, {"text": content.decode() + "\r\n"})
    assert "Mọi nội dung trong tệp đều khớp" in page.text

    page = browser.submit(form, {"text": "không phải tệp"})
    assert "Đây không phải tệp JSON" in page.text


@pytest.mark.parametrize("code", ["CQTT-1999-1", "a%00b", "<b>", "x" * 500])
def test_code_that_does_not_exist_is_said_so(browser, published, code):
    page = browser.get(f"/publications/check?code={code}")
    assert "Không có bản công bố nào mang mã" in page.text


@pytest.mark.parametrize("part", ["", "/ranking", "/units/1", "/file", "/content", "/key"])
def test_publication_that_does_not_exist_is_not_found(browser, published, part):
    browser.open(f"/publications/CQTT-1999-1{part}", status=404)


def test_page_of_a_publication_shows_key_checkpoint_and_commands(browser, published):
    page = browser.get("/publications/CQTT-2024-1")
    found = find_publication(YEAR)
    for words in (found.digest, found.key, "openssl pkeyutl -verify", found.proof["checkpoint"]):
        assert words.strip() in page.text


def unsign(session):
    """Make the publication what an earlier version of the program published."""
    row = {"rank": 1, "cluster_rank": 1, "total": "82.55", "self_total": "90.00", "level": "L1"}
    row |= {"unit_code": "07420", "unit_name": "Xã Đại Hóa", "last_rank": None, "last_level": ""}
    text = json.dumps({"rows": [row | {"unranked_because": ""}], "summary": {}})
    old = {"signature": "", "key": "", "proof": {}, "content": text}
    session.execute(update(Publication).values(**old, digest=sha256(text.encode()).hexdigest()))
    session.execute(update(PublishedRow).values(classification="", predecessors=[]))
    return text


def test_what_was_published_before_signing_stays_readable_and_is_named_by_the_next(
    browser, published
):
    with write_tx() as session:
        text = unsign(session)
    page = browser.get("/publications/CQTT-2024-1")
    assert "Công bố trước khi bắt đầu ký số" in page.text
    assert browser.open("/publications/CQTT-2024-1/file", status=200).data == text.encode()
    browser.open("/publications/CQTT-2024-1/signature", status=404)
    page = browser.get("/publications/check?code=CQTT-2024-1")
    assert "Công bố trước khi bắt đầu ký số" in page.text

    reopened.put_right(published)
    reopened.publish_correction(published)
    db.session.rollback()
    second = find_publication(YEAR)
    assert second.previous_digest == sha256(text.encode()).hexdigest()
    page = browser.get(f"/publications/check?code={second.code}")
    assert "Mọi nội dung trong tệp đều khớp" in page.text


def test_pages_need_few_queries_however_many_rows(browser, published):
    for address in ("", "/ranking", "/file"):
        with count_queries() as counted:
            browser.open(f"/publications/CQTT-2024-1{address}", status=200)
        assert len(counted) <= 10, address
