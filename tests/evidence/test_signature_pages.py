"""Signatures from the arrival of a file to the page: kept, shown, looked at again."""

import io
import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select

from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.evidence.models import Evidence
from emulation.evidence.queries import files_for
from emulation.evidence.signatures.keeping import look_where_due, trust_now
from emulation.evidence.signatures.models import PdfSignature, SignatureCheck
from emulation.periods.models import PeriodWindow
from emulation.rules.deadlines import WindowKind
from emulation.storage import store
from tests.evidence import files as made
from tests.evidence import signing
from tests.evidence.signing import DAY, NOW, Authority, sign
from tests.support.queries import count_queries

AUTHORITY = Authority()
SIGNER = AUTHORITY.issue()
PAPER = signing.paper()
SIGNED = sign(PAPER, SIGNER)


@pytest.fixture
def roots(app, tmp_path, monkeypatch):
    """Give the folder of the province's roots, which holds our authority."""
    folder = tmp_path / "roots"
    folder.mkdir()
    (folder / "root.cer").write_bytes(AUTHORITY.root.der)
    (folder / "revoked.crl").write_bytes(AUTHORITY.list_of_revoked())
    monkeypatch.setitem(app.config, "SIGNATURE_ROOTS", folder)
    return folder


@pytest.fixture
def official(browser, year, gate):
    browser.sign_in(year.users["official"])
    return browser


@pytest.fixture
def send(official, year):
    """Upload files for criterion A1 and return their documents."""

    def send(*files):
        here = f"/evidence/{year.participants['commune']}/A1"
        named = [(io.BytesIO(content), name) for name, content in files]
        data = {"request_id": str(uuid.uuid4()), "file": named}
        official.open(
            here, method="POST", data=data, headers={"Accept": "application/json"}, status=200
        )
        db.session.rollback()
        query = select(Evidence).order_by(Evidence.id.desc()).limit(len(files))
        return list(reversed(db.session.scalars(query).all()))

    return send


def forget_looks():
    with write_tx() as session:
        session.execute(delete(PdfSignature))
        session.execute(delete(SignatureCheck))


def close_on(year, day):
    with write_tx() as session:
        session.add(
            PeriodWindow(
                period_id=year.period_id,
                kind=WindowKind.SELF_ASSESSMENT,
                opens_on=date(2024, 1, 1),
                closes_on=day,
            )
        )


def states():
    db.session.rollback()
    return dict(db.session.execute(select(SignatureCheck.sha256, SignatureCheck.state)).all())


def box(browser, document):
    page = browser.get(f"/evidence/{document.id}")
    heading = page.find("h3", string="Chữ ký số")
    return None if heading is None else heading.parent.get_text(" ", strip=True)


def test_a_signed_file_is_looked_at_when_it_arrives_and_its_page_says_so(roots, official, send):
    (document,) = send(("QĐ 12.pdf", SIGNED))

    said = box(official, document)

    assert "Nguyễn Văn Mẫu Hợp lệ" in said
    assert "Sở Nội vụ tỉnh Bắc Giang" in said
    assert "Root CA của bài kiểm thử" in said
    assert "theo đồng hồ máy của người ký" in said
    assert "Không có phần nào được thêm." in said


def test_without_roots_the_page_says_why_it_cannot_be_verified(official, send):
    (document,) = send(("QĐ 12.pdf", SIGNED))

    said = box(official, document)

    assert "Chưa xác minh được" in said
    assert "Hệ thống chưa được cài chứng thư gốc" in said


def test_an_altered_file_is_taken_and_said_to_be_altered(roots, official, send):
    altered = SIGNED.replace(b"0 0 m 100 100 l", b"0 0 m 100 900 l")
    (document,) = send(("QĐ 12.pdf", altered))

    said = box(official, document)

    assert "Không hợp lệ" in said
    assert "Tệp đã bị thay đổi sau khi ký." in said


def test_files_without_signatures_say_nothing_of_them(roots, official, send):
    plain, photo = send(("a.pdf", made.pdf()), ("b.jpg", made.picture("JPEG", (900, 900))))

    assert box(official, plain) is None
    assert box(official, photo) is None


def test_a_pdf_that_nobody_looked_at_says_so(roots, official, send):
    (document,) = send(("a.pdf", made.pdf()))
    forget_looks()

    assert "Tệp này chưa được kiểm tra chữ ký số." in box(official, document)


def test_a_signature_that_no_field_shows_is_said(roots, official, send):
    def write(writer):
        del writer.root["/AcroForm"]
        writer.update_root()

    (document,) = send(("a.pdf", signing.updated(SIGNED, write)))

    assert "mà không ô chữ ký nào của tệp thể hiện" in box(official, document)


def test_signing_after_the_last_day_is_a_warning_and_extensions_count(roots, official, send, year):
    close_on(year, (NOW - 3 * DAY).date())
    (document,) = send(("QĐ 12.pdf", SIGNED))

    assert "sau ngày cuối tự chấm" in box(official, document)

    with write_tx() as session:
        window = session.scalars(
            select(PeriodWindow).where(PeriodWindow.kind == WindowKind.SELF_ASSESSMENT)
        ).one()
        window.closes_on = (NOW + 3 * DAY).date()
    assert "sau ngày cuối tự chấm" not in box(official, document)


def test_the_list_of_files_says_it_in_a_word_with_no_query_more(roots, official, send, year):
    where = year.participants["commune"], year.lines["A1"]
    send(("plain.pdf", made.pdf()))
    with count_queries() as before:
        files_for(*where)
    send(("one.pdf", SIGNED), ("two.pdf", sign(SIGNED, SIGNER, field="Signature2")))
    db.session.rollback()
    with count_queries() as after:
        files = files_for(*where)

    assert [file.signed for file in files] == ["", "valid", "valid"]
    assert len(after) == len(before)
    page = official.get(f"/evidence/{where[0]}/A1")
    assert page.text.count("chữ ký số hợp lệ") == 2


def test_the_same_bytes_sent_twice_are_looked_at_once(roots, send):
    send(("a.pdf", SIGNED))
    send(("b.pdf", SIGNED))

    assert db.session.scalar(select(func.count()).select_from(PdfSignature)) == 1


def test_a_later_look_finds_what_came_in_before_and_judges_it_by_its_arrival(roots, send):
    short = AUTHORITY.issue(until=NOW + DAY)
    send(("a.pdf", sign(PAPER, short)), ("b.pdf", made.pdf()))
    before = states()
    forget_looks()

    found = look_where_due(store(), trust_now(), at=NOW + 400 * DAY)

    assert (found.first, found.again) == (2, 0)
    assert states() == before
    assert sorted(before.values()) == ["", "valid"]
    assert look_where_due(store(), trust_now(), at=NOW).first == 0


def test_when_other_roots_are_trusted_signed_files_are_looked_at_again_and_it_is_recorded(
    roots, send
):
    (signed, _plain) = send(("a.pdf", SIGNED), ("b.pdf", made.pdf()))
    (roots / "root.cer").unlink()

    found = look_where_due(store(), trust_now(), at=NOW)

    assert (found.first, found.again, found.changed) == (0, 1, 1)
    assert states()[signed.sha256] == "cannot_verify"
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "evidence.signature")
    ).one()
    assert event.subject == f"blob:{signed.sha256}"
    assert look_where_due(store(), trust_now(), at=NOW).again == 0


def test_a_newer_revocation_list_reaches_files_that_are_there(roots, send):
    authority = Authority("Cơ quan thứ hai")
    signer = authority.issue()
    (roots / "second.cer").write_bytes(authority.root.der)
    (roots / "second.crl").write_bytes(authority.list_of_revoked())
    (document,) = send(("a.pdf", sign(PAPER, signer)))
    assert states()[document.sha256] == "valid"

    authority.revoke(signer, NOW - timedelta(hours=1))
    (roots / "second.crl").write_bytes(authority.list_of_revoked())
    look_where_due(store(), trust_now(), at=NOW)

    assert states()[document.sha256] == "invalid"


def test_bytes_that_are_gone_are_said_to_be_not_looked_at(roots, send):
    (document,) = send(("a.pdf", SIGNED))
    forget_looks()
    path = store().path(document.sha256)
    path.unlink()

    look_where_due(store(), trust_now(), at=NOW)

    assert states()[document.sha256] == "cannot_verify"
