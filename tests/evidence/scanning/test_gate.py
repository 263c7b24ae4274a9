"""Who opens a file that waits for the scanner, and one that something was found in."""

import io
import uuid

import pytest
from sqlalchemy import select, update

from emulation.database import db, write_tx
from emulation.evidence.models import Blob, Evidence, Scan
from emulation.evidence.scanning.gate import closed_to
from tests.evidence import files as made

JSON = {"Accept": "application/json"}
FINDING = "Eicar-Test-Signature"
PARTS = ("file", "preview")


def send(browser, year, whose, name="KH số 5.pdf"):
    address = f"/evidence/{year.participants[whose]}/A1"
    data = {"request_id": str(uuid.uuid4()), "file": [(io.BytesIO(made.pdf()), name)]}
    browser.open(address, method="POST", data=data, headers=JSON, status=200)


def set_scan(scan, finding=""):
    with write_tx() as session:
        session.execute(update(Blob).values(scan=scan, scan_finding=finding))


@pytest.fixture
def document(browser, year, gate):
    browser.sign_in(year.users["official"])
    send(browser, year, "commune")
    return db.session.scalars(select(Evidence)).one()


@pytest.mark.parametrize("scan", [Scan.CLEAN, Scan.UNSCANNED])
def test_what_was_found_clean_or_never_scanned_is_open_to_its_readers(
    browser, year, document, scan
):
    set_scan(scan)
    browser.sign_in(year.users["inspector"])

    for part in PARTS:
        browser.open(f"/evidence/{document.id}/{part}", status=200)


@pytest.mark.parametrize("who", ["official", "signer"])
def test_a_file_that_waits_is_open_to_the_unit_that_sent_it(browser, year, document, who):
    set_scan(Scan.PENDING)
    browser.sign_in(year.users[who])

    for part in PARTS:
        browser.open(f"/evidence/{document.id}/{part}", status=200)


@pytest.mark.parametrize("who", ["inspector", "head", "council", "leader"])
def test_a_file_that_waits_is_closed_to_everybody_else(browser, year, document, who):
    set_scan(Scan.PENDING)
    browser.sign_in(year.users[who])

    page = browser.get(f"/evidence/{document.id}")
    assert "chỉ đơn vị gửi mở được" in page.select_one(".notice--warn").text
    assert page.select_one(f"a[href='/evidence/{document.id}/file']") is None
    for part in PARTS:
        page = browser.get(f"/evidence/{document.id}/{part}", status=403)
        assert "chỉ đơn vị gửi mở được" in page.text
        assert "Mở lại sau vài phút." in page.text


@pytest.mark.parametrize("who", ["official", "signer", "inspector", "head", "council", "leader"])
def test_an_infected_file_is_closed_to_everybody_and_says_what_was_found(
    browser, year, document, who
):
    set_scan(Scan.INFECTED, FINDING)
    browser.sign_in(year.users[who])

    assert FINDING in browser.get(f"/evidence/{document.id}").select_one(".notice--warn").text
    for part in PARTS:
        page = browser.get(f"/evidence/{document.id}/{part}", status=403)
        assert FINDING in page.text
        assert "không ai mở được" in page.text


def test_two_units_that_sent_the_same_waiting_bytes_each_open_their_own(browser, year, document):
    browser.sign_in(year.users["other_official"])
    send(browser, year, "other_commune", "bản của xã khác.pdf")
    set_scan(Scan.PENDING)
    db.session.rollback()
    mine, theirs = db.session.scalars(select(Evidence).order_by(Evidence.id)).all()
    people = year.people

    assert closed_to(mine, people["official"]) is None
    assert closed_to(theirs, people["other_official"]) is None
    assert closed_to(mine, people["other_official"]) is Scan.PENDING
    assert closed_to(theirs, people["official"]) is Scan.PENDING


def test_an_inspector_of_the_same_unit_is_not_the_unit_that_sent_it(browser, year, document):
    set_scan(Scan.PENDING)
    db.session.rollback()
    inspector = year.people["inspector"]

    assert closed_to(db.session.get(Evidence, document.id), inspector) is Scan.PENDING
