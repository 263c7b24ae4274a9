"""Pictures of pages: drawn by the limited program, once, in three sizes, and kept by hash."""

import io
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import ExifTags, Image

from emulation.evidence.models import MediaType
from emulation.evidence.pictures import ahead, cache, drawing, pages
from emulation.evidence.pictures.ahead import draw_ahead, wait_until_drawn
from emulation.evidence.pictures.cache import Busy, Cache, CannotBeMade, sweep
from emulation.evidence.pictures.drawing import draw
from emulation.evidence.pictures.pages import Original, page_picture
from emulation.evidence.pictures.sizes import Size
from tests.evidence import files as made

LIMIT = 20 * 1024 * 1024
DAY = 86_400


def report(pages=3, size=(620, 877)):
    sheets = [made.page(seed=number, size=size) for number in range(pages)]
    return made.saved(sheets[0], "PDF", save_all=True, append_images=sheets[1:])


@pytest.fixture
def drawn(tmp_path):
    return Cache(tmp_path / "previews")


@pytest.fixture
def put(either_store):
    def put(content, media_type=MediaType.PDF):
        return Original(either_store.put(io.BytesIO(content), limit=LIMIT).sha256, media_type)

    return put


@pytest.fixture
def path_of(tmp_path):
    def path_of(content):
        path = tmp_path / "original"
        path.write_bytes(content)
        return path

    return path_of


def files_in(drawn):
    return sorted(path.name[65:] for path in drawn.folder.glob("[0-9a-f][0-9a-f]/*"))


# -- drawing ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize(
    ("content", "kind"),
    [(made.pdf(), MediaType.PDF), (made.picture(size=(3000, 1000)), MediaType.JPEG)],
)
def test_a_picture_is_new_and_as_large_as_it_is_wanted(path_of, content, kind, size):
    [picture] = draw(path_of(content), kind, [(1, size)]).values()

    with Image.open(io.BytesIO(picture)) as shown:
        assert shown.format == "WEBP"
        assert max(shown.size) == size.pixels


def test_a_small_photo_is_not_blown_up(path_of):
    [picture] = draw(path_of(made.picture()), MediaType.JPEG, [(1, Size.LARGE)]).values()

    with Image.open(io.BytesIO(picture)) as shown:
        assert shown.size == (60, 40)


def test_a_photo_is_shown_upright_and_without_its_place(path_of):
    notes = Image.Exif()
    notes[ExifTags.Base.Orientation] = 6
    notes.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (21.0, 16.0, 24.6)})
    lying = made.saved(made.page(size=(800, 600)).convert("RGB"), "JPEG", exif=notes)

    [picture] = draw(path_of(lying), MediaType.JPEG, [(1, Size.PAGE)]).values()

    with Image.open(io.BytesIO(picture)) as shown:
        assert shown.size == (600, 800)
        assert not shown.getexif()
        assert "icc_profile" not in shown.info


def test_several_pictures_come_from_one_process_and_a_bad_one_spoils_no_other(path_of):
    wanted = [(1, Size.THUMB), (9, Size.PAGE), (3, Size.PAGE)]

    assert set(draw(path_of(report()), MediaType.PDF, wanted)) == {wanted[0], wanted[2]}


@pytest.mark.parametrize("content", [b"%PDF-1.7 and nothing else", made.encrypted_pdf(), b""])
def test_what_cannot_be_opened_gives_no_picture(path_of, content):
    assert draw(path_of(content), MediaType.PDF, [(1, Size.PAGE)]) == {}


def test_a_page_that_says_it_is_huge_is_drawn_to_fit(path_of):
    huge = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2000000 1000000] >>"
    content = made.pdf_of(b"<< /Type /Catalog /Pages 2 0 R >>", made.PAGES[0], huge)

    [picture] = draw(path_of(content), MediaType.PDF, [(1, Size.PAGE)]).values()

    with Image.open(io.BytesIO(picture)) as shown:
        assert max(shown.size) <= Size.PAGE.pixels


def test_a_flood_of_pixels_is_not_decoded(path_of):
    assert draw(path_of(made.huge_png_header()), MediaType.PNG, [(1, Size.PAGE)]) == {}


# -- kept -------------------------------------------------------------------------------------


def test_a_page_is_drawn_once_for_all_who_ask_at_once(put, drawn, either_store, monkeypatch):
    original, started = put(report()), []
    monkeypatch.setattr(pages, "draw", lambda *told: started.append(told) or draw(*told))

    with ThreadPoolExecutor(6) as people:
        found = list(
            people.map(
                lambda _person: page_picture(original, 2, Size.PAGE, either_store, drawn), range(6)
            )
        )

    assert len(set(found)) == 1
    assert len(started) == 1
    assert files_in(drawn) == ["2-page.webp"]


def test_a_page_that_is_not_there_is_tried_once_and_again_later(
    put, drawn, either_store, monkeypatch
):
    original, started = put(report()), []
    monkeypatch.setattr(pages, "draw", lambda *told: started.append(told) or draw(*told))

    for _ in range(2):
        with pytest.raises(CannotBeMade):
            page_picture(original, 7, Size.PAGE, either_store, drawn)
    assert len(started) == 1

    monkeypatch.setattr(cache, "FAILURE_COUNTS_SECONDS", 0)
    with pytest.raises(CannotBeMade):
        page_picture(original, 7, Size.PAGE, either_store, drawn)
    assert len(started) == 2


def test_missing_and_damaged_bytes_are_never_drawn(put, drawn, either_store):
    gone = Original("0" * 64, MediaType.PDF)

    with pytest.raises(CannotBeMade):
        page_picture(gone, 1, Size.PAGE, either_store, drawn)
    with pytest.raises(CannotBeMade):
        page_picture(put(made.word(), MediaType.DOCX), 1, Size.PAGE, either_store, drawn)
    assert files_in(drawn) == []


def test_whoever_waits_too_long_is_told_to_come_back(put, drawn, either_store, monkeypatch):
    original = put(report())
    monkeypatch.setattr(cache, "PATIENCE_SECONDS", 0.1)
    holding, done = threading.Event(), threading.Event()

    def hold():
        with drawn.alone_with(original.sha256):
            holding.set()
            done.wait(20)

    other = threading.Thread(target=hold)
    other.start()
    holding.wait(20)
    with pytest.raises(Busy):
        page_picture(original, 1, Size.PAGE, either_store, drawn)
    done.set()
    other.join()
    assert page_picture(original, 1, Size.PAGE, either_store, drawn).is_file()


def test_a_drawing_that_is_killed_leaves_nothing_half(put, drawn, either_store, monkeypatch):
    original = put(report())
    monkeypatch.setattr(drawing, "PROGRAM", "tests.evidence.crashing.pdf")
    with pytest.raises(CannotBeMade):
        page_picture(original, 1, Size.PAGE, either_store, drawn)
    [note] = drawn.folder.glob("[0-9a-f][0-9a-f]/*")
    assert note.stat().st_size == 0

    monkeypatch.undo()
    monkeypatch.setattr(cache, "FAILURE_COUNTS_SECONDS", 0)
    assert page_picture(original, 1, Size.PAGE, either_store, drawn).stat().st_size > 0


def test_a_full_disk_leaves_no_draft(put, drawn, either_store, tmp_path):
    original = put(report())
    place = drawn.place(original.sha256, "1-page.webp")
    place.mkdir(parents=True)  # renaming a file onto a folder fails as a full disk does

    with pytest.raises(OSError, match="directory"):
        drawn.put(place, b"picture")

    assert files_in(drawn) == ["1-page.webp"]


@pytest.mark.parametrize(
    ("picture", "kind", "media_type"),
    [
        (made.page(size=(9000, 6000)).convert("RGB"), "JPEG", MediaType.JPEG),
        (made.page(size=(6000, 5000)).convert("RGB"), "PNG", MediaType.PNG),
    ],
)
def test_the_largest_pictures_are_drawn_within_the_memory_of_the_program(
    path_of, picture, kind, media_type
):
    path = path_of(made.saved(picture, kind))
    wanted = [(1, Size.LARGE), (1, Size.PAGE), (1, Size.THUMB)]

    assert set(draw(path, media_type, wanted)) == set(wanted)


# -- ahead ------------------------------------------------------------------------------------


def test_what_has_just_arrived_is_drawn_before_anybody_asks(put, drawn, either_store):
    draw_ahead([put(report()), put(made.word(), MediaType.DOCX)], either_store, drawn)
    wait_until_drawn()

    assert files_in(drawn) == ["1-page.webp", "1-thumb.webp"]


def test_what_cannot_be_drawn_ahead_stops_nothing(put, drawn, either_store):
    gone = Original("0" * 64, MediaType.PDF)
    draw_ahead([gone, put(b"%PDF-1.7 broken"), put(report())], either_store, drawn)
    wait_until_drawn()

    assert ahead._worker[0].is_alive()
    assert [name for name in files_in(drawn) if "thumb" in name] == ["1-thumb.webp"] * 2


# -- swept ------------------------------------------------------------------------------------


def kept_for(drawn, name, days, size=1000):
    place = drawn.place(f"{name:064x}", "1-page.webp")
    drawn.put(place, bytes([1]) * size)
    os.utime(place, (time.time() - days * DAY,) * 2)
    return place


def test_beyond_the_limit_what_was_looked_at_longest_ago_goes(drawn):
    old, middle, new = (kept_for(drawn, number, days) for number, days in ((1, 9), (2, 5), (3, 1)))

    assert sweep(drawn, at_most=3000).removed == 0
    room = sweep(drawn, at_most=2500)

    assert (room.removed, room.freed, room.remaining) == (1, 1000, 2000)
    assert (old.exists(), middle.exists(), new.exists()) == (False, True, True)


def test_looking_at_a_picture_keeps_it(drawn):
    old, other = kept_for(drawn, 1, 9), kept_for(drawn, 2, 5)
    assert drawn.find(old) == old

    sweep(drawn, at_most=1500)

    assert (old.exists(), other.exists()) == (True, False)


def test_drafts_of_killed_processes_are_cleared_away(drawn):
    kept = kept_for(drawn, 1, 9)
    left, fresh = (kept.parent / f"{cache.DRAFT}{name}" for name in ("old", "new"))
    for path, age in ((left, DAY), (fresh, 0)):
        path.write_bytes(b"half")
        os.utime(path, (time.time() - age,) * 2)

    sweep(drawn, at_most=10_000)

    assert (left.exists(), fresh.exists(), kept.exists()) == (False, True, True)


def test_an_empty_folder_is_swept_too(drawn):
    assert sweep(drawn, at_most=10).remaining == 0
