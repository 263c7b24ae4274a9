"""Honest files with bytes turned, cut out, doubled or swapped: taken or refused, never an accident.

A few hundred of them in the ordinary run, ten thousand in the long one; the seed is said, so that
whatever is found can be made again.
"""

import os
from random import Random

import pytest

from emulation.evidence.checks.verdicts import Reason, Refused
from emulation.evidence.inspection import inspect
from tests.evidence import files as made
from tests.evidence.hostile import pdf_files
from tests.evidence.hostile.papers import pdf, photo, word
from tests.resilience import profile

SEED = int(os.environ.get("MUTANTS_SEED", "20241122"))
EACH = 1_500 if profile.FULL else 40
PARENTS = {
    "a.pdf": pdf,
    "quét.pdf": lambda: made.saved(made.page(size=(310, 438)), "PDF"),
    "mã.pdf": lambda: pdf(pdf_files.SCRIPT),
    "a.jpg": lambda: photo(size=(310, 438)),
    "ghi chú.jpg": made.photo_with_notes,
    "a.png": lambda: photo("PNG", size=(310, 438)),
    "a.docx": word,
    "a.xlsx": made.excel,
}


def turned(content, random):
    """Change a few places: bits, runs of bytes, lengths, whole pieces."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 5, 20))):
        place = random.randrange(len(changed))
        length = random.choice((1, 2, 4, 16, 200))
        match random.randrange(6):
            case 0:
                changed[place] ^= 1 << random.randrange(8)
            case 1:
                changed[place : place + length] = random.randbytes(length)
            case 2:
                changed[place : place + length] = random.choice((b"\0", b"\xff")) * length
            case 3:
                del changed[place : place + length]
            case 4:
                changed[place:place] = changed[place : place + length]
            case _:
                del changed[place:]
        if not changed:
            changed = bytearray(b"%PDF-")
    return bytes(changed)


@pytest.mark.timeout(3600 if profile.FULL else 300)
@pytest.mark.parametrize("name", PARENTS)
def test_a_mutant_is_taken_or_refused_with_a_reason(tmp_path, name):
    parent, random = PARENTS[name](), Random(f"{SEED} {name}")  # noqa: S311 (no secret)
    path = tmp_path / "mutant"
    outcomes = set()
    for number in range(EACH):
        path.write_bytes(turned(parent, random))
        try:
            inspect(path, name)
        except Refused as refusal:
            outcomes.add(refusal.reason)
        except Exception as error:
            raise AssertionError(f"mutant {number} of {name}, seed {SEED}") from error
        else:
            outcomes.add("taken")
    assert outcomes <= {"taken", *Reason}
    assert len(outcomes) > 1


def test_the_parents_themselves_are_taken(tmp_path):
    path = tmp_path / "parent"
    for name, make in PARENTS.items():
        path.write_bytes(make())
        assert inspect(path, name)


def test_bytes_without_any_order_are_refused(tmp_path):
    random, path = Random(SEED), tmp_path / "rubbish"  # noqa: S311 (no secret)
    for _ in range(EACH):
        start = random.choice((b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"))
        path.write_bytes(start + random.randbytes(random.choice((0, 10, 5000))))
        name = random.choice(("a.pdf", "a.jpg", "a.png", "a.docx"))
        with pytest.raises(Refused):
            inspect(path, name)
