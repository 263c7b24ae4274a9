"""Files as offices send them: every one of them is taken, and nothing is remarked on."""

import io
from functools import cache

import xlsxwriter
from PIL import ExifTags, Image

from tests.evidence import files as made
from tests.evidence.hostile.cases import taken
from tests.evidence.hostile.office import OFFICE
from tests.evidence.hostile.papers import part_of, pdf, photo, stream, with_parts, word
from tests.evidence.signing import Authority, sign

XMP = (
    b"<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
    b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
    b"xmlns:pdfaid='http://www.aiim.org/pdfa/ns/id/' pdfaid:part='2' pdfaid:conformance='B'/>"
    b"</rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
)
INTENT = b"<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) >>"


@cache
def signed():
    return sign(pdf(), Authority().issue())


def archived():
    catalogue = b"/Metadata 5 0 R /OutputIntents [6 0 R] /MarkInfo << /Marked true >>"
    return pdf(catalogue, stream(XMP, b"/Type /Metadata /Subtype /XML"), INTENT)


def scanned():
    pages = [made.page(seed=seed, size=(1240, 1754)) for seed in (1, 2, 3)]
    return made.saved(pages[0], "PDF", save_all=True, append_images=pages[1:])


def phone_photo():
    notes = Image.Exif()
    notes[ExifTags.Base.Make], notes[ExifTags.Base.Orientation] = "máy ảnh", 6
    notes.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2024:03:05 08:15:00"
    picture = made.page(size=(4000, 3000)).convert("RGB")
    return made.saved(picture, "JPEG", exif=notes, quality=85)


def with_chart():
    """A Word file with a chart, and the table of its figures inside."""
    rels = made.relationship(f"{OFFICE}/package", "Internal").replace(
        "http://example.test/", "../embeddings/Microsoft_Excel_Sheet1.xlsx"
    )
    return with_parts(
        word("Biểu đồ số hồ sơ đúng hạn năm 2024."),
        ("word/charts/chart1.xml", "<c:chartSpace xmlns:c='urn:c'/>"),
        ("word/charts/_rels/chart1.xml.rels", rels),
        ("word/embeddings/Microsoft_Excel_Sheet1.xlsx", made.excel()),
        ("word/media/image1.png", photo("PNG")),
    )


def with_printer_settings():
    settings = "HP LaserJet Phòng Một cửa".encode("utf-16-le") + bytes(1000)
    rels = made.relationship(f"{OFFICE}/printerSettings", "Internal").replace(
        "http://example.test/", "../printerSettings/printerSettings1.bin"
    )
    return with_parts(
        made.excel(),
        ("xl/printerSettings/printerSettings1.bin", settings),
        ("xl/worksheets/_rels/sheet1.xml.rels", rels),
    )


def large_table():
    """Four thousand rows of figures with formulas, links and a chart."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Hồ sơ")
        for row in range(4_000):
            sheet.write_row(row, 0, (f"HS-{row}", row, row * 2))
            sheet.write_formula(row, 3, f"=IF(B{row + 1}>0,C{row + 1}/B{row + 1},0)")
        sheet.write_url("F1", "https://dichvucong.example.vn/")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='Hồ sơ'!$B$1:$B$20"})
        sheet.insert_chart("H2", chart)
    return file.getvalue()


def resaved(content):
    """The same with its parts in another order, as other programs write them."""
    types = part_of(content, "[Content_Types].xml")
    return with_parts(content, ("[Content_Types].xml", types))


CASES = [
    taken("Kế hoạch số 5.pdf", "A plan as PDF", pdf),
    taken("Quyết định có ký số.pdf", "A PDF with a digital signature", signed),
    taken("Biên bản quét.pdf", "A scan of three pages", scanned),
    taken("Lưu trữ.pdf", "A PDF for the archive (PDF/A)", archived),
    taken("IMG_20240305.jpg", "A phone photo of 12 million pixels, turned", phone_photo),
    taken("ảnh.JPEG", "A progressive JPEG", lambda: photo(progressive=True)),
    taken("chụp màn hình.png", "A screenshot with transparency", lambda: photo("PNG", mode="RGBA")),
    taken("quét đen trắng.png", "A scan in black and white", lambda: photo("PNG", mode="1")),
    taken("quét 16 bit.png", "A grey scan of 16 bits", lambda: photo("PNG", mode="I;16")),
    taken("bảng màu.png", "A picture with a palette", lambda: photo("PNG", mode="P")),
    taken("Báo cáo.docx", "A report in Word", word),
    taken("Báo cáo có biểu đồ.docx", "A report with a chart and its figures", with_chart),
    taken("Số liệu.xlsx", "A table with printer settings", with_printer_settings),
    taken("Bảng lớn.xlsx", "A table of 4,000 rows with formulas", large_table),
    taken("Lưu lại.docx", "A report that another program wrote again", lambda: resaved(word())),
]
