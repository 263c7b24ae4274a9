"""What the example province uses twice on purpose, so that there is something to be found.

`PLANNED` is the whole list: the radar is expected to find these pairs, and no others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from PIL import Image, ImageEnhance

from emulation.demo.files.letters import Letter, invent_letter
from emulation.demo.files.pages import as_scan, printed, scanned
from emulation.demo.files.photos import as_jpeg
from emulation.demo.papers import (
    DECIDED,
    Drafts,
    Paper,
    papers_of,
    photo_of,
    scan_of,
    typed_of,
    word_of,
    written,
)
from emulation.evidence.models import Likeness, MatchMark, MediaType
from emulation.units.imports import UnitRow

DECISION, REPORT, PHOTO = range(3)
# Who and when: a commune by its code, and the year.
Owner = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Reuse:
    """One document and who put it forward: unchanged, or as a copy made of it."""

    title: str
    owners: Sequence[Owner]
    likeness: Likeness
    mark: MatchMark = MatchMark.OPEN
    note: str = ""


@dataclass(frozen=True, slots=True)
class Invented:
    """All files of the province by year and commune, and what is used twice among them."""

    papers: Mapping[Owner, Sequence[Paper]]
    planned: Sequence[Reuse]


NOW, BEFORE = 2024, 2023
PROVINCE = Reuse(
    "A decision of the province, sent on by three communes",
    (("07306", NOW), ("07246", NOW), ("07616", NOW)),
    Likeness.SAME_BYTES,
    MatchMark.LEGITIMATE,
    "Quyết định của Ủy ban nhân dân tỉnh, xã nào cũng dùng làm căn cứ.",
)
SAME_PHOTO = Reuse(
    "The very photo of last year", (("07309", BEFORE), ("07309", NOW)), Likeness.SAME_BYTES
)
BRIGHTER_PHOTO = Reuse(
    "A neighbour's photo, made smaller and brighter",
    (("07312", NOW), ("07381", NOW)),
    Likeness.PAGES,
    MatchMark.DOUBTFUL,
    "Cùng một bức ảnh, chỉ chỉnh sáng và thu nhỏ. Đề nghị xã giải trình.",
)
PHOTO_AGAIN = Reuse(
    "The photo of last year, saved again", (("07621", BEFORE), ("07621", NOW)), Likeness.PAGES
)
SCANNED_AGAIN = Reuse(
    "A signed decision, scanned a second time", (("07249", NOW), ("07315", NOW)), Likeness.PAGES
)
FEW_WORDS = Reuse(
    "A neighbour's report with its name and a few words changed",
    (("07318", NOW), ("07453", NOW)),
    Likeness.WORDS,
)
OTHER_PROGRAM = Reuse(
    "A report typed into Word from a neighbour's PDF",
    (("07384", NOW), ("07321", NOW)),
    Likeness.WORDS,
)
PLANNED = (
    PROVINCE,
    SAME_PHOTO,
    BRIGHTER_PHOTO,
    PHOTO_AGAIN,
    SCANNED_AGAIN,
    FEW_WORDS,
    OTHER_PROGRAM,
)


def invent(communes: Sequence[UnitRow], random: Random) -> Invented:
    """Invent the files of every commune, then put in what is used twice."""
    drafts = {row.code: Drafts.of(row.name, row.code, NOW, random) for row in communes}
    papers = {
        (code, NOW): list(papers_of(one, place, random))
        for place, (code, one) in enumerate(drafts.items())
    }
    use_twice(papers, drafts, random)
    return Invented(papers, PLANNED)


def use_twice(papers: dict[Owner, list[Paper]], drafts: dict[str, Drafts], random: Random) -> None:
    shared = of_the_province(random)
    for owner in PROVINCE.owners:
        papers[owner][DECISION] = shared
    for owner in (SAME_PHOTO.owners[0], PHOTO_AGAIN.owners[0]):
        papers[owner] = [taken_a_year_before(papers[owner[0], NOW][PHOTO])]
    code = PHOTO_AGAIN.owners[1][0]
    papers[code, NOW][PHOTO] = photo_of(drafts[code], as_jpeg(drafts[code].photo, quality=40))
    code, copier = (owner[0] for owner in BRIGHTER_PHOTO.owners)
    papers[copier, NOW][PHOTO] = brighter(drafts[code], drafts[copier])
    code, copier = (owner[0] for owner in SCANNED_AGAIN.owners)
    signed = drafts[code].decision
    papers[code, NOW][DECISION] = scan_of(signed, random)
    again = as_scan([scanned(printed(signed), random, scale=0.8)])
    own = written(drafts[copier].decision, again, MediaType.PDF, "pdf")
    papers[copier, NOW][DECISION] = own
    code, copier = (owner[0] for owner in FEW_WORDS.owners)
    papers[code, NOW][REPORT] = typed_of(drafts[code].report, random)
    changed = with_a_few_other_words(drafts[code].report, drafts[copier].report)
    papers[copier, NOW][REPORT] = typed_of(changed, random)
    code, copier = (owner[0] for owner in OTHER_PROGRAM.owners)
    papers[code, NOW][REPORT] = typed_of(drafts[code].report, random)
    retyped = with_a_few_other_words(drafts[code].report, drafts[copier].report)
    papers[copier, NOW][REPORT] = word_of(retyped, random)


def of_the_province(random: Random) -> Paper:
    letter = invent_letter("Tỉnh Bắc Giang", "QUYẾT ĐỊNH", 1208, date(NOW, 3, 14), random)
    paper = typed_of(letter, random)
    return replace(
        paper,
        name="1208-QD-UBND tinh Bo tieu chi 2024.pdf",
        issuer="Ủy ban nhân dân tỉnh Bắc Giang",
        kinds=DECIDED,
    )


def taken_a_year_before(paper: Paper) -> Paper:
    day = paper.dated_on.replace(year=BEFORE)
    return replace(paper, name=f"Anh tru so {BEFORE}.jpg", dated_on=day)


def brighter(owner: Drafts, copier: Drafts) -> Paper:
    photo = owner.photo
    width, height = photo.picture.size
    smaller = photo.picture.resize((width * 4 // 5, height * 4 // 5), Image.Resampling.LANCZOS)
    copied = replace(photo, picture=ImageEnhance.Brightness(smaller).enhance(1.15))
    return photo_of(copier, as_jpeg(copied, quality=52))


def with_a_few_other_words(letter: Letter, own: Letter) -> Letter:
    """Put one's own name and number over a paper of somebody else."""
    opening, *others = letter.paragraphs
    return replace(
        own,
        paragraphs=(
            opening.replace(
                letter.unit[0].lower() + letter.unit[1:], own.unit[0].lower() + own.unit[1:]
            ),
            *(one.replace("tổ chức", "mở").replace("công khai", "rõ ràng") for one in others),
        ),
    )
