"""The log as administrators and the council read it."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from emulation.audit.models import AuditEvent
from emulation.audit.operations import erase, record
from emulation.database import db, write_tx
from emulation.logbook.queries import PER_PAGE
from emulation.logbook.tables import harmless
from tests.logbook.conftest import AT, FAR, SECRET
from tests.support.queries import count_queries

JUDGED = "Kết luận một dòng"


@pytest.fixture
def council(browser, year):
    browser.sign_in(year.users["council"])
    return browser


@pytest.fixture
def administrator(browser, year):
    browser.sign_in(year.users["administrator"])
    return browser


def shown(page):
    return [row.get_text(" ", strip=True) for row in page.select("tbody tr")]


def seq_of(action, subject=None):
    query = select(AuditEvent.seq).where(AuditEvent.action == action).order_by(AuditEvent.seq)
    if subject:
        query = query.where(AuditEvent.subject == subject)
    return db.session.scalars(query).first()


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_the_council_reads_who_did_what_when_and_why(council):
    rows = shown(council.get("/audit"))

    judged = [row for row in rows if JUDGED in row]
    assert len(judged) == 3
    assert "Nguyễn Thị Inspector" in judged[0]
    assert "Huyện Tân Yên" in judged[0]
    assert "Cắt điểm lần 3" in judged[0]
    assert "23/11/2024 09:00" in judged[0]


def test_the_council_does_not_read_other_provinces_nor_who_signed_in(council):
    for address in ("/audit", "/audit/events.csv"):
        text = council.open(address, status=200).text
        assert FAR not in text
        assert "accounts.sign_in" not in text.replace('value="accounts.sign_in"', "")
    council.open(f"/audit/{seq_of('verification.judge', 'score:9')}", status=404)
    council.open(f"/audit/{seq_of('accounts.sign_in')}", status=404)
    council.open(f"/audit/{seq_of('accounts.grant_role')}", status=200)


def test_administrators_see_that_something_was_scored_but_never_what(administrator):
    page = administrator.get("/audit")
    judged = [row for row in shown(page) if JUDGED in row]
    assert len(judged) == 4
    hidden = (SECRET, FAR, "Cắt điểm", "score:1", "7.25")
    for address in ("/audit", "/audit/events.csv", f"/audit/{seq_of('verification.judge')}"):
        text = administrator.open(address, status=200).text
        assert [word for word in hidden if word in text] == []


@pytest.mark.parametrize("words", [{"text": SECRET}, {"text": "Cắt"}, {"subject": "score:1"}])
def test_administrators_cannot_guess_what_was_scored_by_searching(administrator, words):
    assert shown(administrator.get("/audit", query_string=words)) == []
    assert rows_of(administrator.open("/audit/events.csv", query_string=words)) == []


@pytest.mark.parametrize("name", ["official", "signer", "inspector", "head", "leader"])
def test_for_everybody_else_the_log_is_not_there(browser, year, name):
    browser.sign_in(year.users[name])

    for address in ("/audit", "/audit/events.csv", "/audit/1"):
        browser.open(address, status=404)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ({"who": "inspector"}, 3),
        ({"who": "NGUYEN thi Ins"}, 3),
        ({"who": "nobody"}, 0),
        ({"action": "verification.judge"}, 3),
        ({"action": "verification"}, 3),
        ({"action": "units"}, 1),
        ({"action": "%"}, 0),
        ({"subject": "score:2"}, 1),
        ({"text": "lần 2"}, 1),
        ({"text": SECRET}, 3),
        ({"text": "100%"}, 0),
        ({"first": "22/11/2024"}, 2),
        ({"last": "20/11/2024"}, 2),
        ({"first": "21/11/2024", "last": "22/11/2024"}, 2),
        ({"first": "21/11/2024", "text": "lần 3"}, 1),
    ],
    ids=str,
)
def test_filters_choose_and_the_file_holds_what_the_page_shows(council, words, count):
    assert len(shown(council.get("/audit", query_string=words))) == count
    assert len(rows_of(council.open("/audit/events.csv", query_string=words))) == count


def test_a_day_that_is_none_is_told_and_filters_nothing(council):
    page = council.get("/audit", query_string={"first": "31/02/2024"})

    assert page.select_one("#first")["aria-invalid"] == "true"
    assert len(shown(page)) == 5


def test_the_day_of_an_event_is_that_of_vietnam(council, year):
    with write_tx():
        late = AT.replace(hour=18)  # one o'clock at night in Vietnam
        record("units.change", "unit:1", by=None, at=late)

    query = {"action": "units.change", "first": "21/11/2024", "last": "21/11/2024"}
    assert len(shown(council.get("/audit", query_string=query))) == 1


def test_pages_do_not_shift_when_something_happens_meanwhile(council, year):
    with write_tx():
        for number in range(2 * PER_PAGE):
            at = AT + timedelta(days=9, seconds=number)
            record("units.change", "unit:1", by=None, at=at, reason=f"số {number}")

    first = council.get("/audit?action=units")
    with write_tx():
        record("units.change", "unit:1", by=None, at=AT + timedelta(days=10), reason="mới")
    second = council.get(first.select_one(".pages [rel=next]")["href"])
    assert "số 49" in shown(second)[0]
    assert len(shown(second)) == PER_PAGE
    back = council.get(second.select_one(".pages [rel=prev]")["href"])
    assert shown(back)[-1] == shown(first)[-1]
    last = council.get(second.select_one(".pages [rel=next]")["href"])
    assert len(shown(last)) == 1
    assert last.select_one(".pages [rel=next]") is None


def test_an_event_shows_before_and_after_side_by_side_in_words(council):
    page = council.get(f"/audit/{seq_of('verification.judge')}")

    rows = {row.th.get_text(strip=True): row for row in page.select(".log-changes tbody tr")}
    cells = [cell.get_text(strip=True) for cell in rows["Điểm"].select("td")]
    assert cells == ["7.00", "7.25"]
    assert SECRET in rows["Ghi chú"].get_text()


def test_an_event_shows_its_hash_and_what_proves_it(council):
    seq = seq_of("verification.judge")
    page = council.get(f"/audit/{seq}").get_text()

    assert db.session.get(AuditEvent, seq).leaf_hash in page
    assert '"action":"verification.judge"' in page


def test_erased_details_are_said_to_be_erased_and_why(council):
    seq = seq_of("verification.judge")
    with write_tx():
        erase(seq, reason="Theo yêu cầu của công dân", by=None, at=AT + timedelta(days=9))

    page = council.get(f"/audit/{seq}").get_text()
    assert "Theo yêu cầu của công dân" in page
    assert SECRET not in page
    said = council.get(f"/audit/{seq_of('audit.erase')}")
    assert said.select_one(f'a[href="/audit/{seq}"]')


def test_things_are_called_by_their_names(council):
    rows = shown(council.get("/audit?action=units.change"))

    assert "Xã Đại Hóa" in rows[0]


@pytest.mark.parametrize("address", ["/audit/0", "/audit/999999", "/audit/99999999999999999999"])
def test_an_event_that_never_was_is_not_there(council, address):
    council.open(address, status=404)


@pytest.mark.parametrize("place", ["older=abc", "newer=-1", "older=99999999999999999999", "newer="])
def test_a_page_that_begins_nowhere_is_the_first(council, place):
    assert len(shown(council.get(f"/audit?{place}"))) == 5


def test_the_file_begins_with_a_mark_and_its_headings_and_keeps_vietnamese(council):
    answer = council.open("/audit/events.csv", status=200)

    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = rows_of(answer)
    assert any(SECRET in row["Sau"] for row in rows)
    assert rows[0]["Mã băm trong nhật ký"]
    assert [int(row["Số"]) for row in rows] == sorted((int(r["Số"]) for r in rows), reverse=True)


@pytest.mark.parametrize("text", ["=1+1", "+84", "-1", "@cmd", "\t=1", "\r=1", "\n=1"])
def test_no_cell_of_the_file_is_computed_by_a_spreadsheet(council, year, text):
    with write_tx():
        record("units.change", "unit:1", by=None, at=AT, reason=text)

    rows = rows_of(council.open("/audit/events.csv?action=units"))
    assert rows[0]["Lý do"].startswith("'")
    assert harmless("an ordinary reason") == "an ordinary reason"


def test_the_file_is_given_in_pieces_that_reach_every_event(council, year):
    with write_tx():
        for number in range(1203):
            record("units.change", "unit:1", by=None, at=AT, reason=f"số {number}")

    rows = rows_of(council.open("/audit/events.csv?action=units"))
    assert len(rows) == 1204
    assert len({row["Số"] for row in rows}) == 1204


def test_a_longer_log_does_not_cost_more_statements(council, year):
    costs = []
    for count in (1, 30):
        with write_tx():
            for _ in range(count):
                record("units.change", "unit:1", by=None, at=AT)
        with count_queries() as queries:
            council.get("/audit")
        costs.append(len(queries))
    assert costs[0] == costs[1]
