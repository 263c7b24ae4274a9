"""Files as offices send them, and files that somebody prepared: all made here."""

import io
import zipfile
import zlib
from functools import cache
from random import Random

import docx
import xlsxwriter
from PIL import ExifTags, Image, ImageDraw

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"


def picture(kind="JPEG", size=(60, 40), **options):
    file = io.BytesIO()
    Image.new("RGB", size, "#b33").save(file, kind, **options)
    return file.getvalue()


@cache
def pdf(color="white"):
    """Return the same bytes every time, although the moment of making stands in them."""
    file = io.BytesIO()
    Image.new("RGB", (120, 170), color).save(file, "PDF")
    return file.getvalue()


def pdf_of(*objects, trailer=b""):
    """Write a PDF from the bodies of its objects; the first one is the catalogue."""
    file = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        file += b"%010d 00000 n \n" % place
    size = len(objects) + 1
    file += b"trailer\n<< /Size %d /Root 1 0 R %s>>\n" % (size, trailer)
    return bytes(file + b"startxref\n%d\n%%%%EOF\n" % start)


PAGES = (
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
)


def pdf_that_launches():
    action = b"/OpenAction << /S /#4caunch /F (cmd.exe) >>"
    return pdf_of(b"<< /Type /Catalog /Pages 2 0 R %s >>" % action, *PAGES)


def encrypted_pdf():
    locked = b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <%s> /U <%s> >>" % (
        b"11" * 32,
        b"22" * 32,
    )
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
    identifier = b"/Encrypt 4 0 R /ID [<%s> <%s>] " % (b"33" * 16, b"33" * 16)
    return pdf_of(catalogue, *PAGES, locked, trailer=identifier)


def pdf_without_pages():
    return pdf_of(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>")


def word():
    file = io.BytesIO()
    docx.Document().save(file)
    return file.getvalue()


def excel():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write(0, 0, "Số hồ sơ")
    return file.getvalue()


def package(parts=(), *, main=f"{WORD}.document.main+xml", compression=zipfile.ZIP_DEFLATED):
    """Write an Office file whose parts may be anything: pairs of (name or ZipInfo, bytes)."""
    types = (
        '<?xml version="1.0"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", "<document/>")
        for name, content in parts:
            archive.writestr(name, content)
    return file.getvalue()


def relationship(kind, mode="External"):
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{kind}" Target="http://example.test/" TargetMode="{mode}"/>'
        "</Relationships>"
    )


def symbolic_link(name="word/media/image1.png"):
    part = zipfile.ZipInfo(name)
    part.external_attr = 0o120777 << 16
    return part


def marked_encrypted(content):
    """Set the flag of encryption on every part of a package."""
    changed = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(signature)
        while place >= 0:
            changed[place + offset] |= 1
            place = changed.find(signature, place + 4)
    return bytes(changed)


def old_container(marker=""):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + marker.encode("utf-16-le")


def huge_png_header(side=50_000):
    """Write a PNG whose header promises far more pixels than anybody needs."""
    small = picture("PNG", (1, 1))
    header = b"IHDR" + side.to_bytes(4) + side.to_bytes(4) + small[24:29]
    return small[:12] + header + zlib.crc32(header).to_bytes(4) + small[33:]


def page(*, seed=1, size=(620, 877)):
    """Draw what looks like a printed page: lines of grey words on white."""
    random = Random(seed)  # noqa: S311 (no secret is made of it)
    picture = Image.new("L", size, 255)
    pencil = ImageDraw.Draw(picture)
    width, height = size
    for line in range(int(height * 0.06), int(height * 0.9), int(height * 0.03)):
        place = width * 0.1
        while place < width * 0.9 * random.uniform(0.4, 1):
            length = width * random.uniform(0.02, 0.12)
            pencil.rectangle((place, line, place + length, line + height * 0.012), 40)
            place += length + width * 0.02
    return picture


def saved(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def photo_with_notes():
    """A photo that says when it was taken, and where: in Bắc Giang."""
    notes = Image.Exif()
    notes.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2024:03:05 08:15:00"
    notes.get_ifd(ExifTags.IFD.GPSInfo).update(
        {1: "N", 2: (21.0, 16.0, 24.6), 3: "E", 4: (106.0, 11.0, 42.0)}
    )
    return saved(page().convert("RGB"), "JPEG", exif=notes)


def pdf_with_script():
    names = b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert(1)) >>] >> >>"
    return pdf_of(b"<< /Type /Catalog /Pages 2 0 R %s >>" % names, *PAGES)


def pdf_with_attachment():
    names = b"/Names << /EmbeddedFiles << /Names [(a.txt) << /Type /Filespec /F (a.txt) >>] >> >>"
    return pdf_of(b"<< /Type /Catalog /Pages 2 0 R %s >>" % names, *PAGES)


def pdf_that_launches_from_a_packed_object():
    packed = zlib.compress(b"10 0 << /S /Launch /F (cmd.exe) >>")
    stream = (
        b"<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
    )
    return pdf_of(b"<< /Type /Catalog /Pages 2 0 R >>", *PAGES, stream % (len(packed), packed))


def word_with(*paragraphs):
    file = io.BytesIO()
    document = docx.Document()
    for paragraph in paragraphs:
        line = document.add_paragraph()
        for piece in paragraph:
            line.add_run(piece)
    document.save(file)
    return file.getvalue()
