"""Finding files that are alike across units and years; runs apart from any request.

A file is compared once, when it is new, with everything that is there. Nothing is decided: a match
is shown to those who judge the sheets, and a person says what it means.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import Select, func, select, update

from emulation.database import db, rows_changed, write_tx
from emulation.evidence.models import Evidence, FileReading, Likeness, Match, PagePrint
from emulation.evidence.prints import FinePrints, Prints, Scenes
from emulation.evidence.remembering import Found, keep
from emulation.rules.similarity import NEAR_RUNS, NEAR_TEXTS, Looks, runs_of, shared_runs

AT_ONCE = 500
# A form that everybody fills in is like all the others: a few neighbours are enough to see it.
NEIGHBOURS = 5
# Texts whose prints lie near are read and compared run by run, the nearest of them.
READ_AT_MOST = 20


def compare_new(*, at: datetime, at_most: int) -> tuple[int, int]:
    """Compare files that were not compared yet; return how many, and how many matches are new."""
    waiting = (
        select(FileReading.sha256, FileReading.text_print)
        .where(FileReading.compared_at.is_(None))
        .order_by(FileReading.read_at, FileReading.sha256)
        .limit(at_most)
    )
    new = dict(db.session.execute(waiting).tuples().all())
    found = list(_same_bytes())
    if new:
        found += _alike(new)
    found = list(_between_different(found))
    db.session.rollback()
    added = 0
    # In short transactions: people save meanwhile.
    for start in range(0, len(found), AT_ONCE):
        with write_tx():
            added += keep(found[start : start + AT_ONCE], at=at)
    hashes = list(new)
    for start in range(0, len(hashes), AT_ONCE):
        part = hashes[start : start + AT_ONCE]
        with write_tx():
            rows_changed(
                update(FileReading).where(FileReading.sha256.in_(part)).values(compared_at=at)
            )
    return len(new), added


def _same_bytes() -> Iterator[Found]:
    """Give the bytes that several units, or one in several years, put forward."""
    several = (
        select(Evidence.sha256)
        .outerjoin(
            Match, (Match.first_sha == Evidence.sha256) & (Match.second_sha == Evidence.sha256)
        )
        .where(Match.id.is_(None))
        .group_by(Evidence.sha256)
        .having(func.count(Evidence.participant_id.distinct()) > 1)
    )
    for sha256 in db.session.scalars(several):
        yield Found(sha256, sha256, Likeness.SAME_BYTES, 0)


def _alike(new: Mapping[str, int | None]) -> list[Found]:
    """Compare photos with photos, scans with scans and words with words."""
    nearest: dict[tuple[str, str], Found] = {}
    _compare_scenes(new, nearest)
    _compare_papers(new, nearest)
    _compare_words(new, nearest)
    return list(nearest.values())


def _compare_scenes(new: Mapping[str, int | None], nearest: dict[tuple[str, str], Found]) -> None:
    scenes = Scenes.of(db.session.execute(_pages(Looks.SCENE)).tuples())
    for sha256, rough, fine in _pages_of(new, Looks.SCENE):
        _note(nearest, sha256, Likeness.PAGES, scenes.near(rough, fine))


def _compare_papers(new: Mapping[str, int | None], nearest: dict[tuple[str, str], Found]) -> None:
    rows = db.session.execute(_pages(Looks.PAPER)).tuples()
    papers = FinePrints.of((sha256, fine) for sha256, _rough, fine in rows)
    for sha256, _rough, fine in _pages_of(new, Looks.PAPER):
        _note(nearest, sha256, Likeness.PAGES, papers.near(fine))


def _compare_words(new: Mapping[str, int | None], nearest: dict[tuple[str, str], Found]) -> None:
    printed = select(FileReading.sha256, FileReading.text_print).where(
        FileReading.text_print.is_not(None)
    )
    texts = Prints.of(
        (sha256, bits) for sha256, bits in db.session.execute(printed).tuples() if bits is not None
    )
    for sha256, bits in new.items():
        if bits is not None:
            near = [one for one in texts.near(bits, NEAR_TEXTS) if one[0] != sha256]
            _note(nearest, sha256, Likeness.WORDS, _that_share_words(sha256, near))


def _that_share_words(sha256: str, near: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Give those whose texts really are nearly the same: prints of 64 bits only hint at it."""
    nearest = {other: bits for bits, other in sorted((bits, other) for other, bits in near)}
    wanted = list(nearest)[:READ_AT_MOST]
    if not wanted:
        return
    texts = select(FileReading.sha256, FileReading.text_folded).where(
        FileReading.sha256.in_([sha256, *wanted])
    )
    runs = {one: runs_of(text) for one, text in db.session.execute(texts)}
    for other in wanted:
        if shared_runs(runs[sha256], runs[other]) >= NEAR_RUNS:
            yield other, nearest[other]


def _pages(looks: Looks) -> Select[tuple[str, int, bytes]]:
    return select(PagePrint.sha256, PagePrint.print, PagePrint.fine).where(  # type: ignore[return-value]  # a check of the table says these have one
        PagePrint.looks == looks
    )


def _pages_of(new: Mapping[str, int | None], looks: Looks) -> Iterator[tuple[str, int, bytes]]:
    hashes = list(new)
    for start in range(0, len(hashes), AT_ONCE):
        query = _pages(looks).where(PagePrint.sha256.in_(hashes[start : start + AT_ONCE]))
        yield from db.session.execute(query).tuples()


def _note(
    nearest: dict[tuple[str, str], Found],
    sha256: str,
    likeness: Likeness,
    near: Iterable[tuple[str, int]],
) -> None:
    """Keep the nearest pair of pages of every two files; pages count before words."""
    others = sorted((distance, other) for other, distance in near if other != sha256)
    for distance, other in others[:NEIGHBOURS]:
        first, second = sorted((sha256, other))
        known = nearest.get((first, second))
        if known is None or (known.likeness is likeness and distance < known.distance):
            nearest[first, second] = Found(first, second, likeness, distance)


def _between_different(found: list[Found]) -> Iterator[Found]:
    """Leave out pairs that one unit put forward in one year: its own photos may be alike."""
    hashes = list({sha256 for one in found for sha256 in (one.first, one.second)})
    owners: dict[str, set[int]] = {}
    for start in range(0, len(hashes), AT_ONCE):
        part = hashes[start : start + AT_ONCE]
        query = select(Evidence.sha256, Evidence.participant_id).where(Evidence.sha256.in_(part))
        for sha256, participant_id in db.session.execute(query):
            owners.setdefault(sha256, set()).add(participant_id)
    for one in found:
        if len(owners.get(one.first, set()) | owners.get(one.second, set())) > 1:
            yield one
