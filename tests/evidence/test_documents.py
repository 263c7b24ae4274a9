"""Kinds, facts, files of last year and replacements, as units and inspectors meet them."""

import io
import uuid
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.evidence.models import Blob, Evidence, EvidenceUse, Fault, FileReading
from emulation.evidence.queries import files_for, files_of, fingerprint
from emulation.evidence.row_gate import RowAccess
from emulation.periods.models import Participant, Period
from tests.evidence import files as made
from tests.support.queries import count_queries

JSON = {"Accept": "application/json"}
HEAD = (
    "ỦY BAN NHÂN DÂN XÃ ĐẠI HÓA CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc "
    "Số: 12/KH-UBND Đại Hóa, ngày 15 tháng 01 năm 2024 KẾ HOẠCH Cải cách hành chính năm 2024"
)
LAST_YEAR = datetime(2023, 10, 5, 3, tzinfo=UTC)


def sent(*files, **fields):
    fields.setdefault("request_id", str(uuid.uuid4()))
    return fields | {"file": [(io.BytesIO(content), name) for name, content in files]}


def asked(**fields):
    return {"request_id": str(uuid.uuid4())} | fields


def words(page):
    return " ".join(page.text.split())


def actions():
    db.session.rollback()
    return db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()


def upload(official, here, name="KH số 12.pdf", content=None, **fields):
    """Put one file forward, and return its document."""
    data = sent((name, content or made.pdf()), **fields)
    official.open(here, method="POST", data=data, headers=JSON, status=200)
    db.session.rollback()
    return db.session.scalars(select(Evidence).order_by(Evidence.id.desc())).first()


@pytest.fixture
def document(official, here):
    return upload(official, here)


@pytest.fixture
def facts(document):
    return f"/evidence/{document.id}/facts"


def fresh(document_id):
    db.session.rollback()
    return db.session.get_one(Evidence, document_id, populate_existing=True)


# -- kinds --------------------------------------------------------------------------------------


def test_a_kind_said_at_the_upload_fills_its_slot(official, here):
    page = official.get(here)
    assert [one.text.split()[0] for one in page.select(".slots__missing")] == ["Kế", "Quyết"]

    document = upload(official, here, kind="plan")

    page = official.get(here)
    assert document.kind == "plan"
    assert "Kế hoạch" in page.select_one(".slots__there").text
    assert "Quyết định" in page.select_one(".slots__missing").text
    assert page.select_one(".evidence__facts").text.strip() == "Kế hoạch"


def test_a_script_is_given_the_slots_as_they_stand_now(official, here):
    data = sent(("a.pdf", made.pdf()), kind="decision")

    answer = official.open(here, method="POST", data=data, headers=JSON, status=200).json

    assert answer["slots_html"].startswith('<ul class="slots" id="slots-A1"')
    assert answer["slots_html"].count("slots__there") == 1


def test_a_kind_that_is_not_asked_for_stays_possible(official, here):
    document = upload(official, here, kind="photo")

    page = official.get(here)
    assert document.kind == "photo"
    assert page.select_one(".slots__there") is None


def test_a_kind_that_nobody_knows_is_none(official, here):
    assert upload(official, here, kind="<script>").kind == ""


def test_a_kind_that_was_said_stays_when_the_same_bytes_come_again(official, here):
    upload(official, here, kind="plan")
    assert upload(official, here, kind="decision").kind == "plan"

    assert actions() == ["evidence.add", "evidence.describe", "evidence.link"]


def test_a_document_that_came_without_a_kind_gets_it_when_it_comes_again(official, here):
    upload(official, here)

    assert upload(official, here, kind="plan").kind == "plan"


def test_a_criterion_that_asks_for_nothing_has_no_slots(official, here):
    page = official.get(here.replace("A1", "B1"))

    assert page.select_one(".slots") is None


# -- facts --------------------------------------------------------------------------------------

TYPED = {
    "kind": "plan",
    "number": "12/KH-UBND",
    "dated_on": "15/01/2024",
    "issuer": "UBND xã Đại Hóa",
    "proves_year": "2024",
}


def test_what_is_typed_stands_beside_the_file_for_everybody(
    official, browser, year, here, facts, document
):
    page = official.get(facts)
    official.submit(page.select_one("main form"), TYPED)

    line = "Kế hoạch số 12/KH-UBND, 15/01/2024, UBND xã Đại Hóa"
    assert official.get(here).select_one(".evidence__facts").text.strip() == line
    browser.sign_in(year.users["inspector"])
    assert browser.get(here).select_one(".evidence__facts").text.strip() == line
    assert "12/KH-UBND" in words(browser.get(f"/evidence/{document.id}"))


def test_the_log_keeps_what_was_said_before_and_after(official, facts, document):
    official.submit(official.get(facts).select_one("main form"), TYPED)
    official.submit(official.get(facts).select_one("main form"), {"number": "13/KH-UBND"})

    db.session.rollback()
    newest = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert newest.action == "evidence.describe"
    assert newest.detail.before == {"number": "12/KH-UBND"}
    assert newest.detail.after == {"number": "13/KH-UBND"}
    assert fresh(document.id).version == 3


def test_saving_what_is_there_changes_nothing(official, facts, document):
    official.submit(official.get(facts).select_one("main form"), TYPED)
    count = len(actions())

    official.submit(official.get(facts).select_one("main form"), {})

    assert len(actions()) == count
    assert fresh(document.id).version == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"dated_on": "31/02/2024"}, "Nhập ngày theo mẫu 31/12/2024."),
        ({"dated_on": "01/01/0024"}, "Nhập ngày theo mẫu 31/12/2024."),
        ({"proves_year": "hai ngàn"}, "Nhập năm theo mẫu 2024."),
        ({"number": "x" * 61}, "Tối đa 60 ký tự."),
        ({"kind": "made_up"}, "Chọn một mục trong danh sách."),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_kept(
    official, facts, document, typed, sentence
):
    page = official.post(facts, asked(version="1", **(TYPED | typed)), status=400)

    assert sentence in page.select_one(".field__error").text
    assert fresh(document.id).number == ""


def test_somebody_quicker_is_shown_beside_what_was_typed(official, facts, document):
    official.submit(official.get(facts).select_one("main form"), TYPED)

    other = TYPED | {"number": "99/KH-UBND"}
    page = official.post(facts, asked(version="1", **other), status=409)

    sides = page.select(".conflict__side")
    assert "99/KH-UBND" in sides[0].text
    assert "12/KH-UBND" in sides[1].text
    assert "Nguyễn Thị Official" in sides[1].text
    official.submit(page.select_one("main form"))
    assert fresh(document.id).number == "99/KH-UBND"


def test_once_handed_in_what_was_said_stays(official, facts, gate, document):
    official.submit(official.get(facts).select_one("main form"), TYPED)
    gate["row"] = RowAccess.CLOSED

    page = official.get(facts)
    assert "đã được nộp" in words(page)
    page = official.post(facts, asked(version="2", **(TYPED | {"number": "1/QĐ-UBND"})), status=409)
    assert "đã được nộp" in page.select_one(".error-summary").text
    assert fresh(document.id).number == "12/KH-UBND"


def test_where_files_are_only_added_facts_are_only_added(official, facts, gate, document):
    official.submit(official.get(facts).select_one("main form"), {"number": "12/KH-UBND"})
    gate["row"] = RowAccess.ADD_ONLY

    changed = {"number": "13/KH-UBND", "issuer": "UBND xã Đại Hóa"}
    official.post(facts, asked(version="2", **changed), status=409)
    assert fresh(document.id).issuer == ""
    official.submit(official.get(facts).select_one("main form"), {"issuer": "UBND xã Đại Hóa"})
    assert fresh(document.id).issuer == "UBND xã Đại Hóa"


def read_as(document, text):
    with write_tx() as session:
        statement = update(FileReading).where(FileReading.sha256 == document.sha256)
        session.execute(statement.values(text=text))


def test_what_the_head_says_is_offered_and_not_filled_in(official, facts, document):
    read_as(document, HEAD)

    page = official.get(facts)

    assert page.select_one("#number")["value"] == ""
    offered = [one.text for one in page.select(".suggestion b")]
    assert offered == ["Kế hoạch", "12/KH-UBND", "15/01/2024", "UBND xã Đại Hóa", "2024"]
    assert fresh(document.id).version == 1


def test_a_suggestion_is_taken_over_without_scripts_and_saved_only_then(official, facts, document):
    read_as(document, HEAD)

    page = official.post(facts, asked(version="1", take="number", issuer="Đảng ủy"), status=200)

    assert page.select_one("#number")["value"] == "12/KH-UBND"
    assert page.select_one("#issuer")["value"] == "Đảng ủy"
    assert fresh(document.id).number == ""
    official.submit(page.select_one("main form"))
    assert fresh(document.id).number == "12/KH-UBND"


@pytest.mark.parametrize(
    ("typed", "doubt"),
    [
        ({"dated_on": "15/01/2022"}, "không thuộc năm 2024"),
        ({"proves_year": "2022"}, "nói về năm 2022, không phải 2024"),
    ],
)
def test_a_day_or_year_of_another_year_is_doubted_and_not_refused(
    official, browser, year, here, facts, typed, doubt
):
    official.submit(official.get(facts).select_one("main form"), TYPED | typed)

    assert doubt in words(official.get(here).select_one(".evidence__doubt"))
    browser.sign_in(year.users["inspector"])
    assert doubt in words(browser.get(here).select_one(".evidence__doubt"))


@pytest.mark.parametrize("who", ["inspector", "council", "other_official", "administrator"])
def test_others_do_not_describe_documents(official, browser, year, facts, who):
    browser.sign_in(year.users[who])

    browser.get(facts, status=404)
    browser.post(facts, asked(version="1", **TYPED), status=404)


# -- last year's ----------------------------------------------------------------------------------


@pytest.fixture
def earlier(official, year, here):
    """Let the unit have put a decision forward for A1 the year before, and another unit one too."""
    with write_tx() as session:
        now = session.get_one(Period, year.period_id)
        before = Period(
            year=2023,
            province_id=now.province_id,
            criteria_set_id=now.criteria_set_id,
            opened_at=LAST_YEAR,
        )
        session.add(before)
        session.flush()
        documents = {}
        for unit in ("commune", "other_commune"):
            this = session.get_one(Participant, year.participants[unit])
            columns = {one.name for one in Participant.__table__.columns} - {"id", "period_id"}
            values = {name: getattr(this, name) for name in columns}
            then = Participant(period_id=before.id, **values)
            session.add(then)
            session.flush()
            documents[unit] = put_forward_then(session, then, year, f"QĐ {unit}.pdf")
        return documents


def put_forward_then(session, owner, year, name):
    sha256 = str(owner.id) * 64
    session.add(
        Blob(sha256=sha256[:64], size=900, media_type="application/pdf", stored_at=LAST_YEAR)
    )
    session.flush()
    document = Evidence(
        participant_id=owner.id,
        sha256=sha256[:64],
        name=name,
        kind="decision",
        number="5/QĐ-UBND",
        dated_on=date(2023, 2, 1),
        issuer="UBND xã",
        proves_year=2023,
        uploaded_by_id=year.users["official"].id,
        uploaded_at=LAST_YEAR,
    )
    session.add(document)
    session.flush()
    session.add(
        EvidenceUse(
            evidence_id=document.id,
            participant_id=owner.id,
            criterion_id=year.lines["A1"],
            linked_by_id=document.uploaded_by_id,
            linked_at=LAST_YEAR,
        )
    )
    session.flush()
    return document.id


def test_last_years_file_is_offered_and_used_again_with_its_year(
    official, browser, year, here, earlier
):
    page = official.get(here)
    names = [one.select_one("a").text for one in page.select(".earlier li")]
    assert names == ["QĐ commune.pdf"]

    page = official.submit(page.select_one(".earlier form"))

    found = files_for(year.participants["commune"], year.lines["A1"])[0]
    assert (found.number, found.issuer, found.proves_year) == ("5/QĐ-UBND", "UBND xã", 2023)
    assert found.reused_year == 2023
    assert page.select_one(".earlier") is None
    assert "từ năm 2023" in page.select_one(".evidence").text
    browser.sign_in(year.users["inspector"])
    page = browser.get(here)
    assert "từ năm 2023" in page.select_one(".evidence").text
    assert "nói về năm 2023" in page.select_one(".evidence").text


def test_using_again_twice_is_one_document(official, year, here, earlier):
    for code in ("A1", "A1", "B1"):
        data = asked(evidence_id=earlier["commune"])
        official.post(f"{here.replace('A1', code)}/reuses", data)

    again = select(Evidence).where(Evidence.reused_from_id == earlier["commune"])
    db.session.rollback()
    assert len(db.session.scalars(again).all()) == 1
    assert set(files_of(year.participants["commune"])) == {year.lines["A1"], year.lines["B1"]}


def test_another_units_file_of_last_year_does_not_exist(official, here, earlier):
    official.post(f"{here}/reuses", asked(evidence_id=earlier["other_commune"]), status=404)
    official.post(f"{here}/reuses", asked(evidence_id="99999"), status=404)
    official.post(f"{here}/reuses", asked(evidence_id="x"), status=400)


def test_this_years_own_file_is_not_of_another_year(official, here, document):
    official.post(f"{here}/reuses", asked(evidence_id=document.id), status=404)


def test_a_damaged_file_is_not_offered_and_not_taken(official, here, earlier):
    with write_tx() as session:
        session.execute(update(Blob).where(Blob.size == 900).values(fault=Fault.MISSING))

    assert official.get(here).select_one(".earlier") is None
    page = official.post(f"{here}/reuses", asked(evidence_id=earlier["commune"]))
    assert "không dùng lại được" in words(page)
    assert page.select_one(".evidence li") is None


def test_a_closed_row_takes_nothing_of_last_year(official, gate, here, earlier):
    gate["row"] = RowAccess.CLOSED

    page = official.post(f"{here}/reuses", asked(evidence_id=earlier["commune"]))

    assert "không thay đổi được" in words(page)
    assert page.select_one(".evidence li") is None


# -- replacing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", [RowAccess.OPEN, RowAccess.ADD_ONLY])
def test_a_new_file_takes_the_place_of_an_older_one(
    official, browser, year, gate, here, document, row
):
    gate["row"] = row
    old = files_for(year.participants["commune"], year.lines["A1"])
    page = official.get(f"{here}/{document.id}/replacement")
    assert "KH số 12.pdf" in words(page)

    page = official.post(
        f"{here}/{document.id}/replacement", sent(("KH mới.pdf", made.pdf("red")), kind="plan")
    )

    files = files_for(year.participants["commune"], year.lines["A1"])
    assert [one.name for one in files] == ["KH mới.pdf"]
    assert files[0].kind == "plan"
    assert files[0].after_submission is (row is RowAccess.ADD_ONLY)
    assert fingerprint(files) != fingerprint(old)
    for who in ("official", "inspector"):
        browser.sign_in(year.users[who])
        page = browser.get(here)
        assert [one.text for one in page.select(".evidence li > a")] == ["KH mới.pdf"]
        assert "thay bằng KH mới.pdf" in words(page.select_one(".earlier"))
    assert "KH mới.pdf" in words(browser.get(f"/evidence/{document.id}"))
    browser.open(f"/evidence/{document.id}/file", status=200)


def test_the_log_names_both_files(official, here, document):
    official.post(f"{here}/{document.id}/replacement", sent(("b.pdf", made.pdf("red"))))

    db.session.rollback()
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "evidence.replace")
    ).one()
    assert event.subject == f"evidence:{document.id}"
    assert event.detail.before["sha256"] == document.sha256
    assert event.detail.after["sha256"] != document.sha256


def test_elsewhere_the_older_file_still_stands(official, year, here, document):
    official.post(f"{here.replace('A1', 'B1')}/links", asked(evidence_id=document.id))
    page = official.get(f"{here}/{document.id}/replacement")
    assert "B1" in words(page)

    official.post(f"{here}/{document.id}/replacement", sent(("b.pdf", made.pdf("red"))))

    files = files_of(year.participants["commune"])
    assert [one.name for one in files[year.lines["A1"]]] == ["b.pdf"]
    assert [one.name for one in files[year.lines["B1"]]] == ["KH số 12.pdf"]


def test_a_file_does_not_take_its_own_place(official, year, here, document):
    page = official.post(f"{here}/{document.id}/replacement", sent(("b.pdf", made.pdf())))

    assert "cùng một tệp" in words(page)
    assert len(files_for(year.participants["commune"], year.lines["A1"])) == 1


def test_what_was_replaced_is_not_replaced_again(official, year, here, document):
    official.post(f"{here}/{document.id}/replacement", sent(("b.pdf", made.pdf("red"))))

    page = official.post(f"{here}/{document.id}/replacement", sent(("c.pdf", made.pdf("blue"))))

    assert "không còn là minh chứng" in words(page)
    files = files_for(year.participants["commune"], year.lines["A1"])
    assert [one.name for one in files] == ["b.pdf"]
    assert "không còn là minh chứng" in words(official.get(f"{here}/{document.id}/replacement"))


def test_the_older_file_may_take_its_place_back(official, year, here, document):
    official.post(f"{here}/{document.id}/replacement", sent(("b.pdf", made.pdf("red"))))
    new = files_for(year.participants["commune"], year.lines["A1"])[0]

    official.post(f"{here}/{new.evidence_id}/replacement", sent(("a.pdf", made.pdf())))

    files = files_for(year.participants["commune"], year.lines["A1"])
    assert [one.evidence_id for one in files] == [document.id]


def test_in_a_closed_row_nothing_is_replaced(official, year, gate, here, document):
    gate["row"] = RowAccess.CLOSED

    assert "không thay đổi được" in words(official.get(f"{here}/{document.id}/replacement"))
    page = official.post(f"{here}/{document.id}/replacement", sent(("b.pdf", made.pdf("red"))))

    assert "không thay đổi được" in words(page)
    assert [one.text for one in page.select(".evidence li > a")] == ["KH số 12.pdf"]


def test_nothing_chosen_or_a_refused_file_replaces_nothing(official, year, here, document):
    page = official.post(f"{here}/{document.id}/replacement", asked())
    assert "Chọn ít nhất một tệp." in words(page)

    page = official.post(f"{here}/{document.id}/replacement", sent(("b.svg", b"<svg/>")))
    assert "phải là PDF" in words(page)
    assert len(files_for(year.participants["commune"], year.lines["A1"])) == 1


@pytest.mark.parametrize("who", ["inspector", "council", "other_official"])
def test_others_replace_nothing(official, browser, year, here, document, who):
    browser.sign_in(year.users[who])

    browser.get(f"{here}/{document.id}/replacement", status=404)
    browser.post(f"{here}/{document.id}/replacement", sent(("b.pdf", made.pdf("red"))), status=404)


# -- all of it -----------------------------------------------------------------------------------


def test_more_files_cost_the_page_no_more_queries(official, year, here, document, earlier):
    official.get(here)
    with count_queries() as few:
        official.get(here)
    for color in ("red", "blue", "green", "gold"):
        new = upload(official, here, f"{color}.pdf", made.pdf(color), kind="photo")
    official.post(f"{here}/{new.id}/replacement", sent(("x.pdf", made.pdf("cyan"))))
    official.post(f"{here}/reuses", asked(evidence_id=earlier["commune"]))
    with count_queries() as many:
        official.get(here)

    assert len(many) == len(few)


def test_a_document_of_many_criteria_is_asked_about_at_once(official, year, here, document):
    official.get(f"/evidence/{document.id}/facts")
    with count_queries() as few:
        official.get(f"/evidence/{document.id}/facts")
    for code in ("A2", "B1"):
        official.post(f"{here.replace('A1', code)}/links", asked(evidence_id=document.id))
    official.get(f"/evidence/{document.id}/facts")
    with count_queries() as many:
        official.get(f"/evidence/{document.id}/facts")

    assert len(many) == len(few)


@pytest.mark.parametrize("address", ["{here}", "{facts}", "{here}/{id}/replacement"])
def test_in_english_too(official, here, facts, document, address):
    url = address.format(here=here, facts=facts, id=document.id)

    page = official.get(url, headers={"Accept-Language": "en"})

    assert not any(letter in page.h1.text for letter in "ăâđêôơư")
