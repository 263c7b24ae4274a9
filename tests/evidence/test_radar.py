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
from emulation.evidence.prints import FinePrints, Prints
from emulation.evidence.radar import compare_new
from emulation.evidence.readings import PRINTS_MADE
from emulation.rules.collation import fold
from emulation.rules.similarity import (
    FEWEST_MARKS,
    NEAR_FINE_SCENES,
    NEAR_PAPERS,
    NEAR_SCENES,
    Looks,
    apart,
    distance,
    print_of_text,
)

NOW = datetime.now(UTC)
SIGNED = st.integers(-(2**63), 2**63 - 1)
FINE = st.binary(min_size=64, max_size=64)
WORDS = [f"chữ{number}" for number in range(120)]
PAGE = Random(11).randbytes(64)  # noqa: S311 (no secret is made of it)


def flipped(bits, count):
    """Return the print with that many of its bits turned round."""
    for place in range(count):
        bits ^= 1 << (place * 5 % 63)
    return bits


def flipped_fine(fine, count):
    bits = int.from_bytes(fine)
    for place in range(count):
        bits ^= 1 << (place * 7 % 509)
    return bits.to_bytes(64)


class Desk:
    """Puts documents forward, each with what a reading would have found in it."""

    def __init__(self, year):
        self.year = year
        self.number = 0

    def hash(self):
        self.number += 1
        return f"{self.number:064x}"

    def put(self, who, sha256=None, scenes=(), papers=(), text=""):
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
                        text=text,
                        text_folded=fold(text),
                        text_print=print_of_text(text),
                        read_at=NOW,
                        prints_made=PRINTS_MADE,
                    )
                )
                looks = [(Looks.SCENE, *one) for one in scenes]
                looks += [(Looks.PAPER, 0, one) for one in papers]
                session.add_all(
                    PagePrint(sha256=sha256, page=page, print=rough, fine=fine, looks=kind)
                    for page, (kind, rough, fine) in enumerate(looks, start=1)
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


def test_nearly_the_same_photo_is_found_by_both_its_prints(desk):
    rough = 0x0F1E2D3C4B5A6978
    first = desk.put("commune", scenes=[(1, PAGE), (rough, PAGE)])
    near = flipped(rough, NEAR_SCENES), flipped_fine(PAGE, NEAR_FINE_SCENES)
    second = desk.put("other_commune", scenes=[near])
    desk.put("department", scenes=[(flipped(rough, 2 * NEAR_SCENES + 1), PAGE)])
    desk.put("department", scenes=[(rough, flipped_fine(PAGE, 2 * NEAR_FINE_SCENES + 1))])

    compare_new(at=NOW, at_most=100)

    assert matches() == {(first, second, Likeness.PAGES, NEAR_SCENES)}


def test_nearly_the_same_scan_is_found_whichever_page_it_is(desk):
    marks = int.from_bytes(PAGE).bit_count()
    near, far = flipped_fine(PAGE, marks // 4), flipped_fine(PAGE, marks)
    assert apart(PAGE, near) <= NEAR_PAPERS < apart(PAGE, far)
    first = desk.put("commune", papers=[far, PAGE])
    second = desk.put("other_commune", papers=[near])

    compare_new(at=NOW, at_most=100)

    assert {pair[:3] for pair in matches()} == {(first, second, Likeness.PAGES)}


def test_a_scan_and_a_photo_are_never_compared(desk):
    desk.put("commune", papers=[PAGE])
    desk.put("other_commune", scenes=[(0, PAGE)])

    assert compare_new(at=NOW, at_most=100) == (2, 0)


def test_pages_with_hardly_any_marks_are_not_compared(desk):
    few = ((1 << FEWEST_MARKS - 1) - 1).to_bytes(64)
    desk.put("commune", papers=[few])
    desk.put("other_commune", papers=[few])

    assert compare_new(at=NOW, at_most=100) == (2, 0)


def test_nearly_the_same_words_are_found(desk):
    changed = [*WORDS[:60], "khác", *WORDS[61:]]
    first = desk.put("commune", text=" ".join(WORDS))
    second = desk.put("other_commune", text=" ".join(changed))
    desk.put("department", text=" ".join(reversed(WORDS)))

    compare_new(at=NOW, at_most=100)

    assert {pair[:3] for pair in matches()} == {(first, second, Likeness.WORDS)}


def test_near_prints_of_other_words_are_no_match(desk):
    text = " ".join(WORDS)
    desk.put("commune", text=text)
    other = desk.put("other_commune", text=" ".join(reversed(WORDS)))
    with write_tx():
        db.session.get(FileReading, other).text_print = print_of_text(text)

    assert compare_new(at=NOW, at_most=100) == (2, 0)


def test_one_units_own_photos_of_one_year_may_be_alike(desk):
    desk.put("commune", scenes=[(5, PAGE)])
    desk.put("commune", scenes=[(5, PAGE)])

    assert compare_new(at=NOW, at_most=100) == (2, 0)


def test_each_file_is_compared_once_in_as_many_runs_as_it_takes(desk):
    for who in ("commune", "other_commune", "department"):
        desk.put(who, scenes=[(7, PAGE)])

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


@given(st.lists(FINE, max_size=20), FINE)
def test_near_fine_prints_are_exactly_those_the_rule_calls_near(fines, fine):
    fines = [*fines, fine, flipped_fine(fine, 40)]
    found = FinePrints.of((f"{place:064x}", one) for place, one in enumerate(fines)).near(fine)

    enough = [int.from_bytes(one).bit_count() >= FEWEST_MARKS for one in (*fines, fine)]
    expected = {
        f"{place:064x}"
        for place, one in enumerate(fines)
        if enough[-1] and enough[place] and apart(one, fine) <= NEAR_PAPERS
    }
    assert {sha256 for sha256, _distance in found} == expected


def test_among_many_unrelated_files_only_the_planted_ones_are_found(desk):
    random = Random(7)  # noqa: S311 (no secret is made of it)
    pages = [(random.getrandbits(64) - 2**63, random.randbytes(64)) for _ in range(60)]
    planted = [desk.put("commune", scenes=[page], papers=[page[1]]) for page in pages]
    again = [
        desk.put("other_commune", scenes=[(flipped(rough, 3), flipped_fine(fine, 9))])
        for rough, fine in pages[:5]
    ]

    compare_new(at=NOW, at_most=1000)

    assert {(first, second) for first, second, *_ in matches()} == set(
        zip(planted[:5], again, strict=True)
    )
