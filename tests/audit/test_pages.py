"""The public pages: checkpoint, key, proofs, and a receipt held against the log."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from emulation.audit.checkpoints import latest, seal
from emulation.audit.keys import signing_key
from emulation.audit.models import AuditEvent
from emulation.audit.notes import read_note
from emulation.audit.operations import record
from emulation.audit.tree_heads import read_head
from emulation.database import db, write_tx
from emulation.rules.merkle import verify_consistency, verify_inclusion
from tests.audit.logs import BEGAN, sealed_log, write_log
from tests.support.queries import count_queries

SECRET = "Lý do số"


def unhex(texts):
    return [bytes.fromhex(text) for text in texts]


def test_the_checkpoint_is_shown_and_given_as_the_signed_note_it_is(browser):
    note = sealed_log(5)

    page = browser.get("/audit/checkpoint")
    assert page.select_one("pre").get_text() == note
    answer = browser.open("/audit/checkpoint.txt", status=200)
    assert (answer.mimetype, answer.text) == ("text/plain", note)
    key = browser.open("/audit/key", status=200).text.strip()
    assert read_head(read_note(answer.text, [key])).size == 5


def test_an_old_checkpoint_is_still_given_by_its_size(browser):
    old = sealed_log(3)
    sealed_log(4)

    assert browser.open("/audit/checkpoint.txt?size=3", status=200).text == old
    browser.open("/audit/checkpoint.txt?size=2", status=404)


def test_a_log_without_events_has_a_page_and_no_checkpoint(browser):
    assert browser.get("/audit/checkpoint").select_one(".empty")
    browser.open("/audit/checkpoint.txt", status=404)


def test_the_foot_of_every_page_names_the_last_checkpoint(browser):
    assert browser.get("/login").select_one(".footer__checkpoint") is None
    note = sealed_log(5)

    foot = browser.get("/login").select_one(".footer__checkpoint")
    root = note.splitlines()[2]
    assert root[:12] in foot.get_text()
    assert foot.a["href"] == "/audit/checkpoint"


def test_an_outsider_proves_with_public_pages_alone_that_an_event_is_in_the_log(browser):
    note = sealed_log(13)
    head = read_head(read_note(note, [browser.open("/audit/key").text]))

    for seq in range(1, 14):
        told = browser.open(f"/audit/proof?seq={seq}&size={head.size}", status=200).json
        leaf = bytes.fromhex(told["leaf_hash"])
        assert verify_inclusion(leaf, seq - 1, head.size, unhex(told["proof"]), head.root)


def test_an_outsider_proves_that_the_log_only_grew(browser):
    old = read_head(read_note(sealed_log(6), [signing_key().public_key_text]))
    new = read_head(read_note(sealed_log(5), [signing_key().public_key_text]))

    told = browser.open(f"/audit/consistency?old={old.size}&new={new.size}", status=200).json

    assert verify_consistency(old.size, new.size, unhex(told["proof"]), old.root, new.root)


def test_proofs_say_nothing_of_what_was_written(browser):
    sealed_log(5)

    told = browser.open("/audit/proof?seq=2&size=5", status=200).json
    assert set(told) == {"origin", "seq", "size", "leaf_hash", "root", "proof"}
    assert SECRET not in str(told)


@pytest.mark.parametrize(
    "address",
    [
        "/audit/proof",
        "/audit/proof?seq=0&size=5",
        "/audit/proof?seq=6&size=5",
        "/audit/proof?seq=1&size=6",
        "/audit/proof?seq=-1&size=5",
        "/audit/proof?seq=1&size=99999999999999999999",
        "/audit/proof?seq=²&size=5",
        "/audit/consistency?old=4&new=3",
        "/audit/consistency?old=a&new=b",
        "/audit/checkpoint.txt?size=abc",
    ],
)
def test_what_is_not_in_the_log_is_not_there(browser, address):
    sealed_log(5)

    browser.open(address, status=404)


@pytest.mark.parametrize("number", ["4", "2024-07255-000004"])
def test_whoever_holds_a_receipt_finds_it_in_the_log(browser, number):
    sealed_log(5)
    digest = db.session.scalar(select(AuditEvent.leaf_hash).where(AuditEvent.seq == 4))

    for part in (digest, digest.upper(), digest[:16]):
        page = browser.get("/audit/checkpoint", query_string={"number": number, "hash": part})
        good = page.select_one(".notice--good")
        assert good.a["href"] == "/audit/proof?seq=4&size=5"


@pytest.mark.parametrize(
    ("number", "digest"),
    [
        ("4", "0" * 64),
        ("5", ""),
        ("", "0" * 64),
        ("99", "0" * 64),
        ("4", "%"),
        ("9" * 30, "a" * 64),
    ],
)
def test_a_receipt_that_the_log_does_not_hold_is_told_so(browser, number, digest):
    sealed_log(5)

    page = browser.get("/audit/checkpoint", query_string={"number": number, "hash": digest})
    assert page.select_one(".notice--bad")


def test_a_few_letters_of_a_hash_are_no_receipt(browser):
    sealed_log(5)
    digest = db.session.scalar(select(AuditEvent.leaf_hash).where(AuditEvent.seq == 4))

    page = browser.get("/audit/checkpoint", query_string={"number": "4", "hash": digest[:8]})
    assert page.select_one(".notice--bad")


def test_the_foot_of_a_page_costs_one_statement_however_long_the_log(browser):
    costs = []
    for count in (1, 60):
        write_log(count)
        with count_queries() as queries:
            browser.get("/login")
        costs.append([one for one in queries if "audit_checkpoint" in one])
    assert [len(cost) for cost in costs] == [1, 1]


def test_an_event_that_is_not_sealed_yet_is_found_without_a_proof(browser):
    sealed_log(3)
    with write_tx():
        sealed_at = latest().at
        event = record(
            "verification.judge", "score:9", by=None, at=sealed_at + timedelta(minutes=1)
        )
        query = {"number": str(event.seq), "hash": event.leaf_hash}

    page = browser.get("/audit/checkpoint", query_string=query)
    assert page.select_one(".notice--good a") is None
    with write_tx():
        seal(BEGAN + timedelta(days=2))
    page = browser.get("/audit/checkpoint", query_string=query)
    assert page.select_one(".notice--good a")
