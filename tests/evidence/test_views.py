"""Uploading, using again, taking off, reading and downloading, as the people who do it."""

import hashlib
import io
import uuid

import pytest
from sqlalchemy import func, select

from emulation.audit.models import AuditEvent
from emulation.database import db
from emulation.evidence.models import Blob, Evidence, EvidenceUse
from emulation.evidence.queries import files_of, fingerprint
from emulation.evidence.row_gate import RowAccess
from tests.evidence import files as made
from tests.support.queries import count_queries

KILOBYTE = 1024
JSON = {"Accept": "application/json"}


def sent(*files, **fields):
    fields.setdefault("request_id", str(uuid.uuid4()))
    return fields | {"file": [(io.BytesIO(content), name) for name, content in files]}


def count(table):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table))


@pytest.fixture
def document(official, year, here):
    official.open(here, method="POST", data=sent(("KH số 5.pdf", made.pdf())), headers=JSON)
    return db.session.scalars(select(Evidence)).one()


def test_receipt_names_file_size_and_hash(official, year, here):
    content = made.pdf()

    answer = official.open(
        here, method="POST", data=sent(("Kế hoạch.pdf", content)), headers=JSON, status=200
    ).json

    assert answer["files"][0]["name"] == "Kế hoạch.pdf"
    assert answer["files"][0]["size"] == len(content)
    assert answer["files"][0]["sha256"] == hashlib.sha256(content).hexdigest()
    assert answer["count"] == "1 tệp"
    assert "Kế hoạch.pdf" in answer["html"]
    assert answer["files"][0]["sha256"][-8:] in answer["html"]


def test_several_files_in_one_request_and_one_of_them_refused(official, year, here):
    files = (("a.pdf", made.pdf()), ("b.svg", b"<svg/>"), ("c.jpg", made.picture()))

    answer = official.open(here, method="POST", data=sent(*files), headers=JSON, status=200).json

    assert [one["name"] for one in answer["files"]] == ["a.pdf", "c.jpg"]
    assert [one["name"] for one in answer["refused"]] == ["b.svg"]
    assert "phải là PDF" in answer["refused"][0]["message"]


def test_without_scripts_the_page_says_what_was_stored_and_what_was_not(official, year, here):
    page = official.post(here, sent(("a.pdf", made.pdf()), ("khóa.pdf", made.encrypted_pdf())))

    assert "Đã lưu 1 tệp." in page.text
    assert "Tệp khóa.pdf có mật khẩu." in page.text
    assert page.select_one(".evidence a").text == "a.pdf"


def test_too_large_a_file_is_named_with_size_and_limit(official, app, year, here, monkeypatch):
    monkeypatch.setitem(app.config, "EVIDENCE_MAX_BYTES", 100 * KILOBYTE)
    content = made.pdf() + bytes(200 * KILOBYTE)

    answer = official.open(
        here, method="POST", data=sent(("to.pdf", content)), headers=JSON, status=400
    ).json

    assert answer["message"] == "Tệp to.pdf (202 KB) lớn hơn 100 KB."
    assert count(Evidence) == 0


def test_a_refused_file_leaves_no_byte(official, app, year, here):
    official.open(here, method="POST", data=sent(("a.pdf", b"%PDF-x")), headers=JSON, status=400)

    folder = app.config["DATA_FOLDER"] / "evidence"
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_nothing_chosen_is_a_sentence(official, year, here):
    page = official.post(here, {"request_id": str(uuid.uuid4())})

    assert "Chọn ít nhất một tệp." in page.text


def test_sending_twice_stores_once(official, year, here):
    request_id = str(uuid.uuid4())
    for _ in range(2):
        data = sent(("a.pdf", made.pdf()), request_id=request_id)
        answer = official.open(here, method="POST", data=data, headers=JSON, status=200).json
        assert len(answer["files"]) == 1

    assert (count(Evidence), count(EvidenceUse), count(Blob)) == (1, 1, 1)


def test_the_same_bytes_again_stay_the_same_document(official, year, here):
    for name in ("a.pdf", "b.pdf"):
        official.open(here, method="POST", data=sent((name, made.pdf())), headers=JSON, status=200)

    assert (count(Evidence), count(EvidenceUse)) == (1, 1)


def test_two_communes_may_send_the_same_bytes(official, browser, year, here):
    official.open(here, method="POST", data=sent(("a.pdf", made.pdf())), headers=JSON, status=200)
    browser.sign_in(year.users["other_official"])
    there = f"/evidence/{year.participants['other_commune']}/A1"
    browser.open(there, method="POST", data=sent(("a.pdf", made.pdf())), headers=JSON, status=200)

    assert (count(Evidence), count(Blob)) == (2, 1)


@pytest.mark.parametrize("closed", [RowAccess.CLOSED, False])
def test_a_closed_row_takes_nothing(official, year, gate, here, closed):
    gate["row"] = closed

    answer = official.open(
        here, method="POST", data=sent(("a.pdf", made.pdf())), headers=JSON, status=409
    ).json

    assert "A1" in answer["message"]
    assert count(Evidence) == 0


def test_without_a_registered_gate_every_row_is_closed(browser, year, here):
    browser.sign_in(year.users["official"])

    browser.open(here, method="POST", data=sent(("a.pdf", made.pdf())), headers=JSON, status=409)


def test_after_submission_files_are_added_and_marked_but_not_taken_off(official, year, gate, here):
    gate["row"] = RowAccess.ADD_ONLY
    official.post(here, sent(("a.pdf", made.pdf())))
    document = db.session.scalars(select(Evidence)).one()
    assert document.added_after_submission

    page = official.get(here)
    assert page.select_one(".evidence__remove") is None
    page = official.post(f"{here}/{document.id}/withdrawal", {"request_id": str(uuid.uuid4())})
    assert "không thay đổi được" in page.text
    assert page.select_one(".evidence a").text == "a.pdf"


def test_taking_off_keeps_the_document(official, year, here, document):
    page = official.get(here)
    button = page.select_one(".evidence__remove button")

    page = official.post(button["formaction"], {"request_id": str(uuid.uuid4())})

    assert page.select_one(".evidence li") is None
    assert count(Evidence) == 1
    assert official.open(f"/evidence/{document.id}/file", status=200).data == made.pdf()
    db.session.rollback()
    assert db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all() == [
        "evidence.add",
        "evidence.link",
        "evidence.withdraw",
    ]


def test_one_document_serves_several_criteria(official, year, here, document):
    there = here.replace("A1", "B1")
    page = official.get(there)
    form = page.select_one("form.row-actions")

    page = official.submit(form)

    assert page.select_one(".evidence a").text == "KH số 5.pdf"
    files = files_of(year.participants["commune"])
    assert set(files) == {year.lines["A1"], year.lines["B1"]}
    assert fingerprint(files[year.lines["A1"]]) == fingerprint(files[year.lines["B1"]])


def test_linking_what_is_not_ours_does_not_exist(official, browser, year, here, document):
    browser.sign_in(year.users["other_official"])
    there = f"/evidence/{year.participants['other_commune']}/A1/links"
    data = {"request_id": str(uuid.uuid4()), "evidence_id": document.id}

    browser.post(there, data, status=404)
    browser.post(there, data | {"evidence_id": "99999"}, status=404)
    browser.post(there, data | {"evidence_id": "x"}, status=400)


def test_download_is_sealed_and_keeps_its_name(official, year, document):
    answer = official.open(f"/evidence/{document.id}/file", status=200)

    assert answer.data == made.pdf()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="KH so 5.pdf"')
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_preview_is_drawn_once_and_not_sent_twice(official, app, year, document):
    address = f"/evidence/{document.id}/preview"
    answer = official.open(address, status=200)
    assert answer.headers["Content-Type"] == "image/webp"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert len(list((app.config["DATA_FOLDER"] / "previews").rglob("*.webp"))) == 1

    official.open(address, headers={"If-None-Match": answer.headers["ETag"]}, status=304)


def test_word_files_have_no_preview(official, year, here):
    official.post(here, sent(("a.docx", made.word())))
    document = db.session.scalars(select(Evidence)).one()

    official.get(f"/evidence/{document.id}")
    official.get(f"/evidence/{document.id}/preview", status=404)


def test_page_of_a_document_says_who_when_and_what_for(official, year, document):
    page = official.get(f"/evidence/{document.id}")

    assert document.sha256 in page.text
    assert "Nguyễn Thị Official" in page.text
    assert "A1 Tiêu chí A1" in " ".join(page.text.split())


def test_missing_bytes_are_said_and_not_served(official, app, year, document):
    (app.config["DATA_FOLDER"] / "evidence" / document.sha256[:2]).rename(
        app.config["DATA_FOLDER"] / "gone"
    )

    page = official.get(f"/evidence/{document.id}")

    assert page.select_one(".notice--bad") is not None
    official.get(f"/evidence/{document.id}/file", status=404)


@pytest.mark.parametrize("who", ["signer", "inspector", "head", "council", "leader"])
def test_whoever_sees_the_sheet_sees_its_documents(official, browser, year, here, document, who):
    browser.sign_in(year.users[who])

    browser.get(here)
    browser.get(f"/evidence/{document.id}")
    browser.open(f"/evidence/{document.id}/file", status=200)
    browser.open(f"/evidence/{document.id}/preview", status=200)


@pytest.mark.parametrize(
    "who", ["other_official", "other_inspector", "department_official", "administrator"]
)
def test_to_others_they_do_not_exist(official, browser, year, here, document, who):
    browser.sign_in(year.users[who])

    for address in ("", "/file", "/preview"):
        foreign = browser.get(f"/evidence/{document.id}{address}", status=404)
        unknown = browser.get(f"/evidence/99999{address}", status=404)
        assert foreign.select_one("main").text == unknown.select_one("main").text
    browser.get(here, status=404)
    browser.post(here, sent(("a.pdf", made.pdf())), status=404)
    browser.post(f"{here}/{document.id}/withdrawal", {"request_id": str(uuid.uuid4())}, status=404)
    assert count(Evidence) == 1


@pytest.mark.parametrize("who", ["inspector", "council"])
def test_those_who_judge_do_not_upload(official, browser, year, here, who):
    browser.sign_in(year.users[who])

    browser.post(here, sent(("a.pdf", made.pdf())), status=404)
    assert browser.get(here).select_one("input[type=file]") is None


def test_unknown_criterion_does_not_exist(official, year, here):
    official.get(here.replace("A1", "Z9"), status=404)


def test_returning_leads_nowhere_else(official, year, here):
    request = {"method": "POST", "follow": False}
    for address in ("https://evil.test/", "//evil.test/", "/\\evil.test"):
        data = sent(("a.pdf", made.pdf()), back=address)
        assert official.open(here, data=data, **request).location == here
    data = sent(("a.pdf", made.pdf()), back="/assessments/1#A1")
    assert official.open(here, data=data, **request).location == "/assessments/1#A1"


def test_one_query_reads_all_files_of_a_sheet(official, year, here, document):
    official.post(here, sent(("b.pdf", made.pdf("red"))))

    with count_queries() as queries:
        files = files_of(year.participants["commune"])

    assert len(files[year.lines["A1"]]) == 2
    assert len(queries) == 1


def test_in_english_too(official, year, here):
    page = official.get(here, headers={"Accept-Language": "en"})

    assert page.h1.text == "Evidence for criterion A1"
