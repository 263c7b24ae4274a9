"""What each of these files gets: taken as what it is, or refused by name."""

import pytest

from emulation.evidence import inspection
from emulation.evidence.checks.verdicts import Reason, Refused
from emulation.evidence.inspection import inspect
from emulation.evidence.models import MediaType
from tests.evidence import files as made

TAKEN = [
    ("scan.pdf", made.pdf(), MediaType.PDF),
    ("KH 05.PDF", made.pdf(), MediaType.PDF),
    ("ảnh.jpg", made.picture(), MediaType.JPEG),
    ("ảnh.jpeg", made.picture(progressive=True), MediaType.JPEG),
    ("sơ đồ.png", made.picture("PNG"), MediaType.PNG),
    ("báo cáo.docx", made.word(), MediaType.DOCX),
    ("số liệu.xlsx", made.excel(), MediaType.XLSX),
    (
        "liên kết.docx",
        made.package([("word/_rels/document.xml.rels", made.relationship(made.HYPERLINK))]),
        MediaType.DOCX,
    ),
    ("hóa đơn.exe.pdf", made.pdf(), MediaType.PDF),
    ("có đuôi.png", made.picture("PNG") + b"PK\x03\x04", MediaType.PNG),
]

BOMB = ("word/media/image1.emf", bytes(60 * 1024 * 1024))
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'

REFUSED = [
    ("rỗng.pdf", b"", Reason.EMPTY),
    ("trang web.pdf", b"<html>%PDF-1.7</html>", Reason.WRONG_TYPE),
    ("rác.pdf", bytes(range(256)) * 8, Reason.WRONG_TYPE),
    ("lời.txt", b"xin", Reason.WRONG_TYPE),
    ("hình.svg", b"<svg onload='x'/>", Reason.WRONG_TYPE),
    ("chạy.exe", b"MZ", Reason.WRONG_TYPE),
    ("báo cáo.pdf.exe", made.pdf(), Reason.WRONG_TYPE),
    ("không đuôi", made.pdf(), Reason.WRONG_TYPE),
    ("gói.zip", made.package(), Reason.WRONG_TYPE),
    ("hình động.jpg", made.picture("GIF"), Reason.WRONG_TYPE),
    ("ảnh.jpg", made.picture("PNG"), Reason.NAME_DISAGREES),
    ("ảnh.pdf", made.picture(), Reason.NAME_DISAGREES),
    ("bảng.xlsx", made.word(), Reason.NAME_DISAGREES),
    ("văn bản.docx", made.excel(), Reason.NAME_DISAGREES),
    ("đứt.jpg", made.picture(size=(400, 400))[:900], Reason.DAMAGED),
    ("đứt.png", made.picture("PNG", (400, 400))[:300], Reason.DAMAGED),
    ("đứt.pdf", made.pdf()[:60], Reason.DAMAGED),
    ("không trang.pdf", made.pdf_without_pages(), Reason.DAMAGED),
    ("đứt.docx", made.word()[:2000], Reason.DAMAGED),
    ("thiếu phần.docx", b"PK\x03\x04" + bytes(80), Reason.DAMAGED),
    ("khóa.pdf", made.encrypted_pdf(), Reason.ENCRYPTED),
    ("khóa.docx", made.old_container("EncryptedPackage"), Reason.ENCRYPTED),
    ("khóa.xlsx", made.marked_encrypted(made.excel()), Reason.ENCRYPTED),
    ("cũ.doc", made.old_container(), Reason.OLD_OFFICE),
    ("đổi tên.docx", made.old_container(), Reason.OLD_OFFICE),
    ("to.png", made.huge_png_header(), Reason.TOO_MANY_PIXELS),
    ("mở lệnh.pdf", made.pdf_that_launches(), Reason.STARTS_PROGRAMS),
    ("macro.docm", made.word(), Reason.MACROS),
    ("macro.docx", made.package([("word/vbaProject.bin", b"x")]), Reason.MACROS),
    (
        "macro đổi tên.docx",
        made.package(main="application/vnd.ms-word.document.macroEnabled.main+xml"),
        Reason.MACROS,
    ),
    ("activex.docx", made.package([("word/activeX/activeX1.xml", b"<x/>")]), Reason.MACROS),
    (
        "mẫu ngoài.docx",
        made.package([("word/_rels/settings.xml.rels", made.relationship(made.TEMPLATE))]),
        Reason.OUTSIDE_LINKS,
    ),
    ("bom.docx", made.package([BOMB]), Reason.UNPACKS_TOO_LARGE),
    (
        "nhiều phần.docx",
        made.package([(f"word/{n}.xml", b"") for n in range(2001)]),
        Reason.UNPACKS_TOO_LARGE,
    ),
    ("thực thể.docx", made.package([("word/a.xml", ENTITIES)]), Reason.FOREIGN_PARTS),
    (
        "thực thể 16.docx",
        made.package([("word/a.xml", ENTITIES.encode("utf-16"))]),
        Reason.FOREIGN_PARTS,
    ),
    ("thoát.docx", made.package([("../../etc/cron.d/x.xml", b"x")]), Reason.FOREIGN_PARTS),
    ("gốc.docx", made.package([("/etc/x.xml", b"x")]), Reason.FOREIGN_PARTS),
    ("lồng.docx", made.package([("word/media/a.zip", made.package())]), Reason.FOREIGN_PARTS),
    ("chạy.docx", made.package([("word/embeddings/a.exe", b"MZ")]), Reason.FOREIGN_PARTS),
    ("ole.docx", made.package([("word/embeddings/oleObject1.bin", b"x")]), Reason.FOREIGN_PARTS),
    ("hai lần.docx", made.package([("WORD/document.xml", b"x")]), Reason.FOREIGN_PARTS),
    ("liên kết.docx", made.package([(made.symbolic_link(), b"/etc/passwd")]), Reason.FOREIGN_PARTS),
    ("lạ.docx", made.package(main="application/xml"), Reason.WRONG_TYPE),
]


def looked_at(tmp_path, name, content):
    path = tmp_path / "arrived"
    path.write_bytes(content)
    return inspect(path, name)


@pytest.mark.parametrize(("name", "content", "kind"), TAKEN, ids=[row[0] for row in TAKEN])
def test_file_is_taken_as_what_it_is(tmp_path, name, content, kind):
    assert looked_at(tmp_path, name, content).media_type is kind


@pytest.mark.parametrize(("name", "content", "reason"), REFUSED, ids=[row[0] for row in REFUSED])
def test_file_is_refused_by_name(tmp_path, name, content, reason):
    with pytest.raises(Refused) as refusal:
        looked_at(tmp_path, name, content)
    assert refusal.value.reason is reason


def test_a_check_that_takes_too_long_is_a_refusal(tmp_path, monkeypatch):
    monkeypatch.setattr(inspection, "WALL_SECONDS", 0.01)
    with pytest.raises(Refused) as refusal:
        looked_at(tmp_path, "scan.pdf", made.pdf())
    assert refusal.value.reason is Reason.DAMAGED


def test_a_check_that_crashes_is_a_refusal(tmp_path, monkeypatch):
    monkeypatch.setattr(inspection, "CHECKS", "tests.evidence.crashing.")
    with pytest.raises(Refused) as refusal:
        looked_at(tmp_path, "scan.pdf", made.pdf())
    assert refusal.value.reason is Reason.DAMAGED
