"""Room for evidence: a unit's quota of the year, the disk, and what is said where there is none."""

import io
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from emulation.audit.changes import now, perform
from emulation.audit.models import AuditEvent
from emulation.config import WrongSetting, bytes_in, settings_from
from emulation.database import db, write_tx
from emulation.evidence.models import Blob, Evidence
from emulation.evidence.uploading.granting import grant_room
from emulation.evidence.uploading.quotas import room_of
from emulation.evidence.views import uploads
from emulation.periods.models import Participant
from emulation.rules.evidence_room import Room, is_nearly_full
from tests.evidence import files as made
from tests.support.queries import count_queries

JSON = {"Accept": "application/json"}
KILOBYTE = 1024
AT_ONCE = 8


def document(number, size=4 * KILOBYTE):
    """Give a PDF of exactly this size that differs from all others."""
    content = made.pdf() + b"\n%% %d\n" % number
    return content + b" " * (size - len(content))


def sent(*files, **fields):
    fields.setdefault("request_id", str(uuid.uuid4()))
    return fields | {"file": [(io.BytesIO(content), name) for name, content in files]}


def upload(browser, here, content, status=200, name="a.pdf"):
    data = sent((name, content))
    return browser.open(here, method="POST", data=data, headers=JSON, status=status).json


def used():
    db.session.rollback()
    return db.session.execute(
        select(func.coalesce(func.sum(Blob.size), 0), func.count())
        .select_from(Evidence)
        .join(Evidence.blob)
    ).one()


@pytest.fixture
def quota(app, monkeypatch):
    def allow(size, files=3000):
        monkeypatch.setitem(app.config, "EVIDENCE_QUOTA", size)
        monkeypatch.setitem(app.config, "EVIDENCE_QUOTA_FILES", files)

    return allow


SIZES = st.integers(0, 10**12)


@given(SIZES, st.integers(0, 5000), SIZES, st.integers(0, 5000), st.lists(SIZES, max_size=5))
def test_what_fits_never_passes_the_quota(used_bytes, used_files, most, most_files, sizes):
    room = Room(used_bytes, used_files, most, most_files)

    fits = used_bytes + sum(sizes) <= most and used_files + len(sizes) <= most_files
    if sizes and used_bytes <= most and used_files <= most_files:
        assert room.takes(sizes) is fits
    if sizes and all(sizes) and (used_bytes > most or used_files > most_files):
        assert not room.takes(sizes)
    assert room.left_bytes >= 0
    assert room.left_files >= 0


@given(SIZES, SIZES, st.integers(0, 90))
def test_a_disk_is_nearly_full_below_the_share_that_must_stay_free(free, total, least):
    assert (
        is_nearly_full(free=free, total=total, least_percent=least) is (free < total * least / 100)
        or abs(free - total * least / 100) < 1
    )


def test_the_quota_takes_what_fits_to_the_byte_and_no_more(official, here, quota):
    quota(8 * KILOBYTE)
    upload(official, here, document(1))
    upload(official, here, document(2))

    answer = upload(official, here, document(3, size=900), status=409)

    assert "8 KB" in answer["message"]
    assert "còn 0 KB" in answer["message"]
    assert used() == (8 * KILOBYTE, 2)


def test_so_many_files_and_no_more(official, here, quota):
    quota(10**9, files=1)
    upload(official, here, document(1))

    assert "1 tệp" in upload(official, here, document(2), status=409)["message"]
    assert used() == (4 * KILOBYTE, 1)


def test_bytes_that_are_there_already_take_no_room_and_a_repeat_gets_its_receipt(
    official, year, here, quota
):
    quota(4 * KILOBYTE)
    data = sent(("a.pdf", document(1)))
    official.open(here, method="POST", data=data, headers=JSON, status=200)

    again = sent(("a.pdf", document(1)), request_id=data["request_id"])
    assert official.open(here, method="POST", data=again, headers=JSON, status=200).json["files"]
    upload(official, here.replace("A1", "A2"), document(1))
    assert used() == (4 * KILOBYTE, 1)


def test_what_was_refused_for_want_of_room_leaves_no_byte(official, app, here, quota):
    quota(KILOBYTE)
    upload(official, here, document(1), status=409)

    folder = app.config["DATA_FOLDER"] / "evidence"
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_parts_are_told_before_the_first_byte(official, here, quota):
    quota(KILOBYTE)
    body = {"name": "a.pdf", "size": 2 * KILOBYTE}

    answer = official.open(f"{here}/parts", method="POST", json=body, status=409).json

    assert "2 KB" in answer["message"]


def test_uploads_at_the_same_moment_cannot_pass_the_quota_together(
    official, app, year, here, quota, monkeypatch
):
    """All of them have been looked at and let through before the first is written down."""
    quota(3 * 4 * KILOBYTE)
    all_here = threading.Barrier(AT_ONCE)
    monkeypatch.setattr(uploads, "perform", waiting_for(all_here))
    cookies = dict(official.client._cookies)

    def one(number):
        client = app.test_client()
        client._cookies = dict(cookies)
        data = sent((f"{number}.pdf", document(number)))
        return client.post(here, data=data, headers=JSON).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = sorted(pool.map(lambda number: Context().run(one, number), range(AT_ONCE)))

    assert answers == [200] * 3 + [409] * 5
    assert used() == (3 * 4 * KILOBYTE, 3)


def waiting_for(all_here):
    def waits(work):
        all_here.wait(timeout=60)
        return perform(work)

    return waits


def test_one_units_files_take_nothing_of_anothers_room(official, browser, year, here, quota):
    quota(4 * KILOBYTE)
    upload(official, here, document(1))
    browser.sign_in(year.users["other_official"])

    upload(browser, f"/evidence/{year.participants['other_commune']}/A1", document(2))


def test_the_page_says_how_much_is_used(official, here, quota):
    quota(5 * 2**30)
    upload(official, here, document(1))

    assert "4 KB trên 5 GB" in official.get(here).text


def test_the_room_is_one_query_however_many_files_there_are(year, official, here):
    participant_id = year.participants["commune"]
    for number in range(3):
        upload(official, here, document(number))
    participant = db.session.get_one(Participant, participant_id)

    with count_queries() as queries:
        room = room_of(participant)

    assert room.used_files == 3
    assert len(queries) == 1


def test_a_unit_may_get_more_room_and_the_log_tells(official, app, year, here, quota):
    quota(KILOBYTE)
    upload(official, here, document(1), status=409)

    said = app.test_cli_runner().invoke(args=["evidence", "quota", "07420", "2024", "1MB"])

    assert said.exit_code == 0, said.output
    assert "1 MB" in said.output
    upload(official, here, document(1))
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "evidence.quota")
    ).one()
    assert event.subject == f"participant:{year.participants['commune']}"
    assert (event.detail.before, event.detail.after) == ({"bytes": None}, {"bytes": 1024**2})

    app.test_cli_runner().invoke(args=["evidence", "quota", "07420", "2024", "default"])
    upload(official, here, document(2), status=409)


def test_less_room_than_is_used_takes_nothing_away(official, year, here):
    upload(official, here, document(1))
    with write_tx():
        grant_room(year.participants["commune"], 10, by=None, at=now())

    upload(official, here, document(2), status=409)
    assert "a.pdf" in official.get(here).text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["99999", "2024", "1GB"], "no unit"),
        (["07420", "2023", "1GB"], "no unit"),
        (["07420", "2024", "much"], "SIZE must be"),
        (["07420", "2024", "-1GB"], ""),
    ],
)
def test_the_command_refuses_what_it_does_not_understand(app, year, arguments, said):
    answer = app.test_cli_runner().invoke(args=["evidence", "quota", *arguments])

    assert answer.exit_code in {1, 2}
    assert said in answer.output
    assert "Traceback" not in answer.output


def test_below_the_share_of_free_space_no_file_is_taken(official, app, here, monkeypatch):
    monkeypatch.setitem(app.config, "EVIDENCE_LEAST_FREE_PERCENT", 101)

    answer = upload(official, here, document(1), status=503)
    assert "điểm" in answer["message"]
    body = {"name": "a.pdf", "size": 10}
    begun = official.open(f"{here}/parts", method="POST", json=body, status=503).json
    assert begun["message"] == answer["message"]
    folder = app.config["DATA_FOLDER"] / "evidence"
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_disk_that_fills_while_parts_come_in_stops_them_where_they_are(
    official, app, here, monkeypatch
):
    body = {"name": "a.pdf", "size": 4 * KILOBYTE}
    url = official.open(f"{here}/parts", method="POST", json=body, status=201).json["url"]
    headers = {"Upload-Offset": "0"}
    with monkeypatch.context() as full:
        full.setitem(app.config, "EVIDENCE_LEAST_FREE_PERCENT", 101)
        official.open(url, method="PUT", data=b"%PDF", headers=headers, status=503)

    official.open(url, method="PUT", data=b"%PDF", headers=headers, status=200)


@pytest.mark.parametrize(
    ("text", "size"), [("5 GB", 5 * 2**30), ("500MB", 500 * 2**20), ("1gb", 2**30)]
)
def test_sizes_are_read_as_they_are_written(text, size):
    assert bytes_in(text) == size


@pytest.mark.parametrize("text", ["", "5", "GB", "-1 GB", "1.5 GB", "٥ GB", "5 TB"])
def test_other_sizes_are_refused_at_the_start(tmp_path, text):
    with pytest.raises(WrongSetting, match="EMULATION_EVIDENCE_QUOTA"):
        settings_from({"EMULATION_DATA": str(tmp_path), "EMULATION_EVIDENCE_QUOTA": text})


def test_a_share_that_leaves_no_disk_is_refused_at_the_start(tmp_path):
    with pytest.raises(WrongSetting, match="LEAST_FREE"):
        settings_from({"EMULATION_DATA": str(tmp_path), "EMULATION_EVIDENCE_LEAST_FREE": "99"})
