"""Before publication a unit sees its own sheet, and nobody else's points or place."""

from urllib.parse import urldefrag, urljoin

import pytest
from sqlalchemy import select

from emulation.assessments.models import SheetTotal
from emulation.database import db
from emulation.periods.queries import get_period
from emulation.rankings.draft import draft_of
from tests.rankings import reopened
from tests.support.queries import count_queries
from tests.verification.world import YEAR

STARTS = (
    *("/", "/rankings", f"/rankings/{YEAR}", f"/rankings/{YEAR}/units/4", "/overview"),
    *(f"/rankings/{YEAR}/council", f"/rankings/{YEAR}/council/preview", "/publications/check"),
    *(f"/rankings/{YEAR}/correction", "/sheets", "/assessments/1", "/initiatives", "/notices"),
    *("/audit/checkpoint", "/units", "/verification", f"/overview/{YEAR}/charts"),
    *(f"/publications/CQTT-{YEAR}-1", f"/publications/CQTT-{YEAR}-1/file"),
)
MOST_PAGES = 60


def everything(browser):
    """Yield the text of every page that can be reached, far beyond what anybody would open."""
    waiting, seen = list(STARTS), set()
    while waiting and len(seen) < MOST_PAGES:
        address = urldefrag(waiting.pop(0)).url
        if address in seen or "/language" in address:
            continue
        seen.add(address)
        answer = browser.client.get(address)
        if answer.mimetype != "text/html":
            yield address, answer.data.decode(errors="replace")
            continue
        text = answer.get_data(as_text=True)
        yield address, text
        if answer.location:
            waiting.append(urljoin(address, answer.location))
        waiting += links_in(text, address)


def links_in(text, address):
    parts = text.split('href="')[1:]
    found = (urljoin(address, part.split('"', 1)[0].replace("&amp;", "&")) for part in parts)
    return [one for one in found if one.startswith("/") and "/assets/" not in one]


def totals_of(sheet_id):
    totals = db.session.scalars(
        select(SheetTotal.total).where(SheetTotal.assessment_id == sheet_id)
    ).all()
    written = {str(total) for total in totals}
    return written | {one.replace(".", ",") for one in written}


@pytest.mark.parametrize("reader", ["other_official", "department_official", None])
def test_others_see_no_points_of_an_approved_sheet(app, browser, approved, reader):
    if reader:
        browser.sign_in(approved.users[reader])
    secrets = totals_of(approved.sheet_id)
    assert any("," in one for one in secrets)

    pages = dict(everything(browser))

    assert len(pages) > len(STARTS) / 2
    leaks = {address for address, text in pages.items() if any(one in text for one in secrets)}
    assert leaks == set()


def test_the_unit_itself_sees_its_points(browser, approved):
    browser.sign_in(approved.users["official"])
    secrets = totals_of(approved.sheet_id)
    pages = dict(everything(browser))
    assert any(one in text for text in pages.values() for one in secrets)


def test_new_points_of_a_reopened_sheet_stay_unseen_until_the_correction(browser, published):
    before = totals_of(published.sheet_id)
    reopened.put_right(published)
    db.session.rollback()
    fresh = totals_of(published.sheet_id) - before
    assert "81,05" in fresh

    leaks = {address for address, text in everything(browser) if any(one in text for one in fresh)}
    assert leaks == set()


def test_the_draft_needs_as_many_queries_for_one_sheet_as_for_many(published):
    council = published.people["council"]
    db.session.rollback()
    period = get_period(YEAR)
    with count_queries() as counted:
        draft_of(period, reader=council)
    assert len(counted) <= 14
