"""Uploads while a scanner is configured: clean, infected, and while it is away."""

import io
import os
import signal
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from emulation.audit.changes import now
from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.evidence.models import Blob, Evidence, Scan
from emulation.evidence.scanning.scanner import Scanner
from emulation.evidence.scanning.states import LOOK_AGAIN_AFTER, scan_again
from emulation.maintenance import parts
from emulation.storage import store
from tests.evidence import files as made
from tests.evidence.hostile.papers import word
from tests.support.clamd import FINDING, MARKER

JSON = {"Accept": "application/json"}
NOWHERE = {"path": "/nonexistent/clamd.sock"}


@pytest.fixture
def scanner_at(app, monkeypatch):
    def configure(address):
        monkeypatch.setitem(app.config, "CLAMD", address)

    return configure


@pytest.fixture
def send(browser, year, gate):
    browser.sign_in(year.users["official"])
    here = f"/evidence/{year.participants['commune']}/A1"

    def post(*files, status=200, **options):
        data = {"request_id": str(uuid.uuid4())}
        data["file"] = [(io.BytesIO(content), name) for name, content in files]
        return browser.open(here, method="POST", data=data, headers=JSON, status=status).json

    return post


def infected_word():
    return word(MARKER.decode())


def blob():
    db.session.rollback()
    return db.session.scalars(select(Blob)).one()


def scan_events():
    db.session.rollback()
    return db.session.scalar(
        select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "evidence.scan")
    )


def test_without_a_scanner_files_are_said_to_be_unscanned(send, browser):
    send(("a.pdf", made.pdf()))

    assert Scan(blob().scan) is Scan.UNSCANNED
    page = browser.get(f"/evidence/{db.session.scalars(select(Evidence.id)).one()}")
    assert "Chưa quét vi-rút" in page.text


def test_a_clean_file_is_taken_and_said_to_be_clean(send, browser, running, scanner_at):
    scanner_at(running.path)

    answer = send(("a.pdf", made.pdf()))

    assert Scan(blob().scan) is Scan.CLEAN
    assert blob().scanned_at is not None
    assert answer["files"][0]["warnings"] == ["a.pdf trông như trang trắng: kiểm tra lại bản quét."]
    page = browser.get(f"/evidence/{db.session.scalars(select(Evidence.id)).one()}")
    assert "Không thấy vi-rút" in page.text


def test_an_infected_file_is_refused_and_leaves_nothing(send, app, running, scanner_at):
    scanner_at(running.path)

    answer = send(("báo cáo.docx", infected_word()), status=400)

    assert answer["message"] == (
        f"Phần mềm diệt vi-rút tìm thấy {FINDING} trong tệp báo cáo.docx. Quét sạch máy tính rồi "
        "tải tệp sạch lên."
    )
    folder = app.config["DATA_FOLDER"] / "evidence"
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert db.session.scalar(select(func.count()).select_from(Blob)) == 0


def test_of_two_files_the_clean_one_is_taken(send, running, scanner_at):
    scanner_at(running.path)

    answer = send(("a.docx", infected_word()), ("b.docx", word()))

    assert [one["name"] for one in answer["files"]] == ["b.docx"]
    assert [one["name"] for one in answer["refused"]] == ["a.docx"]


def test_while_the_scanner_is_away_files_wait_and_the_sender_is_told(
    send, browser, year, scanner_at
):
    scanner_at(NOWHERE)

    answer = send(("b.docx", word()))

    assert Scan(blob().scan) is Scan.PENDING
    assert answer["files"][0]["warnings"] == [
        "b.docx chưa được quét vi-rút: đến khi quét xong, chỉ đơn vị mình mở được tệp."
    ]
    assert "chờ quét vi-rút" in answer["html"]
    document = db.session.scalars(select(Evidence.id)).one()
    browser.open(f"/evidence/{document}/file", status=200)
    browser.sign_in(year.users["inspector"])
    browser.get(f"/evidence/{document}/file", status=403)


def test_what_waited_is_scanned_later_and_opened(send, browser, year, app, running, scanner_at):
    scanner_at(NOWHERE)
    send(("b.docx", word()))
    scanner_at(running.path)

    done = scan_again(store(), Scanner(running.path), at=now())

    assert (done.scanned, done.found, done.waiting, done.trouble) == (1, [], 0, "")
    assert Scan(blob().scan) is Scan.CLEAN
    browser.sign_in(year.users["inspector"])
    document = db.session.scalars(select(Evidence.id)).one()
    browser.open(f"/evidence/{document}/file", status=200)


def test_what_was_infected_all_along_is_closed_named_and_logged(send, browser, year, running):
    send(("báo cáo.docx", infected_word()))

    done = scan_again(store(), Scanner(running.path), at=now())

    sha256 = blob().sha256
    assert done.found == [(sha256, FINDING)]
    assert blob().scan_finding == FINDING
    assert scan_events() == 1
    document = db.session.scalars(select(Evidence.id)).one()
    page = browser.get(f"/evidence/{year.participants['commune']}/A1")
    assert "có vi-rút" in page.select_one(".evidence").text
    assert FINDING in browser.get(f"/evidence/{document}").text
    browser.get(f"/evidence/{document}/file", status=403)
    assert scan_again(store(), Scanner(running.path), at=now()).scanned == 0


def test_a_finding_that_the_scanner_takes_back_opens_the_file_again(send, running):
    send(("b.docx", word()))
    with write_tx() as session:
        facts = {"scan": Scan.INFECTED, "scan_finding": "Win.False-1", "scanned_at": now()}
        session.execute(update(Blob).values(facts))

    scan_again(store(), Scanner(running.path), at=now() + timedelta(days=2))

    assert (Scan(blob().scan), blob().scan_finding) == (Scan.CLEAN, "")
    assert scan_events() == 1


def test_clean_files_are_scanned_again_after_a_month_and_not_before(send, running, scanner_at):
    scanner_at(running.path)
    send(("b.docx", word()))
    asked = Scanner(running.path)

    assert scan_again(store(), asked, at=now()).scanned == 0
    later = now() + LOOK_AGAIN_AFTER + timedelta(minutes=1)
    assert scan_again(store(), asked, at=later).scanned == 1
    assert scan_events() == 0


def test_a_scanner_that_stands_still_is_asked_once(send, own):
    for name, color in (("a.pdf", "red"), ("b.pdf", "blue"), ("c.pdf", "green")):
        send((name, made.pdf(color)))
    own.start()
    os.kill(own.process.pid, signal.SIGSTOP)

    done = scan_again(store(), Scanner(own.path, seconds=0.3), at=now())

    assert (done.scanned, done.waiting) == (0, 3)
    assert done.trouble
    os.kill(own.process.pid, signal.SIGCONT)
    assert scan_again(store(), Scanner(own.path), at=now()).scanned == 3


def test_too_large_a_file_waits_and_the_others_are_scanned(send, own):
    own.most = "20K"
    own.start()
    send(("a.pdf", made.pdf()), ("b.docx", word()))

    done = scan_again(store(), Scanner(own.path), at=now())

    assert (done.scanned, done.waiting) == (1, 1)
    assert "size limit exceeded" in done.trouble


def test_without_a_scanner_nothing_waits_for_one(send, scanner_at):
    scanner_at(NOWHERE)
    send(("b.docx", word()))

    scan_again(store(), Scanner({}), at=now())

    assert Scan(blob().scan) is Scan.UNSCANNED
    assert scan_events() == 1


def test_bytes_that_come_again_and_are_clean_now_wait_no_longer(
    send, browser, year, running, scanner_at
):
    scanner_at(NOWHERE)
    send(("b.docx", word()))
    scanner_at(running.path)
    browser.sign_in(year.users["other_official"])
    there = f"/evidence/{year.participants['other_commune']}/A1"
    data = {"request_id": str(uuid.uuid4()), "file": [(io.BytesIO(word()), "c.docx")]}

    browser.open(there, method="POST", data=data, headers=JSON, status=200)

    assert Scan(blob().scan) is Scan.CLEAN


def test_the_maintenance_run_says_what_it_scanned(send, app, running, scanner_at):
    send(("báo cáo.docx", infected_word()))
    assert parts.scan_evidence(store(), now()) == ("off", False)
    scanner_at(NOWHERE)
    said, failed = parts.scan_evidence(store(), now())
    assert said.startswith("0 files scanned, 1 waiting; ")
    assert failed
    scanner_at(running.path)
    said, failed = parts.scan_evidence(store(), now())
    assert said == f"1 files scanned, 0 waiting: {blob().sha256} {FINDING}"
    assert failed


def test_whoever_watches_over_the_server_hears_of_the_scanner(browser, running, scanner_at):
    assert browser.open("/readyz", status=200).text == "ready\n"
    scanner_at(NOWHERE)
    assert browser.open("/readyz", status=200).text == "ready\nscanner: away\n"
    scanner_at(running.path)
    assert browser.open("/readyz", status=200).text == "ready\nscanner: ok\n"
