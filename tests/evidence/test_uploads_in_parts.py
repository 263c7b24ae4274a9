"""Uploads in parts: begun, cut off, continued, finished like any other, and nobody else's."""

import hashlib
import os
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from emulation.audit.models import AuditEvent
from emulation.database import db
from emulation.evidence.models import Blob, Evidence, EvidenceUse
from emulation.evidence.row_gate import RowAccess
from emulation.evidence.uploading import parts as parts_module
from emulation.evidence.uploading.parts import NoSuchPart, Parts, WrongOffset
from emulation.evidence.uploading.tickets import Ticket
from emulation.storage import FolderStore
from tests.evidence import files as made

KILOBYTE = 1024
JSON = {"Accept": "application/json"}
A_DAY_AND_MORE = 25 * 60 * 60


def count(table):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table))


@pytest.fixture
def arriving(app):
    return app.config["DATA_FOLDER"] / "evidence" / "arriving"


def begin(browser, here, name, size, status=201):
    body = {"name": name, "size": size}
    return browser.open(f"{here}/parts", method="POST", json=body, status=status).json


def send(browser, url, offset, content, status=200):
    headers = {"Upload-Offset": str(offset), "Content-Type": "application/octet-stream"}
    return browser.open(url, method="PUT", data=content, headers=headers, status=status).json


def finish(browser, url, status=200, request_id=None):
    data = {"request_id": request_id or str(uuid.uuid4())}
    return browser.open(url, method="POST", data=data, headers=JSON, status=status).json


def sent_whole(browser, here, name, content):
    url = begin(browser, here, name, len(content))["url"]
    send(browser, url, 0, content)
    return url


def lying(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_file_in_parts_gets_the_receipt_of_any_upload(official, year, here, arriving):
    content = made.pdf() + b"\n" + bytes(700 * KILOBYTE)
    begun = begin(official, here, "Kế hoạch số 5.pdf", len(content))
    assert begun["received"] == 0
    assert begun["part"] == 1024 * KILOBYTE

    received = 0
    while received < len(content):
        piece = content[received : received + 300_000]
        received = send(official, begun["url"], received, piece)["received"]
    answer = finish(official, begun["url"])

    file = answer["files"][0]
    assert (file["name"], file["size"]) == ("Kế hoạch số 5.pdf", len(content))
    assert file["sha256"] == hashlib.sha256(content).hexdigest()
    assert answer["count"] == "1 tệp"
    assert "Kế hoạch số 5.pdf" in answer["html"]
    assert answer["refused"] == []
    assert official.open(f"{file['url']}/file", status=200).data == content
    assert [name.split("-")[0] for name in lying(arriving)] == ["done"]


def test_a_wrong_offset_is_told_what_is_there_and_changes_nothing(official, here):
    content = made.pdf()
    url = begin(official, here, "a.pdf", len(content))["url"]
    send(official, url, 0, content[:100])

    for offset in (0, 99, 101, 10**11):
        assert send(official, url, offset, content[100:], status=409) == {"received": 100}
    assert official.open(url, status=200).json == {"received": 100}

    send(official, url, 100, content[100:])
    assert finish(official, url)["files"][0]["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("offset", [None, "", "-1", "x", "1.5", "٣", "9" * 40])
def test_an_offset_that_is_no_number_is_refused(official, here, offset):
    url = begin(official, here, "a.pdf", 10)["url"]
    headers = {} if offset is None else {"Upload-Offset": offset}

    official.open(url, method="PUT", data=b"x", headers=headers, status=400)


def test_more_bytes_than_announced_are_not_taken(official, here, arriving):
    url = begin(official, here, "a.pdf", 10)["url"]

    assert send(official, url, 0, bytes(11), status=409) == {"received": 0}
    send(official, url, 0, bytes(10))
    assert send(official, url, 10, b"x", status=409) == {"received": 10}


def test_finishing_early_is_told_what_is_there(official, here):
    url = begin(official, here, "a.pdf", 200)["url"]
    send(official, url, 0, bytes(150))

    assert finish(official, url, status=409) == {"received": 150}
    assert count(Evidence) == 0


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("a.pdf", 21 * KILOBYTE * KILOBYTE, "lớn hơn"),
        ("a.pdf", 0, "a.pdf"),
        ("a.svg", 10, "phải là PDF"),
        ("a.docm", 10, "macro"),
        ("ảnh\u202egpj.exe", 10, "phải là PDF"),
    ],
)
def test_what_is_never_taken_is_told_before_the_first_byte(official, here, name, size, said):
    assert said in begin(official, here, name, size, status=400)["message"]


@pytest.mark.parametrize(
    "body", [None, [], "x", {}, {"name": "a.pdf"}, {"name": 5, "size": 5},
             {"name": "a.pdf", "size": "5"}, {"name": "a.pdf", "size": -1},
             {"name": "a.pdf", "size": True}, {"name": "a.pdf", "size": 1.5}],
)  # fmt: skip
def test_what_our_page_never_sends_is_a_bad_request(official, here, body):
    official.open(f"{here}/parts", method="POST", json=body, status=400)


def test_what_the_checks_refuse_is_refused_at_the_end_and_leaves_nothing(official, here, arriving):
    url = sent_whole(official, here, "a.pdf", b"%PDF-1.7 and nothing else")

    assert "a.pdf" in finish(official, url, status=400)["message"]
    assert lying(arriving) == []
    assert count(Blob) == 0


def test_an_answer_that_was_lost_is_given_again_and_nothing_is_stored_twice(official, year, here):
    url = sent_whole(official, here, "a.pdf", made.pdf())
    request_id = str(uuid.uuid4())

    first = finish(official, url, request_id=request_id)
    again = finish(official, url, request_id=request_id)
    with_another_id = finish(official, url)

    assert first == again == with_another_id
    assert (count(Evidence), count(EvidenceUse), count(Blob)) == (1, 1, 1)
    assert official.open(url, status=200).json == {"received": len(made.pdf())}


def test_finishing_many_times_at_once_stores_once(official, app, here):
    url = sent_whole(official, here, "a.pdf", made.pdf())
    cookies = official.client._cookies

    def one_more(_number):
        client = app.test_client()
        client._cookies = dict(cookies)
        data = {"request_id": str(uuid.uuid4())}
        return client.post(url, data=data, headers=JSON).status_code

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(one_more, range(6))) == {200}
    assert (count(Evidence), count(EvidenceUse)) == (1, 1)
    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()
    assert actions == ["evidence.add", "evidence.link"]


def test_a_row_that_closes_while_parts_come_in_says_so_and_keeps_the_parts(official, gate, here):
    url = sent_whole(official, here, "a.pdf", made.pdf())
    gate["row"] = RowAccess.CLOSED

    assert "A1" in finish(official, url, status=409)["message"]
    assert "A1" in begin(official, here, "b.pdf", 10, status=409)["message"]
    assert count(Evidence) == 0

    gate["row"] = RowAccess.OPEN
    finish(official, url)


def test_a_store_that_does_not_answer_keeps_the_parts_for_another_try(official, here, arriving):
    url = sent_whole(official, here, "a.pdf", made.pdf())
    in_the_way = arriving.parent / hashlib.sha256(made.pdf()).hexdigest()[:2]
    in_the_way.write_text("where a folder should be")

    assert "Thử lại" in finish(official, url, status=503)["message"]
    assert official.open(url, status=200).json == {"received": len(made.pdf())}
    assert count(Evidence) == 0

    in_the_way.unlink()
    assert len(finish(official, url)["files"]) == 1


def test_only_so_many_are_begun_and_discarding_one_makes_room(official, here, monkeypatch):
    monkeypatch.setattr(parts_module, "MOST_UNFINISHED", 3)
    urls = [begin(official, here, "a.pdf", 10)["url"] for _ in range(3)]

    assert "3" in begin(official, here, "a.pdf", 10, status=429)["message"]

    official.open(urls[0], method="DELETE", status=204)
    official.open(urls[0], status=404)
    begin(official, here, "a.pdf", 10)


def test_one_persons_unfinished_uploads_do_not_count_for_another(
    official, browser, year, here, monkeypatch
):
    monkeypatch.setattr(parts_module, "MOST_UNFINISHED", 1)
    begin(official, here, "a.pdf", 10)
    browser.sign_in(year.users["signer"])

    begin(browser, here, "a.pdf", 10)


def every_way(url):
    yield {"method": "GET"}
    yield {"method": "PUT", "data": b"x", "headers": {"Upload-Offset": "0"}}
    yield {"method": "POST", "data": {"request_id": str(uuid.uuid4())}, "headers": JSON}
    yield {"method": "DELETE"}


@pytest.mark.parametrize("other", ["signer", "other_official", "department_official", "inspector"])
def test_an_upload_is_nobody_elses(official, browser, year, here, other):
    url = begin(official, here, "a.pdf", 10)["url"]
    browser.sign_in(year.users[other])

    for way in every_way(url):
        browser.open(url, status=404, **way)

    browser.sign_in(year.users["official"])
    assert browser.open(url, status=200).json == {"received": 0}


def test_forged_and_altered_addresses_look_like_unknown_ones(official, here):
    url = begin(official, here, "a.pdf", 10)["url"]
    stem, _, ticket = url.rpartition("/")
    altered = [
        f"{stem}/{ticket[:-2]}{'AA' if not ticket.endswith('AA') else 'BB'}",
        f"{stem}/x",
        f"{stem}/{'A' * 3000}",
        f"{stem}/{ticket}.",
    ]
    for one in altered:
        for way in every_way(one):
            official.open(one, status=404, **way)


def test_a_ticket_older_than_a_day_looks_like_an_unknown_one(official, here, monkeypatch):
    url = begin(official, here, "a.pdf", 10)["url"]
    later = time.time() + A_DAY_AND_MORE
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)

    for way in every_way(url):
        official.open(url, status=404, **way)


def test_parts_that_nobody_touched_for_a_day_are_swept(official, here, arriving, app):
    content = made.pdf()
    old, young = (begin(official, here, "a.pdf", len(content))["url"] for _ in range(2))
    send(official, old, 0, content[:50])
    part = max(arriving.iterdir(), key=lambda path: path.stat().st_size)
    long_ago = time.time() - A_DAY_AND_MORE
    os.utime(part, (long_ago, long_ago))

    swept = FolderStore(arriving.parent).arrivals.sweep(older_than_seconds=24 * 60 * 60)

    assert swept == 1
    official.open(old, status=404)
    assert official.open(young, status=200).json == {"received": 0}


def test_bytes_that_were_kept_cannot_be_changed_through_their_part(tmp_path):
    """The kept file and the part are one file on the disk; nothing may ever grow it again."""
    unfinished = Parts(tmp_path)
    ticket = Ticket(1, 1, "A1", "a.pdf", 4, unfinished.begin(1))
    unfinished.append(ticket, 0, Pieces(b"mi", b"nh"))
    os.link(tmp_path / f"part-1-{ticket.key}", tmp_path / "kept")

    with pytest.raises(WrongOffset):
        unfinished.append(ticket, 4, Pieces(b"x"))
    assert (tmp_path / "kept").read_bytes() == b"minh"


def test_of_two_who_send_the_same_bytes_at_once_none_adds_them_twice(tmp_path):
    unfinished = Parts(tmp_path)
    content = os.urandom(300 * KILOBYTE)
    ticket = Ticket(1, 1, "A1", "a.pdf", len(content), unfinished.begin(1))
    pieces = [content[start : start + KILOBYTE] for start in range(0, len(content), KILOBYTE)]

    def try_to_send(_number):
        try:
            return unfinished.append(ticket, 0, Pieces(*pieces))
        except WrongOffset:
            return None

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(try_to_send, range(4)))
    received = unfinished.received(ticket)
    unfinished.append(ticket, received, Pieces(content[received:]))
    with unfinished.hold(ticket) as part:
        assert part.arrived().stored.sha256 == hashlib.sha256(content).hexdigest()


def test_a_part_that_is_gone_is_not_begun_anew(tmp_path):
    unfinished = Parts(tmp_path)
    ticket = Ticket(1, 1, "A1", "a.pdf", 4, unfinished.begin(1))
    unfinished.discard(ticket)

    with pytest.raises(NoSuchPart):
        unfinished.append(ticket, 0, Pieces(b"minh"))
    assert list(tmp_path.iterdir()) == []


class Pieces:
    """Bytes that come piece by piece, as from a connection."""

    def __init__(self, *pieces):
        self.pieces = list(pieces)

    def read(self, _size):
        return self.pieces.pop(0) if self.pieces else b""
