"""Evidence of the example province: scans, papers, lists and photos, as real files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from emulation.demo.files.letters import DECISION, REPORT, Letter, invent_letter
from emulation.demo.files.office import excel_file, word_file
from emulation.demo.files.pages import as_scan, printed, scanned
from emulation.demo.files.photos import Photo, as_jpeg, photograph
from emulation.demo.files.typed import typed
from emulation.evidence.models import MediaType

DECIDED = frozenset({"plan", "decision", "dispatch", "commitment", "certificate"})
REPORTED = frozenset(
    {"report", "list", "minutes", "attendance", "conclusion", "survey", "index_file"}
)
SHOWN = frozenset({"photo", "screenshot", "link", "system_export"})
# Every fourth decision is a scan of the signed paper; reports come in turn from three programs.
SCANNED_EVERY = 4


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as a commune would upload it, what it says of itself, and what it can stand for."""

    name: str
    media_type: MediaType
    content: bytes
    kinds: frozenset[str]
    kind: str
    dated_on: date
    number: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Drafts:
    """What a commune wrote and photographed in a year, before it became files."""

    commune: str
    code: str
    decision: Letter
    report: Letter
    photo: Photo

    @classmethod
    def of(cls, commune: str, code: str, year: int, random: Random) -> "Drafts":
        number = random.randint(12, 240)
        day = date(year, 10, random.randint(5, 28))
        return cls(
            commune,
            code,
            invent_letter(commune, DECISION, number, day, random),
            invent_letter(commune, REPORT, number + 31, day, random),
            photograph(commune, day, random),
        )


def papers_of(drafts: Drafts, place: int, random: Random) -> Sequence[Paper]:
    """Return a commune's few documents: decision, report or list, and a photo."""
    decision = scan_of if place % SCANNED_EVERY == 0 else typed_of
    makers = (typed_of, word_of)
    if place % 3 < len(makers):
        report = makers[place % 3](drafts.report, random)
    else:
        report = list_of(drafts, random)
    return decision(drafts.decision, random), report, photo_of(drafts, as_jpeg(drafts.photo))


def typed_of(letter: Letter, _random: Random) -> Paper:
    return written(letter, typed(letter), MediaType.PDF, "pdf")


def scan_of(letter: Letter, random: Random) -> Paper:
    content = as_scan([scanned(printed(letter), random)])
    return written(letter, content, MediaType.PDF, "pdf")


def word_of(letter: Letter, _random: Random) -> Paper:
    return written(letter, word_file(letter), MediaType.DOCX, "docx")


def written(letter: Letter, content: bytes, media_type: MediaType, ending: str) -> Paper:
    decided = letter.kind == DECISION
    title = "Kế hoạch" if decided else "Báo cáo"
    return Paper(
        name=f"{letter.number.replace('/', '-')} {title} {letter.day.year}.{ending}",
        media_type=media_type,
        content=content,
        kinds=DECIDED if decided else REPORTED,
        kind="decision" if decided else "report",
        dated_on=letter.day,
        number=letter.number,
        issuer=f"Ủy ban nhân dân {letter.unit[0].lower()}{letter.unit[1:]}",
    )


def list_of(drafts: Drafts, random: Random) -> Paper:
    day = drafts.report.day
    return Paper(
        name=f"So theo doi ho so {drafts.code} {day.year}.xlsx",
        media_type=MediaType.XLSX,
        content=excel_file(drafts.commune, day, random),
        kinds=REPORTED,
        kind="list",
        dated_on=day,
    )


def photo_of(drafts: Drafts, content: bytes) -> Paper:
    return Paper(
        name=f"Anh {drafts.code} {drafts.report.day:%d-%m-%Y}.jpg",
        media_type=MediaType.JPEG,
        content=content,
        kinds=SHOWN,
        kind="photo",
        dated_on=drafts.report.day,
    )
