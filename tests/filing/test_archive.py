"""One ZIP of a whole sheet: what is in it, what is not, and what the index says of both."""

import io
import shutil
import subprocess
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from hashlib import sha256

import docx
import pytest
from docx.enum.section import WD_ORIENT
from sqlalchemy import update

from emulation.database import write_tx
from emulation.evidence.models import Blob, EvidenceUse, Scan
from emulation.filing.archive.contents import INDEX_NAME, LeftOut, Packed
from emulation.filing.archive.streaming import stream
from emulation.formatting import file_size
from emulation.storage import FolderStore
from tests.evidence import files as made
from tests.filing.conftest import put_forward, sent_paper
from tests.support.queries import count_queries

NOW = datetime(2024, 11, 22, 3, tzinfo=UTC)
MEGABYTE = 1024 * 1024


def zip_of(browser, participant_id):
    answer = browser.open(f"/filing/{participant_id}/zip", status=200)
    return zipfile.ZipFile(io.BytesIO(answer.data))


def index_in(archive):
    return docx.Document(io.BytesIO(archive.read(INDEX_NAME)))


def lines_of(index):
    return [[cell.text for cell in row.cells] for row in index.tables[0].rows][1:]


def put(world, codes, content=None, **facts):
    content = made.pdf() if content is None else content
    return put_forward(world.participant_id, codes, content, by=world.people["official"], **facts)


def set_on(table, condition, **values):
    with write_tx() as session:
        session.execute(update(table).where(condition).values(**values))


def path_in_store(app, content):
    digest = sha256(content).hexdigest()
    return app.config["DATA_FOLDER"] / "evidence" / digest[:2] / digest[2:4] / digest


def test_every_document_lies_in_the_folder_of_its_criterion_as_it_was_sent(world, sign_in):
    put(world, ["A1"], name="Kế hoạch số 05.pdf")
    put(world, ["B2"], made.picture(), name="Ảnh.jpg")
    put_forward(
        world.other_id, ["A1"], made.pdf("red"), by=world.people["other_official"], name="Khác.pdf"
    )

    archive = zip_of(sign_in("inspector"), world.participant_id)

    assert archive.testzip() is None
    names = archive.namelist()
    assert len(names) == 3
    assert names[0].startswith("A1 ")
    assert names[0].endswith("/Kế hoạch số 05.pdf")
    assert archive.read(names[0]) == made.pdf()
    assert names[2] == INDEX_NAME
    assert all(one.compress_type == zipfile.ZIP_STORED for one in archive.infolist())
    assert all(one.flag_bits & 0x800 for one in archive.infolist())


def test_papers_of_the_application_file_come_first(world, sign_in):
    sign_in("official").post(f"/filing/{world.participant_id}/papers/HS1", sent_paper())
    put(world, ["A1"], made.pdf("red"))

    names = zip_of(sign_in("official"), world.participant_id).namelist()

    assert names[0] == "00 Hồ sơ đề nghị công nhận/HS1 Tờ trình.pdf"


def test_a_document_of_several_criteria_is_packed_once_and_named_for_each(world, sign_in):
    put(world, ["A1", "A2", "B1"])

    archive = zip_of(sign_in("council"), world.participant_id)

    assert len(archive.namelist()) == 2
    lines = lines_of(index_in(archive))
    assert [line[1].split()[0] for line in lines] == ["A1", "A2", "B1"]
    assert {line[2] for line in lines} == {archive.namelist()[0]}
    assert ["cùng tài liệu với A1" in line[8] for line in lines] == [False, True, True]


def test_the_index_says_everything_about_a_document(world, sign_in):
    put(
        world,
        ["A1"],
        name="KH.pdf",
        number="05/KH-UBND",
        dated_on=date(2024, 1, 15),
        issuer="UBND xã Đại Hóa <&>",
    )

    index = index_in(zip_of(sign_in("leader"), world.participant_id))

    section = index.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert index.styles["Normal"].font.name == "Times New Roman"
    head = [cell.text for cell in index.tables[0].rows[0].cells]
    assert head[:3] == ["STT", "Tiêu chí", "Tệp trong gói này"]
    number, criterion, path, facts, name, size, digest, sender, remarks = lines_of(index)[0]
    assert number == "1"
    assert criterion.startswith("A1 ")
    assert path.endswith("/KH.pdf")
    assert facts == "05/KH-UBND, 15/01/2024, UBND xã Đại Hóa <&>"
    assert (name, size) == ("KH.pdf", file_size(len(made.pdf())))
    assert digest.replace(" ", "") == sha256(made.pdf()).hexdigest()
    assert sender == "Nguyễn Thị Official, 22/11/2024 10:00"
    assert remarks == "chưa quét vi-rút"


def test_bytes_that_changed_or_are_gone_are_left_out_and_named(world, app, sign_in):
    contents = [made.pdf("red"), made.pdf("blue"), made.pdf("green")]
    for number, content in enumerate(contents):
        put(world, ["A1"], content, name=f"{number}.pdf")
    damaged = path_in_store(app, contents[0])
    damaged.chmod(0o640)
    damaged.write_bytes(b"changed")
    path_in_store(app, contents[1]).unlink()

    archive = zip_of(sign_in("inspector"), world.participant_id)

    assert [name.rpartition("/")[2] for name in archive.namelist()] == ["2.pdf", INDEX_NAME]
    index = index_in(archive)
    lines = lines_of(index)
    assert "bị hỏng" in lines[0][8]
    assert "không còn trong kho" in lines[1][8]
    assert [line[2] for line in lines[:2]] == ["–", "–"]
    assert "bị hỏng: 1." in index.paragraphs[-1].text


@pytest.mark.parametrize(
    ("reader", "scan", "is_in"),
    [
        ("official", Scan.PENDING, True),
        ("inspector", Scan.PENDING, False),
        ("official", Scan.INFECTED, False),
        ("inspector", Scan.CLEAN, True),
    ],
)
def test_what_the_scanner_closes_is_left_out(world, sign_in, reader, scan, is_in):
    put(world, ["A1"])
    finding = "Eicar" if scan is Scan.INFECTED else ""
    set_on(Blob, Blob.size > 0, scan=scan, scan_finding=finding)

    archive = zip_of(sign_in(reader), world.participant_id)

    assert (len(archive.namelist()) == 2) is is_in
    assert ("Không đưa vào" in lines_of(index_in(archive))[0][8]) is not is_in


def test_what_was_taken_off_or_replaced_is_not_in_force(world, sign_in):
    old, new = put(world, ["A1"]), put(world, ["A1"], made.pdf("red"), name="Mới.pdf")
    gone = put(world, ["A2"], made.pdf("blue"))
    by = world.people["official"].id
    set_on(EvidenceUse, EvidenceUse.evidence_id == old, replaced_by_id=new)
    at = datetime(2024, 11, 1, tzinfo=UTC)
    set_on(EvidenceUse, EvidenceUse.evidence_id == gone, withdrawn_at=at, withdrawn_by_id=by)

    names = zip_of(sign_in("inspector"), world.participant_id).namelist()

    assert [name.rpartition("/")[2] for name in names] == ["Mới.pdf", INDEX_NAME]


def test_files_of_one_name_are_numbered(world, sign_in):
    put(world, ["A1"], name="CON.pdf")
    put(world, ["A1"], made.pdf("red"), name="con.PDF")

    names = zip_of(sign_in("inspector"), world.participant_id).namelist()

    assert [name.rpartition("/")[2] for name in names[:2]] == ["_CON.pdf", "_con (2).PDF"]


def test_a_sheet_without_documents_gives_an_index_that_says_so(world, sign_in):
    archive = zip_of(sign_in("inspector"), world.participant_id)

    assert archive.namelist() == [INDEX_NAME]
    assert lines_of(index_in(archive)) == []


def test_only_who_sees_the_sheet_gets_it(world, sign_in):
    put(world, ["A1"])

    for stranger in ("other_official", "other_inspector", "administrator"):
        sign_in(stranger).open(f"/filing/{world.participant_id}/zip", status=404)


def test_the_answer_is_an_attachment_that_no_page_can_use(world, sign_in):
    answer = sign_in("inspector").open(f"/filing/{world.participant_id}/zip", status=200)

    assert answer.mimetype == "application/zip"
    assert "filename*=UTF-8''Minh%20ch%E1%BB%A9ng" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_many_documents_need_no_more_queries_than_few(world, sign_in):
    browser = sign_in("inspector")
    put(world, ["A1"])
    browser.open(f"/filing/{world.participant_id}/zip", status=200)
    with count_queries() as few:
        browser.open(f"/filing/{world.participant_id}/zip", status=200)
    for number in range(12):
        put(world, ["A1", "A2"], made.picture(size=(20, 20 + number)), name="a.jpg")
    with count_queries() as many:
        assert len(zip_of(browser, world.participant_id).namelist()) == 14

    assert len(many) == len(few)


@pytest.mark.skipif(shutil.which("unzip") is None, reason="no unzip on this machine")
def test_another_program_unpacks_it_with_its_letters(world, sign_in, tmp_path):
    put(world, ["A1"], name="Quyết định số 1.pdf")
    file = tmp_path / "a.zip"
    file.write_bytes(sign_in("inspector").open(f"/filing/{world.participant_id}/zip").data)

    subprocess.run(["unzip", "-q", str(file), "-d", str(tmp_path / "out")], check=True)

    found = list((tmp_path / "out").rglob("*.pdf"))
    assert [path.name for path in found] == ["Quyết định số 1.pdf"]
    assert found[0].read_bytes() == made.pdf()


def packed(sha256, size, name, number=1):
    return Packed(
        evidence_id=number,
        sha256=sha256,
        size=size,
        name=name,
        number="",
        dated_on=None,
        issuer="",
        uploaded_at=datetime(2024, 11, 1, tzinfo=UTC),
        uploaded_by_name="",
        after_submission=False,
        unscanned=True,
        path=name,
        left_out=None,
    )


def test_large_files_pass_through_little_memory(tmp_path):
    kept = FolderStore(tmp_path / "evidence")
    stored = kept.put(io.BytesIO(b"x" * 40 * MEGABYTE), limit=2**30)
    documents = [packed(stored.sha256, stored.size, f"{n}.pdf", n) for n in range(3)]

    tracemalloc.start()
    sent = sum(len(piece) for piece in stream(documents, kept, lambda _left_out: b"index", at=NOW))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert sent > 120 * MEGABYTE
    assert peak < 4 * MEGABYTE


def test_either_store_packs_the_same_and_leaves_nothing_behind(either_store):
    stored = either_store.put(io.BytesIO(made.pdf()), limit=2**30)
    told = {}

    def index(left_out):
        told.update(left_out)
        return b"index"

    pieces = b"".join(
        stream(
            [packed(stored.sha256, stored.size, "a.pdf"), packed("0" * 64, 10, "b.pdf", 2)],
            either_store,
            index,
            at=NOW,
        )
    )

    archive = zipfile.ZipFile(io.BytesIO(pieces))
    assert archive.namelist() == ["a.pdf", INDEX_NAME]
    assert archive.read("a.pdf") == made.pdf()
    assert told == {2: LeftOut.MISSING}
    assert not list(either_store.arrivals.folder.glob("*"))
