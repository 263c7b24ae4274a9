"""PDF documents: not PDF at all, locked, broken, endless, or doing something when opened."""

import io
import zlib
from functools import cache

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from emulation.evidence.checks.verdicts import Flag, Reason
from tests.evidence import files as made
from tests.evidence.hostile.cases import refused, taken
from tests.evidence.hostile.papers import packed, pdf, photo, stream, zip_of

LAUNCH = b"/OpenAction << /S /Launch /F (cmd.exe) >>"
HIDDEN = b"10 0 << /S /Launch /F (cmd.exe) >>"
SCRIPT = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
MANY_PAGES = 100_000
RUBBISH = bytes(place * 7919 % 251 for place in range(4000))
DEEP = 20_000


def locked(user):
    """Lock a PDF: with an empty password for reading only changes are forbidden."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf())))
    writer.encrypt("chủ sở hữu", user)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def locked_and_packed():
    """A locked PDF whose catalogue names a packed object, which the lock hides."""
    return locked("") + b"\n5 0 obj\n" + packed(b"\x00secret", pack=bytes) + b"\nendobj\n%%EOF\n"


@cache
def of_many_pages():
    kids = b" ".join(b"%d 0 R" % number for number in range(3, MANY_PAGES + 3))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    return made.pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, MANY_PAGES),
        *[page] * MANY_PAGES,
    )


def of_one_page_that_is_counted_as_many():
    return pdf().replace(b"/Count 1 ", b"/Count 99999 ")


def of_nested_pages():
    nodes = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 3) for number in range(DEEP)]
    last = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    return made.pdf_of(b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, last)


def of_pages_in_a_circle():
    return made.pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
    )


def with_huge_picture():
    pixels = zlib.compress(bytes(64 * 1024 * 1024), 9)
    entries = (
        b"/Type /XObject /Subtype /Image /Width 50000 /Height 50000 /BitsPerComponent 8 "
        b"/ColorSpace /DeviceRGB /Filter /FlateDecode"
    )
    return pdf(
        b"",
        stream(pixels, entries),
        page=b"/Resources << /XObject << /I 5 0 R >> >>",
        lines=b"200 0 0 200 0 0 cm /I Do",
    )


def with_page_of(box):
    return pdf().replace(b"[0 0 200 200]", box)


def bomb():
    """Contents that become a gigabyte of drawing commands."""
    commands = zlib.compress(b"0 0 m " * 20_000_000, 9)
    return made.pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>",
        stream(commands, b"/Filter /FlateDecode"),
    )


def padded(objects):
    """Objects packed behind more zeros than anybody unpacks."""
    return zlib.compress(bytes(9 * 1024 * 1024) + objects)


CASES = [
    refused("trang web.pdf", "HTML named .pdf", lambda: b"<html>x</html>", Reason.WRONG_TYPE),
    refused(
        "trang web trước.pdf",
        "HTML in front of a PDF",
        lambda: b"<html><script>alert(1)</script></html>\n" + pdf(),
        Reason.WRONG_TYPE,
    ),
    taken(
        "mã bên trong.pdf",
        "A PDF with HTML inside",
        lambda: pdf() + b"<html><script>alert(1)</script></html>",
        Flag.ANOTHER_KIND,
    ),
    refused("rỗng.pdf", "A file of no bytes", lambda: b"", Reason.EMPTY),
    refused("đứt.pdf", "A PDF cut off in the middle", lambda: pdf()[:150], Reason.DAMAGED),
    refused(
        "rác.pdf", "Random bytes behind %PDF-", lambda: b"%PDF-1.7\n" + RUBBISH, Reason.DAMAGED
    ),
    refused("21 MB.pdf", "A PDF of 21 MB", lambda: pdf() + bytes(21 * 1024**2), Reason.TOO_LARGE),
    refused("không trang.pdf", "A PDF without pages", made.pdf_without_pages, Reason.DAMAGED),
    refused("khóa.pdf", "A PDF that asks for a password", lambda: locked("mở"), Reason.ENCRYPTED),
    taken(
        "khóa sửa.pdf",
        "A PDF that opens, and is locked against changes",
        lambda: locked(""),
        Flag.LOCKED,
    ),
    refused(
        "khóa và nén.pdf",
        "The same with packed objects, which the lock hides",
        locked_and_packed,
        Reason.ENCRYPTED,
    ),
    taken(
        "mã lệnh.pdf",
        "A PDF with a script that runs when opened",
        lambda: pdf(SCRIPT),
        Flag.SCRIPTS,
    ),
    taken(
        "mã lệnh theo tên.pdf",
        "A PDF with a script in its list of names",
        lambda: pdf(b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (1) >>] >> >>"),
        Flag.SCRIPTS,
    ),
    taken(
        "mã lệnh trên trang.pdf",
        "A PDF with a script on a page, its name in escapes",
        lambda: pdf(page=b"/AA << /O << /S /J#61vaScrip#74 /JS (1) >> >>"),
        Flag.SCRIPTS,
    ),
    refused(
        "mở lệnh.pdf", "A PDF that starts a program", lambda: pdf(LAUNCH), Reason.STARTS_PROGRAMS
    ),
    refused(
        "mở lệnh ẩn.pdf",
        "The same with the name in escapes",
        lambda: pdf(LAUNCH.replace(b"/Launch", b"/L#61un#63h")),
        Reason.STARTS_PROGRAMS,
    ),
    refused(
        "mở lệnh nén.pdf",
        "The same in a packed object",
        lambda: pdf(b"", packed(HIDDEN)),
        Reason.STARTS_PROGRAMS,
    ),
    refused(
        "mở lệnh nén khác.pdf",
        "The same in an object packed twice",
        lambda: pdf(
            b"",
            packed(
                HIDDEN,
                b"/Filter [/ASCIIHexDecode /FlateDecode]",
                lambda content: zlib.compress(content).hex().encode() + b">",
            ),
        ),
        Reason.HIDES_PARTS,
    ),
    refused(
        "mở lệnh nén xa.pdf",
        "The same behind 9 MB of nothing in a packed object",
        lambda: pdf(b"", packed(HIDDEN, pack=padded)),
        Reason.HIDES_PARTS,
    ),
    refused(
        "mở lệnh nén tên lạ.pdf",
        "The same with the name of the packing in escapes",
        lambda: pdf(b"", packed(HIDDEN).replace(b"/ObjStm", b"/Obj#53tm")),
        Reason.STARTS_PROGRAMS,
    ),
    taken(
        "đính kèm.pdf",
        "A PDF with another file inside",
        made.pdf_with_attachment,
        Flag.ATTACHMENTS,
        Flag.BLANK,
    ),
    taken(
        "ghim tệp.pdf",
        "A PDF with another file pinned to a page",
        lambda: pdf(page=b"/Annots [<< /Subtype /FileAttachment /Rect [0 0 9 9] >>]"),
        Flag.ATTACHMENTS,
    ),
    taken(
        "gửi đi.pdf",
        "A PDF with a form that sends what is typed",
        lambda: pdf(b"/OpenAction << /S /SubmitForm /F (http://example.test/) >>"),
        Flag.ACTIVE_PARTS,
    ),
    taken(
        "mở tệp khác.pdf",
        "A PDF that opens another file",
        lambda: pdf(b"/OpenAction << /S /GoToR /F (\\\\\\\\may-chu\\\\a.pdf) /D [0 /Fit] >>"),
        Flag.ACTIVE_PARTS,
    ),
    taken(
        "liên kết.pdf",
        "A PDF with a link that somebody may click",
        lambda: pdf(
            page=b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] "
            b"/A << /S /URI /URI (https://example.test/) >> >>]"
        ),
    ),
    taken(
        "biểu mẫu XFA.pdf",
        "A PDF whose form other programs show differently (XFA)",
        lambda: pdf(b"/AcroForm << /Fields [] /XFA 5 0 R >>", stream(b"<xdp/>")),
        Flag.ACTIVE_PARTS,
    ),
    taken(
        "phim.pdf",
        "A PDF with a film",
        lambda: pdf(page=b"/Annots [<< /Subtype /RichMedia >>]"),
        Flag.ACTIVE_PARTS,
    ),
    taken("trang 0.pdf", "A PDF whose page has no size", lambda: with_page_of(b"[0 0 0 0]")),
    refused(
        "trang dài.pdf",
        "A PDF whose page is two thousand million points long",
        lambda: with_page_of(b"[0 0 1 2000000000]"),
        Reason.DAMAGED,
    ),
    refused("trăm nghìn trang.pdf", "A PDF of 100,000 pages", of_many_pages, Reason.TOO_MANY_PAGES),
    refused(
        "đếm sai.pdf",
        "A PDF of one page that says it has 99,999",
        of_one_page_that_is_counted_as_many,
        Reason.TOO_MANY_PAGES,
    ),
    refused("lồng sâu.pdf", "A PDF with pages 20,000 levels deep", of_nested_pages, Reason.DAMAGED),
    refused(
        "vòng tròn.pdf",
        "A PDF whose pages lead back to themselves",
        of_pages_in_a_circle,
        Reason.DAMAGED,
    ),
    taken(
        "ảnh lớn bên trong.pdf",
        "A PDF with a picture of 50,000 by 50,000 pixels",
        with_huge_picture,
        Flag.BLANK,
    ),
    refused("bom.pdf", "A PDF whose contents become 120 MB", bomb, Reason.DAMAGED),
    taken(
        "văn bản và gói.pdf",
        "A PDF that is a ZIP archive too",
        lambda: pdf() + zip_of(("a.exe", b"MZ")) + b"\n%%EOF\n",
        Flag.ANOTHER_KIND,
    ),
    refused(
        "văn bản và ảnh.pdf",
        "A JPEG that is a PDF too, named .pdf",
        lambda: photo() + pdf(),
        Reason.NAME_DISAGREES,
    ),
    taken(
        "đuôi.pdf",
        "A PDF with a program behind its end",
        lambda: pdf() + b"MZ" + b"x" * 5000,
        Flag.MORE_BEHIND_THE_END,
    ),
    taken("trắng.pdf", "A PDF of one empty page", lambda: pdf(lines=b""), Flag.BLANK),
]
