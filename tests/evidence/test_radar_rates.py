"""How many scans of the same page are found, and how many of other pages: a labelled set."""

import dataclasses
from datetime import date
from itertools import combinations
from random import Random

import pytest

from emulation.demo.files.letters import DECISION, REPORT, invent_letter
from emulation.demo.files.pages import printed, scanned
from emulation.evidence.checks.prints import looks_of
from emulation.rules.similarity import NEAR_PAPERS, Looks, apart

LETTERS, SCALES = 14, (1.0, 0.75, 1.5)


def scans_of(letters, random):
    """Give the prints of every letter, scanned once for each scale; all have one letterhead."""
    made = []
    for number in range(letters):
        kind, day = random.choice((DECISION, REPORT)), date(2024, 10, random.randint(1, 28))
        letter = invent_letter(f"Xã Tân {number}", kind, random.randint(10, 300), day, random)
        cut = letter.paragraphs[: random.randint(3, 16)]
        page = printed(dataclasses.replace(letter, paragraphs=cut))
        made.append([looks_of(scanned(page, random, scale=scale)) for scale in SCALES])
    return made


def rates(scans):
    """Return the shares of pairs called near: of the same page, and of different ones."""
    fine = [[bytes.fromhex(one.fine) for one in page] for page in scans]
    same = [apart(a, b) <= NEAR_PAPERS for page in fine for a, b in combinations(page, 2)]
    other = [
        apart(a, b) <= NEAR_PAPERS for one, two in combinations(fine, 2) for a in one for b in two
    ]
    return sum(same) / len(same), sum(other) / len(other)


@pytest.mark.timeout(120)
def test_pages_scanned_again_are_found_and_no_others():
    scans = scans_of(LETTERS, Random(2024))  # noqa: S311 (no secret is made of it)

    found, false = rates(scans)

    assert {one.looks for page in scans for one in page} == {Looks.PAPER}
    assert found >= 0.95
    assert false == 0
