"""Papers as they leave the printer, and as they come back out of a scanner: pictures of words."""

import io
import textwrap
from functools import cache, lru_cache
from importlib.resources import files
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFont

from emulation.demo.files.letters import Letter

PAGE = (827, 1169)
INK, PAPER, SEAL, PEN = 30, 252, 96, 70
MARGIN, FIRST_LINE, LINE = 84, 300, 26
LETTERS_IN_A_LINE = 84
DUST_SIDE = 512
RARE_SPECK, FAINTEST, SPECK = 250, 16, 60
WARNING = "TÀI LIỆU MẪU – SỐ LIỆU HƯ CẤU"


@cache
def font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    path = files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{weight}.ttf"
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def printed(letter: Letter) -> Image.Image:
    """Draw a page in the layout of an official paper, signed and sealed."""
    page = letterhead().copy()
    pen = ImageDraw.Draw(page)
    left, right = PAGE[0] * 0.27, PAGE[0] * 0.70
    centred(pen, left, 92, letter.unit.upper(), font("Bold", 15))
    centred(pen, left, 130, f"Số: {letter.number}", font("Regular", 14))
    day = letter.day
    place = f"Bắc Giang, ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
    centred(pen, right, 130, place, font("Italic", 14))
    centred(pen, PAGE[0] / 2, 205, letter.kind, font("Bold", 22))
    centred(pen, PAGE[0] / 2, 240, letter.subject, font("SemiBold", 15))
    bottom = FIRST_LINE
    for paragraph in letter.paragraphs:
        for text in textwrap.wrap(paragraph, LETTERS_IN_A_LINE):
            write_line(page, text, bottom)
            bottom += LINE
        bottom += 4
    sign(pen, right, min(bottom + 14, PAGE[1] - 260))
    return page


def write_line(page: Image.Image, text: str, top: int) -> None:
    """Set a line word by word: the same words come again and again, and are drawn once."""
    left = float(MARGIN)
    for word in text.split():
        mask, width = word_mask(word)
        page.paste(INK, (round(left), top), mask)
        left += width


@lru_cache(maxsize=4000)
def word_mask(word: str) -> tuple[Image.Image, float]:
    face = font("Regular", 16)
    mask = Image.new("L", (max(1, round(face.getlength(word)) + 2), LINE))
    ImageDraw.Draw(mask).text((0, 0), word, font=face, fill=255)
    return mask, face.getlength(word + " ")


@cache
def letterhead() -> Image.Image:
    page = Image.new("L", PAGE, PAPER)
    pen = ImageDraw.Draw(page)
    left, right = PAGE[0] * 0.27, PAGE[0] * 0.70
    centred(pen, left, 70, "ỦY BAN NHÂN DÂN", font("Regular", 15))
    centred(pen, right, 70, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", font("Bold", 15))
    centred(pen, right, 92, "Độc lập - Tự do - Hạnh phúc", font("SemiBold", 15))
    pen.line((right - 105, 118, right + 105, 118), fill=INK)
    pen.line((left - 45, 118, left + 45, 118), fill=INK)
    centred(pen, PAGE[0] / 2, PAGE[1] - 60, WARNING, font("Medium", 13))
    return page


def sign(pen: ImageDraw.ImageDraw, x: float, y: float) -> None:
    centred(pen, x, y, "TM. ỦY BAN NHÂN DÂN", font("Bold", 15))
    centred(pen, x, y + 24, "CHỦ TỊCH", font("Bold", 15))
    pen.ellipse((x - 130, y + 50, x - 10, y + 170), outline=SEAL, width=4)
    pen.ellipse((x - 116, y + 64, x - 24, y + 156), outline=SEAL, width=2)
    pen.arc((x - 60, y + 80, x + 30, y + 140), 200, 20, fill=PEN, width=3)
    pen.arc((x - 10, y + 70, x + 90, y + 130), 160, 340, fill=PEN, width=3)


def centred(
    pen: ImageDraw.ImageDraw,
    x: float,
    y: float,
    text: str,
    face: ImageFont.FreeTypeFont,
    fill: int | tuple[int, int, int] = INK,
) -> None:
    pen.text((x, y), text, font=face, fill=fill, anchor="ma")


def scanned(page: Image.Image, random: Random, *, scale: float = 1.0) -> Image.Image:
    """Lay the page on a scanner's glass: a little askew, a little grey, with dust."""
    light = random.uniform(0.86, 1.0)
    floor = random.randint(0, 24)
    turned = page.rotate(
        random.uniform(-0.9, 0.9),
        Image.Resampling.BILINEAR,
        translate=(random.randint(-9, 9), random.randint(-9, 9)),
        fillcolor=PAPER,
    ).point([round(floor + grey * (light - floor / 255)) for grey in range(256)])
    if scale != 1.0:
        turned = turned.resize((round(PAGE[0] * scale), round(PAGE[1] * scale)))
    return ImageChops.subtract(turned, dust(turned.size, random))


def dust(size: tuple[int, int], random: Random) -> Image.Image:
    """Cut a piece out of the scanner's noise, another one every time."""
    tile, across = noise(), random.randint(0, DUST_SIDE - 1)
    whole = Image.new("L", size)
    down = random.randint(0, DUST_SIDE - 1)
    for left in range(-across, size[0], DUST_SIDE):
        for top in range(-down, size[1], DUST_SIDE):
            whole.paste(tile, (left, top))
    return whole


@cache
def noise() -> Image.Image:
    grain = Random(7).randbytes(DUST_SIDE * DUST_SIDE)  # noqa: S311 (no secret is made of it)
    return Image.frombytes("L", (DUST_SIDE, DUST_SIDE), grain).point(
        [grey // FAINTEST if grey < RARE_SPECK else SPECK for grey in range(256)]
    )


def as_scan(pages: list[Image.Image], *, quality: int = 45) -> bytes:
    """Write pictures into a PDF, as a scanner does: no letter in it can be searched for."""
    out = io.BytesIO()
    first, *rest = pages
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=100, quality=quality)
    return stable(out.getvalue())


def stable(pdf: bytes) -> bytes:
    """Fix the times that the library writes, so that the same page is the same file."""
    for key in (b"/CreationDate (D:", b"/ModDate (D:"):
        at = pdf.find(key)
        if at >= 0:
            first = at + len(key)
            pdf = pdf[:first] + b"20241101000000" + pdf[first + 14 :]
    return pdf
