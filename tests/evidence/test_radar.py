"""The radar finds what was used again, and nothing else."""

from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from emulation.database import db, write_tx
from emulation.evidence.models import (
    Blob,
    Evidence,
    FileReading,
    Likeness,
    Match,
    MediaType,
    PagePrint,
)
from emulation.evidence.radar import Prints, compare_new
from emulation.rules.similarity import NEAR_PAGES, NEAR_TEXTS, distance

NOW = datetime.now(UTC)
SIGNED = st.integers(-(2**63), 2**63 - 1)


def flipped(bits, count):
    """Return the print with that many of its bits turned round."""
    for place in range(count):
        bits ^= 1 << (place * 5 % 63)
    return bits


class Desk:
    """Puts documents forward, each with the prints that a reading would have found."""

    def __init__(self, year):
        self.year = year
        self.number = 0

    def hash(self):
        self.number += 1
        return f"{self.number:064x}"

    def put(self, who, sha256=None, pages=(), text=None):
        known = sha256 is not None
        sha256 = sha256 or self.hash()
        with write_tx() as session:
            if not known:
                session.add(Blob(sha256=sha256, size=1, media_type=MediaType.JPEG, stored_at=NOW))
                session.flush()
                session.add(
                    FileReading(
                        sha256=sha256,
                        pages=1,
                        flags=[],
                        text="",
                        text_folded="",
                        text_print=text,
                        read_at=NOW,
                    )
                )
                session.add_all(
                    PagePrint(sha256=sha256, page=page, print=bits)
                    for page, bits in enumerate(pages, start=1)
                )
            session.add(
                Evidence(
                    participant_id=self.year.participants[who],
                    sha256=sha256,
                    name=f"{who}.pdf",
                    uploaded_by_id=self.year.users["official"].id,
                    uploaded_at=NOW,
                )
            )
        return sha256


@pytest.fixture
def desk(app, year):
    with app.app_context():
        yield Desk(year)


def matches():
    query = select(Match.first_sha, Match.second_sha, Match.likeness, Match.distance)
    return set(db.session.execute(query).tuples().all())


def test_the_same_bytes_of_two_units_are_found(desk):
    shared = desk.put("commune")
    desk.put("other_commune", shared)
    desk.put("department")

    assert compare_new(at=NOW, at_most=100) == (2, 1)
    assert matches() == {(shared, shared, Likeness.SAME_BYTES, 0)}


def test_nearly_the_same_page_is_found_whichever_page_it_is(desk):
    page = 0x0F1E2D3C4B5A6978
    first = desk.put("commune", pages=(1, page))
    second = desk.put("other_commune", pages=(flipped(page, NEAR_PAGES), -99))
    desk.put("other_commune", pages=(flipped(page, 2 * NEAR_PAGES + 1),))

    compare_new(at=NOW, at_most=100)

    assert matches() == {(first, second, Likeness.PAGES, NEAR_PAGES)}


def test_nearly_the_same_words_are_found(desk):
    text = -0x1234567890ABCDEF
    first = desk.put("commune", text=text)
    second = desk.put("other_commune", text=flipped(text, NEAR_TEXTS))
    desk.put("other_commune", text=flipped(text, 2 * NEAR_TEXTS + 1))

    compare_new(at=NOW, at_most=100)

    assert matches() == {(first, second, Likeness.WORDS, NEAR_TEXTS)}


def test_one_units_own_photos_of_one_year_may_be_alike(desk):
    desk.put("commune", pages=(5,))
    desk.put("commune", pages=(5,))

    assert compare_new(at=NOW, at_most=100) == (2, 0)


def test_each_file_is_compared_once_in_as_many_runs_as_it_takes(desk):
    for who in ("commune", "other_commune", "department"):
        desk.put(who, pages=(7,))

    assert [compare_new(at=NOW, at_most=2) for _ in range(3)] == [(2, 3), (1, 0), (0, 0)]


def test_a_match_that_was_marked_stays_as_it_is(desk):
    shared = desk.put("commune")
    desk.put("other_commune", shared)
    compare_new(at=NOW, at_most=100)
    with write_tx() as session:
        match = session.scalars(select(Match)).one()
        match.mark, match.marked_at = "legitimate", NOW
    desk.put("department", shared)

    assert compare_new(at=NOW, at_most=100) == (0, 0)
    assert db.session.scalars(select(Match.mark)).all() == ["legitimate"]


@given(st.lists(SIGNED, min_size=1, max_size=40), SIGNED, st.integers(0, 64))
def test_near_prints_are_exactly_those_the_rule_calls_near(prints, bits, limit):
    found = Prints.of((f"{place:064x}", one) for place, one in enumerate(prints)).near(bits, limit)

    expected = {
        f"{place:064x}": distance(one, bits)
        for place, one in enumerate(prints)
        if distance(one, bits) <= limit
    }
    assert dict(found) == expected


def test_among_many_unrelated_pages_only_the_planted_ones_are_found(desk):
    random = Random(7)  # noqa: S311 (no secret is made of it)
    pages = [random.getrandbits(64) - 2**63 for _ in range(60)]
    planted = [desk.put("commune", pages=(page,)) for page in pages]
    again = [desk.put("other_commune", pages=(flipped(page, 3),)) for page in pages[:5]]

    compare_new(at=NOW, at_most=1000)

    assert {(first, second) for first, second, *_ in matches()} == set(
        zip(planted[:5], again, strict=True)
    )
