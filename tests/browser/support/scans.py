"""Papers as scanners, phones and offices make them: skewed, noisy, of many pages, in Vietnamese."""

import io
from functools import cache
from importlib.resources import files
from random import Random

import docx
import xlsxwriter
from PIL import ExifTags, Image, ImageDraw, ImageFilter, ImageFont

A4_AT_130_DPI = (1075, 1520)
PHOTO = (3264, 2448)
LINES = (
    "Căn cứ Quyết định của Chủ tịch Ủy ban nhân dân tỉnh ban hành Bộ tiêu chí",
    "đánh giá chính quyền thân thiện, Ủy ban nhân dân xã báo cáo như sau:",
    "1. Tổng số hồ sơ tiếp nhận trong năm: 1.902 hồ sơ, trong đó trực tuyến",
    "1.455 hồ sơ (76,5%), trực tiếp 447 hồ sơ, không có hồ sơ qua bưu chính.",
    "2. Giải quyết đúng hạn và trước hạn: 1.847 hồ sơ (97,1%); quá hạn 55 hồ sơ,",
    "đều đã có văn bản xin lỗi và hẹn lại ngày trả kết quả.",
    "3. Mức độ hài lòng của người dân qua phiếu khảo sát đạt 92,4%.",
    "Ủy ban nhân dân xã nghiêm túc rút kinh nghiệm về các hồ sơ quá hạn.",
)


def scanned_report(name, pages):
    """Return a scanned report: each page a little askew, grey, with the dust of the glass."""
    drawn = [scanned_page(number, pages) for number in range(1, pages + 1)]
    file = io.BytesIO()
    drawn[0].save(file, "PDF", save_all=True, append_images=drawn[1:], resolution=130, quality=55)
    return {"name": name, "mimeType": "application/pdf", "buffer": file.getvalue()}


@cache
def letters(size, weight="Regular"):
    font = files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{weight}.ttf"
    return ImageFont.truetype(io.BytesIO(font.read_bytes()), size)


@cache
def dust():
    return Image.effect_noise(A4_AT_130_DPI, 22)


def scanned_page(number, pages):
    random = Random(number)  # noqa: S311 (no secret is made of it)
    page = Image.new("L", A4_AT_130_DPI, 250)
    pencil = ImageDraw.Draw(page)
    pencil.text((130, 90), "ỦY BAN NHÂN DÂN XÃ", 20, letters(22))
    pencil.text((510, 90), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 20, letters(22, "Bold"))
    pencil.text((590, 125), "Độc lập - Tự do - Hạnh phúc", 20, letters(22))
    pencil.text((250, 210), f"BÁO CÁO – phần {number} trong {pages}", 20, letters(34, "Bold"))
    for place in range(26):
        line = random.choice(LINES) if place >= len(LINES) or number > 1 else LINES[place]
        pencil.text((120, 300 + 44 * place), line, 35, letters(24))
    pencil.text((520, 1475), str(number), 20, letters(24))
    page = Image.blend(page.filter(ImageFilter.GaussianBlur(0.6)), dust(), 0.1)
    turned = page.rotate(
        random.uniform(-1.6, 1.6), fillcolor=215, resample=Image.Resampling.BICUBIC
    )
    sheet = turned.convert("RGB")
    if number == pages:
        ImageDraw.Draw(sheet).ellipse((640, 1230, 860, 1450), outline=(200, 40, 50), width=9)
    return sheet


def phone_photo(name):
    """Return a large photo that a phone took upright: the pixels lie on their side."""
    room = Image.new("RGB", (PHOTO[1], PHOTO[0]), "#c9bfae")
    pencil = ImageDraw.Draw(room)
    pencil.rectangle((0, 2300, 2448, 3264), fill="#8a6d4f")
    pencil.rectangle((500, 300, 1950, 900), fill="#f4f1e8", outline="#5d3f24", width=24)
    pencil.text((600, 420), "NIÊM YẾT\nTHỦ TỤC HÀNH CHÍNH", "#a4161a", letters(110, "Bold"))
    for place in range(4):
        left = 120 + 590 * place
        pencil.rectangle((left, 1700, left + 430, 2500), fill="#5d3f24")
    grain = Image.effect_noise(room.size, 40).convert("RGB")
    lying = Image.blend(room, grain, 0.12).transpose(Image.Transpose.ROTATE_90)
    notes = Image.Exif()
    notes[ExifTags.Base.Orientation] = 6
    file = io.BytesIO()
    lying.save(file, "JPEG", quality=80, exif=notes)
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


def workbook(name, rows=260):
    """Return a list of dossiers as an office keeps it, longer than what is shown of it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Hồ sơ 2024")
        heads = ("TT", "Mã hồ sơ", "Lĩnh vực", "Ngày nhận", "Số giờ", "Đúng hạn")
        sheet.write_row(0, 0, heads)
        for row in range(1, rows):
            day = f"{row % 28 + 1:02}/{row % 12 + 1:02}/2024"
            values = (row, f"H24.{row:05}", "Hộ tịch, chứng thực", day, row * 0.25, row % 9 > 0)
            sheet.write_row(row, 0, values)
        book.add_worksheet("Tổng hợp").write_row(0, 0, ("Tổng số", 1902.5, "<b>đạt</b>"))
        hidden = book.add_worksheet("Nháp")
        hidden.write(0, 0, "Số liệu chưa đối chiếu")
        hidden.hide()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": name, "mimeType": kind, "buffer": file.getvalue()}


def plan(name):
    """Return a plan as it is typed in Word: headings, paragraphs, a list, a table."""
    paper = docx.Document()
    paper.add_heading("KẾ HOẠCH xây dựng chính quyền thân thiện", 0)
    paper.add_heading("I. Mục đích, yêu cầu", 1)
    for line in LINES:
        paper.add_paragraph(line)
    paper.add_heading("II. Phân công", 1)
    for line in ("Văn phòng chủ trì, tổng hợp.", "Bộ phận Một cửa niêm yết <thủ tục> & công khai."):
        paper.add_paragraph(line, style="List Bullet")
    table = paper.add_table(4, 4)
    for cell, text in zip(table.rows[0].cells, ("TT", "Việc", "Ai làm", "Hạn"), strict=True):
        cell.text = text
    for number, row in enumerate(table.rows[1:], start=1):
        for cell, text in zip(row.cells, (f"{number}", "Niêm yết", "Tư pháp", "30/6"), strict=True):
            cell.text = text
    file = io.BytesIO()
    paper.save(file)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return {"name": name, "mimeType": kind, "buffer": file.getvalue()}
