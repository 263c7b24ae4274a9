"""Reports as Word files and lists as Excel files, the same bytes for the same words."""

import io
import zipfile
from datetime import UTC, date, datetime
from random import Random

import docx
import xlsxwriter
from docx.enum.text import WD_ALIGN_PARAGRAPH

from emulation.demo.files.letters import Letter
from emulation.demo.files.pages import WARNING
from emulation.demo.files.typed import place_and_day

MADE = (2024, 11, 1, 8, 0, 0)
FIELDS = (
    "Đất đai",
    "Hộ tịch",
    "Chứng thực",
    "Xây dựng",
    "Bảo trợ xã hội",
    "Giáo dục",
    "Y tế",
    "Người có công",
)
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Giáp", "Thân")
GIVEN = (
    "Hạnh",
    "Lan",
    "Hà",
    "Mai",
    "Hồng",
    "Ngọc",
    "Yến",
    "Bình",
    "Vinh",
    "Hùng",
    "Tuấn",
    "Sơn",
    "Dũng",
    "Thảo",
)
VILLAGES = (
    "Đông",
    "Tây",
    "Trung",
    "Thượng",
    "Hạ",
    "Đồi",
    "Chùa",
    "Bến",
    "Ngoài",
    "Trong",
    "Lẻ",
    "Đình",
)
HEADINGS = ("STT", "Ngày", "Người nộp", "Thôn", "Lĩnh vực", "Số hồ sơ", "Kết quả")


def word_file(letter: Letter) -> bytes:
    """Type the paper in Word."""
    document = docx.Document()
    for text in (
        "ỦY BAN NHÂN DÂN",
        letter.unit.upper(),
        f"Số: {letter.number}",
        place_and_day(letter),
    ):
        document.add_paragraph(text)
    document.add_heading(letter.kind, 1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(letter.subject)
    for paragraph in letter.paragraphs:
        document.add_paragraph(paragraph)
    document.add_paragraph(WARNING)
    out = io.BytesIO()
    document.save(out)
    return with_fixed_times(out.getvalue())


def with_fixed_times(package: bytes) -> bytes:
    """Write the parts again without the moment at which it happened."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as read,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as write,
    ):
        for name in read.namelist():
            write.writestr(zipfile.ZipInfo(name, MADE), read.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def excel_file(commune: str, day: date, random: Random) -> bytes:
    """List in Excel what the one-stop shop took in."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties(
            {"title": f"Sổ theo dõi {commune}", "created": datetime(*MADE, tzinfo=UTC)}
        )
        sheet = book.add_worksheet("So theo doi")
        bold = book.add_format({"bold": True})
        sheet.write(0, 0, f"SỔ THEO DÕI HỒ SƠ – {commune.upper()} – NĂM {day.year}", bold)
        sheet.write_row(2, 0, HEADINGS, bold)
        sheet.set_column(1, 6, 16)
        for row in range(random.randint(18, 40)):
            person = f"{random.choice(FAMILY)} {random.choice(GIVEN)} {random.choice(GIVEN)}"
            when = f"{random.randint(1, 28):02d}/{random.randint(1, 12):02d}/{day.year}"
            result = random.choice(("Đúng hạn", "Trước hạn", "Đang giải quyết"))
            village = f"Thôn {random.choice(VILLAGES)} {random.randint(1, 9)}"
            dossier = f"H02.{random.randint(10, 99)}-{random.randint(1000, 9999)}"
            sheet.write_row(
                row + 3, 0, (row + 1, when, person, village, random.choice(FIELDS), dossier, result)
            )
        sheet.write(2, 8, WARNING)
    return out.getvalue()
