"""What is read in files: flags for whoever judges, words to search, prints to compare."""

import io
from datetime import UTC, datetime

import pytest
from PIL import ImageEnhance
from sqlalchemy import select

from emulation.database import db, write_tx
from emulation.evidence.checks.verdicts import Flag, Reason, Refused
from emulation.evidence.inspection import inspect
from emulation.evidence.models import Blob, FileReading, MediaType, PagePrint
from emulation.evidence.readings import Read, read_what_nobody_read, write_reading
from emulation.rules.similarity import NEAR_PAPERS, NEAR_SCENES, Looks, apart, distance
from emulation.storage import FolderStore
from tests.evidence import files as made

NOW = datetime.now(UTC)
A4_TEXT = "Kế hoạch cải cách hành chính năm 2024"


@pytest.fixture
def read(tmp_path):
    def read(content, name):
        path = tmp_path / "arrived"
        path.write_bytes(content)
        return inspect(path, name)

    return read


def scan(picture, **options):
    return made.saved(picture.convert("RGB"), "JPEG", **options)


FLAGGED = [
    (made.pdf_with_script(), "a.pdf", Flag.SCRIPTS),
    (made.pdf_with_attachment(), "a.pdf", Flag.ATTACHMENTS),
    (made.pdf() + b"x" * 2000, "a.pdf", Flag.MORE_BEHIND_THE_END),
    (made.pdf() + made.package(), "a.pdf", Flag.ANOTHER_KIND),
    (made.picture("PNG", (900, 900)) + b"x" * 2000, "a.png", Flag.MORE_BEHIND_THE_END),
    (made.picture("JPEG", (900, 900)) + made.package(), "a.jpg", Flag.ANOTHER_KIND),
    (made.pdf(), "a.pdf", Flag.BLANK),
    (made.picture("JPEG", (900, 900)), "a.jpg", Flag.BLANK),
    (scan(made.page(size=(310, 438))), "a.jpg", Flag.UNREADABLY_SMALL),
    (made.photo_with_notes(), "a.jpg", Flag.PLACE),
]


@pytest.mark.parametrize(("content", "name", "flag"), FLAGGED)
def test_what_deserves_a_second_look_is_flagged_and_taken(read, content, name, flag):
    assert flag in read(content, name).flags


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (scan(made.page()), "quét.jpg"),
        (made.saved(made.page(), "PNG"), "quét.png"),
        (made.saved(made.page(), "PDF"), "quét.pdf"),
        (made.word(), "kế hoạch.docx"),
    ],
)
def test_ordinary_files_have_no_flag(read, content, name):
    assert read(content, name).flags == ()


def test_a_launch_hidden_in_a_packed_object_is_refused(read):
    with pytest.raises(Refused) as refusal:
        read(made.pdf_that_launches_from_a_packed_object(), "a.pdf")

    assert refusal.value.reason is Reason.STARTS_PROGRAMS


def test_time_and_place_of_a_photo_are_read(read):
    found = read(made.photo_with_notes(), "ảnh.jpg")

    assert found.taken_at == "2024:03:05 08:15:00"
    assert found.place == "21.27350, 106.19500"


def test_words_of_word_are_whole_though_spread_over_pieces(read):
    found = read(made.word_with(("Kế ho", "ạch"), ("năm 2024",)), "kế hoạch.docx")

    assert found.text == "Kế hoạch năm 2024"


def test_the_same_page_scanned_again_has_nearly_the_same_print(read):
    page = made.page()
    first = read(scan(page, quality=90), "a.jpg").prints[1]
    smaller = ImageEnhance.Brightness(page.resize((500, 707))).enhance(1.15)
    in_pdf = read(made.saved(page, "PDF"), "a.pdf").prints[1]

    again = read(scan(smaller, quality=40), "b.jpg").prints[1]
    assert {first.looks, again.looks, in_pdf.looks} == {Looks.PAPER}
    assert fine_apart(first, again) <= NEAR_PAPERS
    assert fine_apart(first, in_pdf) <= NEAR_PAPERS
    assert distance(first.rough, again.rough) <= NEAR_SCENES


def test_other_pages_have_other_prints(read):
    prints = [read(scan(made.page(seed=seed)), "a.jpg").prints[1] for seed in range(6)]

    nearest = min(fine_apart(a, b) for i, a in enumerate(prints) for b in prints[:i])
    assert nearest > NEAR_PAPERS


def fine_apart(one, other):
    return apart(bytes.fromhex(one.fine), bytes.fromhex(other.fine))


def test_a_blank_page_has_no_print(read):
    assert read(made.pdf(), "a.pdf").prints == {}


def test_a_reading_is_kept_once_for_the_same_bytes(database, app, read):
    found = Read.of(read(made.photo_with_notes(), "ảnh.jpg"))
    with app.app_context():
        with write_tx() as session:
            session.add(Blob(sha256="a" * 64, size=1, media_type=MediaType.JPEG, stored_at=NOW))
            session.flush()
            write_reading("a" * 64, found, at=NOW)
            write_reading("a" * 64, found, at=NOW)

        assert len(db.session.scalars(select(FileReading)).all()) == 1
        (looks,) = found.found.prints.values()
        row = db.session.scalars(select(PagePrint)).one()
        assert (row.print, row.fine.hex(), row.looks) == (looks.rough, looks.fine, looks.looks)


def test_what_nobody_read_is_read_later_and_what_cannot_be_read_is_tried_once(
    database, app, tmp_path
):
    store = FolderStore(tmp_path / "evidence")
    good = store.put(io.BytesIO(made.word_with((A4_TEXT,))), limit=10**6)
    with app.app_context():
        with write_tx() as session:
            session.add(Blob(sha256=good.sha256, size=1, media_type=MediaType.DOCX, stored_at=NOW))
            session.add(Blob(sha256="0" * 64, size=1, media_type=MediaType.PDF, stored_at=NOW))

        assert read_what_nobody_read(store, at=NOW, at_most=10) == 2
        assert read_what_nobody_read(store, at=NOW, at_most=10) == 0
        texts = dict(
            db.session.execute(select(FileReading.sha256, FileReading.text)).tuples().all()
        )
        assert texts == {good.sha256: A4_TEXT, "0" * 64: ""}
