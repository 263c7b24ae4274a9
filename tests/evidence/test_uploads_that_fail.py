"""A disk that is full or takes nothing, a bucket that is away: said, and nothing half-there."""

import hashlib
import io
import uuid

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from emulation.database import db
from emulation.evidence.models import Blob, Evidence
from emulation.evidence.uploading.requests import UploadRequest
from emulation.storage import BucketStore, store
from tests.evidence import files as made
from tests.support.s3_server import S3Server
from tests.support.small_disk import MEGABYTE, SmallDisk

JSON = {"Accept": "application/json"}
TRY_AGAIN = "Chưa lưu được tệp nào"


def document(size=5 * MEGABYTE):
    content = made.pdf()
    return content + bytes(size - len(content))


def sent(content, request_id=None):
    """Give a form as bytes: the client of the tests leaves large ones open in temporary files."""
    file = FileStorage(io.BytesIO(content), "a.pdf")
    fields = {"request_id": request_id or str(uuid.uuid4()), "file": file}
    boundary, body = encode_multipart(fields)
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


def upload(browser, here, content, status, request_id=None):
    form = sent(content, request_id)
    return browser.open(here, method="POST", headers=JSON, status=status, **form).json


def begin(browser, here, content):
    body = {"name": "a.pdf", "size": len(content)}
    return browser.open(f"{here}/parts", method="POST", json=body, status=201).json["url"]


def put(browser, url, offset, content):
    headers = {"Upload-Offset": str(offset)}
    return browser.open(url, method="PUT", data=content, headers=headers)


def finish(browser, url, status):
    data = {"request_id": str(uuid.uuid4())}
    return browser.open(url, method="POST", data=data, headers=JSON, status=status).json


def nothing_is_there(folder):
    db.session.rollback()
    rows = [db.session.scalar(select(func.count()).select_from(one)) for one in (Evidence, Blob)]
    return rows == [0, 0] and [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.fixture
def folder(app):
    return app.config["DATA_FOLDER"] / "evidence"


@pytest.fixture
def disk(folder, database):
    small = SmallDisk(folder, megabytes=3)
    yield small
    small.remove()


def test_a_disk_that_is_full_is_said_and_the_same_form_succeeds_later(official, here, folder, disk):
    content, request_id = document(), str(uuid.uuid4())

    answer = upload(official, here, content, 503, request_id)

    assert TRY_AGAIN in answer["message"]
    assert nothing_is_there(folder)
    disk.enlarge()
    receipt = upload(official, here, content, 200, request_id)
    assert receipt["files"][0]["sha256"] == hashlib.sha256(content).hexdigest()


def test_without_scripts_the_page_says_it_too(official, here, folder, disk):
    form = sent(document())

    page = official.post(here, form["data"], content_type=form["content_type"])

    assert TRY_AGAIN in page.text
    assert nothing_is_there(folder)


def test_parts_stop_where_the_disk_is_full_and_go_on_from_there(official, here, folder, disk):
    content = document()
    url = begin(official, here, content)

    answer = put(official, url, 0, content)
    received = official.open(url, status=200).json["received"]

    assert answer.status_code == 503
    assert 0 < received < len(content)
    disk.enlarge()
    assert put(official, url, received, content[received:]).json == {"received": len(content)}
    receipt = finish(official, url, 200)
    assert receipt["files"][0]["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_disk_that_takes_nothing_is_said_and_what_came_before_stays(official, here, folder, disk):
    disk.enlarge()
    content = document()
    url = begin(official, here, content)
    put(official, url, 0, content[:MEGABYTE])
    disk.close_to_writers()

    upload(official, here, content, 503)
    assert put(official, url, MEGABYTE, content[MEGABYTE:]).status_code == 503
    body = {"name": "b.pdf", "size": 10}
    official.open(f"{here}/parts", method="POST", json=body, status=503)
    assert official.get(here).select_one("h1")

    disk.open_to_writers()
    put(official, url, MEGABYTE, content[MEGABYTE:])
    assert finish(official, url, 200)["files"][0]["size"] == len(content)


def test_a_folder_that_was_removed_is_made_again(official, here, folder):
    upload(official, here, document(MEGABYTE), 200)
    folder.rename(folder.parent / "lost")

    upload(official, here, document(2 * MEGABYTE), 200)
    (folder.parent / "lost").rename(folder.parent / "found")


def test_a_bucket_that_is_away_is_said_and_the_same_form_succeeds_later(
    official, app, here, folder, monkeypatch, tmp_path
):
    server = S3Server(tmp_path / "s3").start()
    monkeypatch.setitem(app.config, "EVIDENCE_BUCKET", server.settings(uuid.uuid4().hex))
    content, request_id = document(), str(uuid.uuid4())
    try:
        upload(official, here, document(MEGABYTE), 200)
        url = begin(official, here, content)
        put(official, url, 0, content)
        server.stop()

        upload(official, here, content, 503, request_id)
        finish(official, url, 503)

        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(Evidence)) == 1
        assert [path.name[:4] for path in folder.rglob("*") if path.is_file()] == ["part"]
        server.start()
        upload(official, here, content, 200, request_id)
        assert finish(official, url, 200)["files"][0]["size"] == len(content)
        assert isinstance(store(), BucketStore)
        assert len(list(store().kept())) == 2
    finally:
        server.stop()


def test_a_file_is_written_where_it_is_kept_and_not_before(official, app, here, monkeypatch):
    """The bytes of a form go straight into the folder of the arrivals and are linked there."""
    places = []
    hold = UploadRequest._get_file_stream

    def seen(self, *words, **named):
        held = hold(self, *words, **named)
        places.append(held.path)
        return held

    monkeypatch.setattr(UploadRequest, "_get_file_stream", seen)
    arriving = app.config["DATA_FOLDER"] / "evidence" / "arriving"

    upload(official, here, document(MEGABYTE), 200)

    assert [place.parent for place in places] == [arriving]
    assert list(arriving.iterdir()) == []


def test_beyond_the_limit_nothing_more_is_written(official, app, here, folder, monkeypatch):
    monkeypatch.setitem(app.config, "EVIDENCE_MAX_BYTES", MEGABYTE)

    answer = upload(official, here, document(9 * MEGABYTE), 400)

    assert "(9 MB)" in answer["message"]
    assert nothing_is_there(folder)
