"""Every file of the table, sent as a browser sends it: what the person reads, what remains."""

import os
import uuid
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from emulation.database import db
from emulation.evidence.models import Blob, Evidence, FileReading
from tests.evidence.hostile import table

JSON = {"Accept": "application/json"}
BOUNDARY = "vien-gioi"
# A browser cannot send half a letter in a form; the way by parts can, and is tested below.
SENT_IN_A_FORM = [case for case in table.CASES if "\ud800" not in case.name]


@pytest.fixture
def here(browser, year, gate):
    browser.sign_in(year.users["official"])
    return f"/evidence/{year.participants['commune']}/A1"


def form_with(case):
    """Write the form byte by byte, since clients in programs tidy names before they send them."""
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="request_id"\r\n\r\n{uuid.uuid4()}'
        f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; '
        f"filename*=UTF-8''{quote(case.name, safe='')}\r\nContent-Type: x/y\r\n\r\n"
    )
    return head.encode() + case.make() + f"\r\n--{BOUNDARY}--\r\n".encode()


def files_in(app, *folders):
    return [
        path
        for folder in folders
        for path in (app.config["DATA_FOLDER"] / folder).rglob("*")
        if path.is_file()
    ]


def test_the_table_holds_what_was_promised():
    assert len(table.CASES) - len(table.honest.CASES) >= 60
    assert len(table.honest.CASES) >= 9
    sent = [(case.name, case.about) for case in table.CASES]
    assert len(set(sent)) == len(sent)


@pytest.mark.parametrize("case", SENT_IN_A_FORM, ids=[case.id for case in SENT_IN_A_FORM])
def test_what_the_person_reads_and_what_remains(browser, app, here, case):
    answer = browser.open(
        here,
        method="POST",
        data=form_with(case),
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        headers=JSON,
        status=400 if case.reason else 200,
    ).json

    assert files_in(app, "evidence/arriving") == []
    db.session.rollback()
    if case.reason:
        assert answer["message"] == table.sentence(case, "vi")
        assert files_in(app, "evidence", "previews", "pictures") == []
        assert db.session.scalar(select(func.count()).select_from(Blob)) == 0
        assert db.session.scalar(select(func.count()).select_from(Evidence)) == 0
    else:
        assert [one["name"] for one in answer["files"]] == [case.kept_name]
        assert set(db.session.scalars(select(FileReading.flags)).one()) == set(case.flags)


def test_the_page_of_documents_is_current(app, database):
    if os.environ.get("REWRITE_DOCS"):
        table.write()
    assert table.PAGE.read_text(encoding="utf-8") == table.page()
