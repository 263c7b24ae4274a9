"""Finding files that are alike across units and years; runs apart from any request.

A file is compared once, when it is new, with everything that is there. Nothing is decided: a match
is shown to those who judge the sheets, and a person says what it means.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from emulation.database import db, rows_changed, write_tx
from emulation.evidence.models import (
    Blob,
    Evidence,
    FileReading,
    Likeness,
    Match,
    MatchMark,
    MediaType,
    PagePrint,
)
from emulation.rules.similarity import NEAR_PAGES, NEAR_TEXTS

AT_ONCE = 500
# A form that everybody fills in is like all the others: a few neighbours are enough to see it.
NEIGHBOURS = 5
_PICTURES = (
    select(PagePrint.sha256, PagePrint.print)
    .join(Blob, Blob.sha256 == PagePrint.sha256)
    .where(Blob.media_type.in_((MediaType.JPEG, MediaType.PNG)))
)


@dataclass(frozen=True, slots=True)
class Found:
    """Two files that are alike; the hashes in order."""

    first: str
    second: str
    likeness: Likeness
    distance: int


@dataclass(frozen=True, slots=True)
class Prints:
    """Prints of many files side by side: row n of both belongs to one page or one text."""

    hashes: NDArray[np.str_]
    bits: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, int]]) -> "Prints":
        pairs = list(rows)
        return cls(
            np.array([sha256 for sha256, _ in pairs], dtype="U64"),
            np.array([bits for _, bits in pairs], dtype=np.int64),
        )

    def near(self, bits: int, limit: int) -> Iterator[tuple[str, int]]:
        """Give the files with a print that differs in at most `limit` bits, and in how many."""
        if not len(self.bits):
            return
        differing = np.bitwise_count((self.bits ^ np.int64(bits)).view(np.uint64))
        for place in np.flatnonzero(differing <= limit):
            yield str(self.hashes[place]), int(differing[place])


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
            added += _keep(found[start : start + AT_ONCE], at=at)
    with write_tx():
        rows_changed(update(FileReading).where(FileReading.sha256.in_(new)).values(compared_at=at))
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
    """Compare photos with photos and words with words.

    At this size a page of words looks like any other page of words, so that of documents only the
    words are compared.
    """
    pages = Prints.of(db.session.execute(_PICTURES).tuples())
    texts = Prints.of(
        (sha256, bits)
        for sha256, bits in db.session.execute(
            select(FileReading.sha256, FileReading.text_print).where(
                FileReading.text_print.is_not(None)
            )
        ).tuples()
        if bits is not None
    )
    nearest: dict[tuple[str, str], Found] = {}
    for sha256, bits in _pages_of(new):
        _note(nearest, sha256, Likeness.PAGES, pages.near(bits, NEAR_PAGES))
    for sha256, text in new.items():
        if text is not None:
            _note(nearest, sha256, Likeness.WORDS, texts.near(text, NEAR_TEXTS))
    return list(nearest.values())


def _pages_of(new: Mapping[str, int | None]) -> Iterator[tuple[str, int]]:
    hashes = list(new)
    for start in range(0, len(hashes), AT_ONCE):
        part = hashes[start : start + AT_ONCE]
        query = _PICTURES.where(PagePrint.sha256.in_(part))
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


def _keep(found: Iterable[Found], *, at: datetime) -> int:
    """Write the matches down; one that is known already, with its mark, stays as it is."""
    postgres = db.session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(Match) if postgres else sqlite.insert(Match)
    rows = [
        {
            "first_sha": one.first,
            "second_sha": one.second,
            "likeness": one.likeness,
            "distance": one.distance,
            "found_at": at,
            "mark": MatchMark.OPEN,
            "note": "",
            "version": 1,
        }
        for one in found
    ]
    added = 0
    for row in rows:
        statement = insert.values(row).on_conflict_do_nothing().returning(Match.id)
        added += len(db.session.scalars(statement).all())
    return added
