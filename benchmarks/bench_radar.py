"""The radar: 2,000 new pictures against 60,000, and one file read."""

import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.harness import Measured
from emulation.demo.files.letters import REPORT, invent_letter
from emulation.demo.files.pages import printed, scanned
from emulation.demo.files.photos import as_jpeg, photograph
from emulation.demo.papers import scan_of
from emulation.evidence.checks.images import check_image
from emulation.evidence.checks.pdf import check_pdf
from emulation.evidence.checks.prints import looks_of
from emulation.evidence.checks.program import Check
from emulation.evidence.checks.verdicts import Kind
from emulation.evidence.prints import WORDS, FinePrints, Scenes

KEPT, NEW = 60_000, 2_000
LONGEST_SECONDS = 5.0
LONGEST_READING_MS = 300.0
MOST_MEGABYTES = 100.0
FILES = 12
DAY = date(2024, 10, 5)


def measure() -> Iterator[Measured]:
    random = np.random.default_rng(5)
    rough = random.integers(-(2**63), 2**63 - 1, KEPT)
    fine = list(_rows(random))
    hashes = [f"{place:064x}" for place in range(KEPT)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    papers = FinePrints.of(zip(hashes, fine, strict=True))
    scenes = Scenes.of(zip(hashes, rough.tolist(), fine, strict=True))
    ours = _seconds(lambda: [list(papers.near(one)) for one in fine[:NEW]])
    bare = _seconds(lambda: _bare_pass(papers.words, NEW))
    yield Measured("2,000 new scans against 60,000, against a bare popcount pass",
                   round(ours * 1000), round(bare * 1000), round(ours / bare, 2), 2.0,
                   kept=ours <= 2.0 * bare)  # fmt: skip
    yield _within("2,000 new scans against 60,000, in ms", ours * 1000, LONGEST_SECONDS * 1000)
    photos = _seconds(
        lambda: [list(scenes.near(int(rough[place]), fine[place])) for place in range(NEW)]
    )
    yield _within("2,000 new photos against 60,000, in ms", photos * 1000, LONGEST_SECONDS * 1000)
    used = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    yield _within("memory of 60,000 prints and both passes, in MB", used, MOST_MEGABYTES)
    yield from _reading()


def _rows(random: np.random.Generator) -> Iterator[bytes]:
    content = random.bytes(KEPT * 64)
    for start in range(0, len(content), 64):
        yield content[start : start + 64]


def _bare_pass(words: np.ndarray, times: int) -> None:
    for place in range(times):
        for row in range(WORDS):
            np.bitwise_count(words[row] ^ words[row, place])


def _reading() -> Iterator[Measured]:
    """Read invented scans and photos as they arrive, without the start of the process."""
    random = Random(9)  # noqa: S311 (invented figures)
    letters = [invent_letter(f"Xã {n}", REPORT, n, DAY, random) for n in range(FILES)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        scans = [scan_of(one, random).content for one in letters]
        yield _within("read a scanned page, in ms", _median(path, scans, check_pdf, Kind.PDF),
                      LONGEST_READING_MS)  # fmt: skip
        photos = [as_jpeg(photograph(one.unit, DAY, random)) for one in letters]
        yield _within("read a photo, in ms", _median(path, photos, check_image, Kind.JPEG),
                      LONGEST_READING_MS)  # fmt: skip
    large = [scanned(printed(one), random, scale=3) for one in letters[:4]]
    took = statistics.median(_seconds(lambda page=page: looks_of(page)) for page in large)
    yield _within("print a page of 300 dots an inch, in ms", took * 1000, LONGEST_READING_MS)


def _median(path: Path, files: list[bytes], check: Check, kind: Kind) -> float:
    seen = []
    for content in files:
        path.write_bytes(content)
        seen.append(_seconds(lambda: check(path, kind)))
    return statistics.median(seen) * 1000


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _within(name: str, ours: float, limit: float) -> Measured:
    return Measured(name, round(ours, 1), limit, round(ours / limit, 2), 1.0, kept=ours <= limit)
