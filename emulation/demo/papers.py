"""Evidence of the example province: scanned-looking papers and photos, as real files."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random

from PIL import Image, ImageDraw, ImageFont

from emulation.evidence.models import MediaType

PAGE = (827, 1169)
PHOTO = (960, 640)
INK, PAPER, SEAL = 30, 250, (176, 38, 34)
MARGIN = 96
WARNING = "TÀI LIỆU MẪU – SỐ LIỆU HƯ CẤU"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as a commune would upload it, and the evidence kinds it can stand for."""

    name: str
    media_type: MediaType
    content: bytes
    kinds: frozenset[str]


@cache
def font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    path = files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{weight}.ttf"
    return ImageFont.truetype(str(path), size)


def papers_of(commune: str, code: str, year: int, random: Random) -> Sequence[Paper]:
    """Return a commune's few documents: decision, report, lists from the system, a photo."""
    number = random.randint(12, 240)
    day = date(year, 10, random.randint(5, 28))
    plain = commune.upper()
    decision = letter(
        plain,
        f"Số: {number}/QĐ-UBND",
        day,
        "QUYẾT ĐỊNH",
        f"Ban hành kế hoạch xây dựng chính quyền thân thiện năm {year}",
        [
            "Điều 1. Ban hành kèm theo Quyết định này kế hoạch và phân công",
            "nhiệm vụ từng thành viên ban chỉ đạo.",
            "Điều 2. Bộ phận Một cửa niêm yết công khai, báo cáo hằng tháng.",
            "Điều 3. Quyết định có hiệu lực kể từ ngày ký.",
        ],
    )
    report = letter(
        plain,
        f"Số: {number + 31}/BC-UBND",
        day,
        "BÁO CÁO",
        f"Kết quả thực hiện các tiêu chí chính quyền thân thiện năm {year}",
        [
            "1. Công khai, dân chủ: các nội dung được niêm yết tại trụ sở.",
            "2. Thủ tục hành chính: tiếp nhận và trả kết quả đúng hẹn.",
            "3. Cơ sở vật chất: đủ ghế chờ, biển chỉ dẫn, mã QR tra cứu.",
            "4. Khảo sát: người dân đánh giá bằng phiếu và mã QR.",
        ],
    )
    return (
        Paper(
            f"{number}-QĐ-UBND Kế hoạch {year}.pdf",
            MediaType.PDF,
            as_pdf(decision),
            frozenset({"plan", "decision", "dispatch", "commitment", "certificate"}),
        ),
        Paper(
            f"{number + 31}-BC-UBND Báo cáo {year}.pdf",
            MediaType.PDF,
            as_pdf(report),
            frozenset(
                {"report", "list", "minutes", "attendance", "conclusion", "survey", "index_file"}
            ),
        ),
        Paper(
            f"Anh bo phan mot cua {code}.jpg",
            MediaType.JPEG,
            as_jpeg(photo(commune, day, random)),
            frozenset({"photo", "screenshot", "link", "system_export"}),
        ),
    )


def letter(
    unit: str, number: str, day: date, kind: str, subject: str, lines: Sequence[str]
) -> Image.Image:
    """Draw a page in the layout of an official paper."""
    page = Image.new("RGB", PAGE, (PAPER, PAPER, PAPER - 6))
    pen = ImageDraw.Draw(page)
    left, right = PAGE[0] * 0.27, PAGE[0] * 0.70
    centred(pen, left, 70, "ỦY BAN NHÂN DÂN", font("Regular", 15))
    centred(pen, left, 92, unit, font("Bold", 15))
    centred(pen, right, 70, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", font("Bold", 15))
    centred(pen, right, 92, "Độc lập - Tự do - Hạnh phúc", font("SemiBold", 15))
    pen.line((right - 105, 118, right + 105, 118), fill=INK)
    pen.line((left - 45, 118, left + 45, 118), fill=INK)
    centred(pen, left, 130, number, font("Regular", 14))
    place = f"Bắc Giang, ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
    centred(pen, right, 130, place, font("Italic", 14))
    centred(pen, PAGE[0] / 2, 210, kind, font("Bold", 22))
    centred(pen, PAGE[0] / 2, 245, subject, font("SemiBold", 15))
    for row, text in enumerate(lines):
        pen.text((MARGIN, 310 + row * 34), text, font=font("Regular", 16), fill=INK)
    sign(pen, right, 310 + len(lines) * 34 + 60)
    centred(pen, PAGE[0] / 2, PAGE[1] - 60, WARNING, font("Medium", 13))
    return page


def sign(pen: ImageDraw.ImageDraw, x: float, y: float) -> None:
    centred(pen, x, y, "TM. ỦY BAN NHÂN DÂN", font("Bold", 15))
    centred(pen, x, y + 24, "CHỦ TỊCH", font("Bold", 15))
    pen.ellipse((x - 130, y + 50, x - 10, y + 170), outline=SEAL, width=4)
    pen.ellipse((x - 116, y + 64, x - 24, y + 156), outline=SEAL, width=2)
    pen.arc((x - 60, y + 80, x + 30, y + 140), 200, 20, fill=(30, 50, 140), width=3)
    pen.arc((x - 10, y + 70, x + 90, y + 130), 160, 340, fill=(30, 50, 140), width=3)


def photo(commune: str, day: date, random: Random) -> Image.Image:
    """Draw a one-stop counter in flat colours, with the date a camera would print."""
    wall = (random.randint(205, 232), random.randint(214, 232), random.randint(205, 225))
    image = Image.new("RGB", PHOTO, wall)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 470, PHOTO[0], PHOTO[1]), fill=(168, 150, 128))
    pen.rectangle((120, 330, 840, 500), fill=(122, 82, 52))
    pen.rectangle((120, 318, 840, 340), fill=(150, 104, 68))
    for seat in range(random.randint(3, 6)):
        left = 150 + seat * 118
        pen.rectangle((left, 250, left + 70, 318), fill=(40, 52, 66))
        pen.rectangle((left + 6, 256, left + 64, 304), fill=(120, 168, 205))
    pen.rectangle((180, 60, 780, 150), fill=(165, 26, 28))
    centred(pen, PHOTO[0] / 2, 74, "BỘ PHẬN MỘT CỬA", font("Bold", 30), (250, 214, 80))
    centred(pen, PHOTO[0] / 2, 112, commune.upper(), font("SemiBold", 20), (255, 255, 255))
    stamp = f"{day:%d/%m/%Y} 0{random.randint(7, 9)}:{random.randint(10, 59)}"
    pen.text((PHOTO[0] - 230, PHOTO[1] - 44), stamp, font=font("SemiBold", 20), fill=(255, 200, 60))
    pen.text((24, PHOTO[1] - 40), WARNING, font=font("Medium", 16), fill=(60, 50, 40))
    return image


def centred(
    pen: ImageDraw.ImageDraw,
    x: float,
    y: float,
    text: str,
    face: ImageFont.FreeTypeFont,
    fill: tuple[int, int, int] = (INK, INK, INK),
) -> None:
    pen.text((x, y), text, font=face, fill=fill, anchor="ma")


def as_pdf(page: Image.Image) -> bytes:
    out = io.BytesIO()
    page.convert("L").save(out, "PDF", resolution=100, quality=60)
    return stable(out.getvalue())


def stable(pdf: bytes) -> bytes:
    """Fix the times that the library writes, so that the same page is the same file."""
    for key in (b"/CreationDate (D:", b"/ModDate (D:"):
        at = pdf.find(key)
        if at >= 0:
            first = at + len(key)
            pdf = pdf[:first] + b"20241101000000" + pdf[first + 14 :]
    return pdf


def as_jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=72)
    return out.getvalue()
