"""The application files of the example province: the papers of each commune, with gaps in some."""

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from sqlalchemy import insert, select

from emulation.database import db
from emulation.demo.files.letters import REPORT, Letter, invent_letter
from emulation.demo.files.typed import typed
from emulation.evidence.inspection import Inspected
from emulation.evidence.models import Blob, Evidence, MediaType
from emulation.evidence.readings import Read, write_reading
from emulation.filing.models import ApplicationPaper
from emulation.periods.models import Participant
from emulation.storage import Stored, store
from emulation.units.imports import UnitRow

SEED = 5
LARGEST = 20 * 1024 * 1024
# Of ten communes seven have everything, two lack a paper, and one lacks two.
GAPS = (0, 0, 0, 0, 0, 0, 0, 1, 1, 2)
LETTER, RESULTS, TABLE, REGISTRATION, APPROVAL = PLACES = ("HS1", "HS2", "HS3", "HS4", "HS5")
# The paper that stands in a place already, as evidence: by the kind that is said of it.
SERVES_TWICE = {RESULTS: "report", REGISTRATION: "decision"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper as it is headed and signed, and what its file is called."""

    kind: str
    symbol: str
    subject: str
    name: str


DRAFTS = {
    LETTER: Draft(
        "TỜ TRÌNH", "TTr-UBND", "Đề nghị công nhận chính quyền thân thiện năm {year}", "Tờ trình"
    ),
    RESULTS: Draft(
        REPORT, "BC-UBND", "Kết quả xây dựng chính quyền thân thiện năm {year}", "Báo cáo kết quả"
    ),
    TABLE: Draft(
        "BẢNG TỰ CHẤM ĐIỂM", "BTC-UBND", "Chính quyền thân thiện năm {year}", "Bảng tự chấm điểm"
    ),
    REGISTRATION: Draft(
        "BẢN ĐĂNG KÝ", "ĐK-UBND", "Mô hình chính quyền thân thiện năm {year}", "Đăng ký mô hình"
    ),
    APPROVAL: Draft(
        "THÔNG BÁO", "TB-BCĐ", "Phê duyệt mô hình đăng ký năm {year} của {name}", "Phê duyệt"
    ),
}


@dataclass(frozen=True, slots=True)
class Writer:
    """A commune and the district whose committee approves its model."""

    name: str
    district: str
    code: str


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A paper in the store: for which place, in which words, under which hash."""

    place: str
    letter: Letter
    name: str
    stored: Stored


@dataclass(frozen=True, slots=True)
class ApplicationFile:
    """What a commune puts into its places: papers of its own, and evidence that serves twice."""

    papers: Sequence[KeptPaper]
    served: Sequence[str]


def keep_application_files(
    rows: Sequence[UnitRow], kinds: Mapping[str, Collection[str]], year: int
) -> Mapping[str, ApplicationFile]:
    """Invent and keep the papers before any row names them; `kinds` is each commune's evidence."""
    random = Random(SEED)  # noqa: S311 (invented figures, the same every time)
    names = {row.code: row.name for row in rows}
    communes = [
        Writer(row.name, names[row.parent_code], row.code) for row in rows if row.code in kinds
    ]
    return {one.code: _application_file(one, kinds[one.code], year, random) for one in communes}


def _application_file(
    row: Writer, kinds: Collection[str], year: int, random: Random
) -> ApplicationFile:
    gaps = random.sample(PLACES, random.choice(GAPS))
    filled = [place for place in PLACES if place not in gaps]
    served = [place for place in filled if SERVES_TWICE.get(place) in kinds]
    return ApplicationFile(
        papers=[_kept(row, place, year, random) for place in filled if place not in served],
        served=served,
    )


def _kept(row: Writer, place: str, year: int, random: Random) -> KeptPaper:
    draft = DRAFTS[place]
    unit = f"Ban chỉ đạo {row.district}" if place == APPROVAL else row.name
    number, day = random.randint(250, 420), date(year, 11, random.randint(1, 8))
    letter = replace(
        invent_letter(row.name, REPORT, number, day, random),
        unit=unit,
        kind=draft.kind,
        number=f"{number}/{draft.symbol}",
        subject=draft.subject.format(year=year, name=row.name),
    )
    stored = store().put(io.BytesIO(typed(letter)), limit=LARGEST)
    return KeptPaper(place, letter, f"{letter.number.replace('/', '-')} {draft.name}.pdf", stored)


def fill_places(
    participants: Sequence[Participant],
    files: Mapping[str, ApplicationFile],
    officials: Mapping[int, int],
    *,
    at: datetime,
) -> None:
    """Write the papers down as documents, and every document into its place."""
    communes = [one for one in participants if one.assessed]
    _write_bytes([paper for one in communes for paper in files[one.code].papers], at=at)
    standing = _documents_by_kind([one.id for one in communes])
    for one in communes:
        by = officials[one.unit_id]
        there = {place: standing[one.id, SERVES_TWICE[place]] for place in files[one.code].served}
        for paper in files[one.code].papers:
            document = _document(one.id, paper, by=by, at=at)
            db.session.add(document)
            db.session.flush()
            there[paper.place] = document.id
        db.session.execute(
            insert(ApplicationPaper),
            [
                {
                    "participant_id": one.id,
                    "code": place,
                    "evidence_id": evidence_id,
                    "put_by_id": by,
                    "put_at": at,
                }
                for place, evidence_id in sorted(there.items())
            ],
        )


def _document(participant_id: int, paper: KeptPaper, *, by: int, at: datetime) -> Evidence:
    return Evidence(
        participant_id=participant_id,
        sha256=paper.stored.sha256,
        name=paper.name,
        number=paper.letter.number,
        dated_on=paper.letter.day,
        issuer=paper.letter.unit,
        proves_year=paper.letter.day.year,
        uploaded_by_id=by,
        uploaded_at=at,
    )


def _write_bytes(papers: Sequence[KeptPaper], *, at: datetime) -> None:
    """Write down the bytes and what stands in them, which is known without reading them again."""
    db.session.execute(
        insert(Blob),
        [
            {
                "sha256": paper.stored.sha256,
                "size": paper.stored.size,
                "media_type": MediaType.PDF,
                "stored_at": at,
            }
            for paper in papers
        ],
    )
    for paper in papers:
        found = Inspected(MediaType.PDF, 1, (), paper.letter.text, {}, "", "")
        write_reading(paper.stored.sha256, Read.of(found), at=at)


def _documents_by_kind(participant_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    query = select(Evidence.participant_id, Evidence.kind, Evidence.id).where(
        Evidence.participant_id.in_(participant_ids)
    )
    return {(unit, kind): number for unit, kind, number in db.session.execute(query).tuples()}
