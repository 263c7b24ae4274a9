"""Photos of offices: rooms, boards and gates, each with its own light, view and grain."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from PIL import ExifTags, Image, ImageChops, ImageDraw

from emulation.demo.files.pages import WARNING, centred, font

SIZE = (720, 540)
ROOM = (1000, 760)
GRAIN_ROOM = 200
QUALITY = 74
Colour = tuple[int, int, int]
Pen = ImageDraw.ImageDraw


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture and the moment at which the camera says that it was taken."""

    picture: Image.Image
    taken_at: str


def photograph(commune: str, day: date, random: Random) -> Photo:
    """Take a photo somewhere in the office; no two are alike."""
    scene = random.choice(SCENES)
    room = Image.new("RGB", ROOM, shade(random, 150, 235))
    pen = ImageDraw.Draw(room)
    scene(pen, commune, random)
    people(pen, random)
    taken = seen_through_a_lens(room, random)
    hour, minute = random.randint(7, 16), random.randint(0, 59)
    stamp = ImageDraw.Draw(taken)
    stamp.text((14, SIZE[1] - 26), WARNING, font=font("Medium", 14), fill=(70, 60, 50))
    return Photo(taken, f"{day:%Y:%m:%d} {hour:02d}:{minute:02d}:{random.randint(0, 59):02d}")


def shade(random: Random, low: int, high: int) -> Colour:
    return random.randint(low, high), random.randint(low, high), random.randint(low, high)


def counter(pen: Pen, commune: str, random: Random) -> None:
    """Show the desks of the one-stop shop."""
    floor = random.randint(500, 620)
    pen.rectangle((0, floor, *ROOM), fill=shade(random, 90, 180))
    left, right = random.randint(0, 260), random.randint(620, 1000)
    top = random.randint(330, 440)
    pen.rectangle((left, top, right, floor + 40), fill=shade(random, 60, 150))
    pen.rectangle((left, top - 14, right, top + 10), fill=shade(random, 100, 190))
    width = random.randint(70, 130)
    for place in range(left + 20, right - width, width + random.randint(30, 90)):
        pen.rectangle((place, top - 92, place + width, top - 14), fill=shade(random, 20, 80))
        pen.rectangle(
            (place + 6, top - 86, place + width - 6, top - 24), fill=shade(random, 90, 230)
        )
    board(pen, random, ("BỘ PHẬN MỘT CỬA", commune.upper()), (random.randint(40, 200), 260))


def hall(pen: Pen, commune: str, random: Random) -> None:
    """Show a meeting: a stage, a banner and rows of chairs."""
    floor = random.randint(360, 470)
    pen.rectangle((0, floor, *ROOM), fill=shade(random, 110, 200))
    pen.rectangle(
        (random.randint(0, 200), 60, random.randint(650, 1000), floor), fill=shade(random, 90, 200)
    )
    title = random.choice(("HỘI NGHỊ ĐỐI THOẠI", "TẬP HUẤN NGHIỆP VỤ", "HỌP DÂN THÔN"))
    board(pen, random, (title, commune.upper()), (random.randint(70, 130), 220))
    step, rows = random.randint(60, 130), random.randint(2, 5)
    for row in range(rows):
        top = floor + 40 + row * (ROOM[1] - floor) // (rows + 1)
        colour = shade(random, 40, 150)
        for place in range(random.randint(-40, 40), ROOM[0], step):
            pen.rounded_rectangle((place, top, place + step * 0.6, top + 60), 8, fill=colour)


def notice_board(pen: Pen, commune: str, random: Random) -> None:
    """Show what hangs on the board of an office, each paper where somebody pinned it."""
    left, top = random.randint(20, 160), random.randint(30, 130)
    right, bottom = random.randint(760, 980), random.randint(520, 720)
    pen.rectangle((left, top, right, bottom), fill=shade(random, 40, 170))
    pen.rectangle((left, top, right, bottom), outline=shade(random, 120, 200), width=12)
    centred(
        pen,
        (left + right) / 2,
        top + 20,
        f"NIÊM YẾT CÔNG KHAI – {commune}",
        font("Bold", 24),
        (250, 240, 200),
    )
    for _paper in range(random.randint(6, 13)):
        x, y = random.randint(left + 20, right - 150), random.randint(top + 64, bottom - 150)
        width, height = random.randint(80, 130), random.randint(100, 160)
        pen.rectangle((x, y, x + width, y + height), fill=shade(random, 215, 255))
        for line in range(y + 12, y + height - 8, random.randint(7, 14)):
            pen.line(
                (x + 8, line, x + random.randint(width // 2, width - 8), line),
                fill=(90, 90, 95),
                width=2,
            )


def gate(pen: Pen, commune: str, random: Random) -> None:
    """Show the office from the road: sky, building, gate and trees."""
    horizon = random.randint(240, 430)
    pen.rectangle(
        (0, 0, ROOM[0], horizon), fill=(random.randint(140, 190), random.randint(180, 215), 235)
    )
    pen.rectangle((0, horizon, *ROOM), fill=shade(random, 95, 165))
    left, right = random.randint(80, 320), random.randint(640, 940)
    top = random.randint(90, horizon - 60)
    pen.rectangle((left, top, right, horizon + 90), fill=shade(random, 180, 240))
    gap = random.randint(60, 110)
    for x in range(left + 24, right - 40, gap):
        for y in range(top + 24, horizon + 30, random.randint(70, 110)):
            pen.rectangle((x, y, x + gap * 0.5, y + 48), fill=shade(random, 40, 120))
    board(pen, random, ("ỦY BAN NHÂN DÂN", commune.upper()), (horizon - 20, horizon + 80))
    for _tree in range(random.randint(2, 6)):
        x, y, size = (
            random.randint(0, 980),
            random.randint(horizon - 130, horizon + 60),
            random.randint(50, 130),
        )
        pen.rectangle((x - 8, y, x + 8, y + size * 1.6), fill=(92, 70, 50))
        pen.ellipse(
            (x - size, y - size, x + size, y + size),
            fill=(random.randint(30, 90), random.randint(95, 150), 50),
        )


def help_desk(pen: Pen, commune: str, random: Random) -> None:
    """Show a table at which young people help with online forms, and a code on a stand."""
    pen.rectangle((0, random.randint(430, 560), *ROOM), fill=shade(random, 100, 190))
    x, y = random.randint(40, 620), random.randint(120, 260)
    side, cells = random.randint(180, 300), 21
    pen.rectangle((x - 20, y - 60, x + side + 20, y + side + 90), fill=shade(random, 200, 250))
    for row in range(cells):
        for column in range(cells):
            if random.getrandbits(1):
                cell = side / cells
                pen.rectangle(
                    (
                        x + column * cell,
                        y + row * cell,
                        x + (column + 1) * cell,
                        y + (row + 1) * cell,
                    ),
                    fill=(20, 20, 24),
                )
    centred(
        pen, x + side / 2, y + side + 24, f"QUÉT MÃ – {commune}", font("Bold", 22), (150, 20, 20)
    )
    top = random.randint(480, 600)
    pen.polygon(
        (
            (random.randint(0, 300), top),
            (random.randint(650, 1000), top),
            (1000, top + 130),
            (0, top + 130),
        ),
        fill=shade(random, 110, 220),
    )


def board(pen: Pen, random: Random, lines: tuple[str, str], between: tuple[int, int]) -> None:
    top, left = between[0], random.randint(60, 330)
    right = left + random.randint(430, 640)
    bottom = max(between[1], top + 84)
    red = (random.randint(130, 190), random.randint(18, 50), random.randint(20, 50))
    pen.rectangle((left, top, right, bottom), fill=red)
    middle = (left + right) / 2
    centred(pen, middle, top + 12, lines[0], font("Bold", 32), (250, 214, 80))
    centred(pen, middle, top + 52, lines[1], font("SemiBold", 22), (255, 255, 255))


def people(pen: Pen, random: Random) -> None:
    for _person in range(random.randint(1, 6)):
        x, y, size = random.randint(40, 960), random.randint(340, 560), random.randint(22, 46)
        coat = shade(random, 20, 220)
        pen.ellipse((x - size * 1.2, y + size * 0.8, x + size * 1.2, y + size * 7), fill=coat)
        pen.ellipse(
            (x - size * 0.7, y - size * 0.9, x + size * 0.7, y + size * 0.9), fill=(196, 152, 122)
        )
        pen.chord(
            (x - size * 0.7, y - size, x + size * 0.7, y + size * 0.7), 180, 360, fill=(30, 26, 24)
        )


SCENES: Sequence[Callable[[Pen, str, Random], None]] = (
    counter,
    hall,
    notice_board,
    gate,
    help_desk,
)


def seen_through_a_lens(room: Image.Image, random: Random) -> Image.Image:
    """Stand somewhere, nearer or farther, in the light of that hour."""
    width = random.uniform(0.8, 0.97) * ROOM[0]
    height = width * SIZE[1] / SIZE[0]
    left = random.uniform(0.02, 0.98) * (ROOM[0] - width)
    top = random.uniform(0.02, 0.98) * max(0, ROOM[1] - height)
    view = (left, top, left + width, min(ROOM[1], top + height))
    picture = room.resize(SIZE, Image.Resampling.BILINEAR, box=view)
    x, y, far = random.randint(0, 120), random.randint(0, 120), random.randint(80, 136)
    glow = lamp().crop((x, y, x + far, y + far)).resize(SIZE, Image.Resampling.BILINEAR)
    lit = ImageChops.multiply(picture, Image.merge("RGB", (glow, glow, glow)))
    return ImageChops.add(lit, grain(random), offset=-9)


@cache
def lamp() -> Image.Image:
    """Return light that falls from one point and fades."""
    return Image.radial_gradient("L").point([255 - shade // 2 for shade in range(256)])


def grain(random: Random) -> Image.Image:
    """Cut a piece out of the noise of a small sensor, another one every time."""
    across = random.randint(0, GRAIN_ROOM - 1)
    down = random.randint(0, GRAIN_ROOM - 1)
    return grain_sheet().crop((across, down, across + SIZE[0], down + SIZE[1]))


@cache
def grain_sheet() -> Image.Image:
    size = (SIZE[0] + GRAIN_ROOM, SIZE[1] + GRAIN_ROOM)
    noise = Random(3).randbytes(size[0] * size[1] * 3)  # noqa: S311 (no secret is made of it)
    return Image.frombytes("RGB", size, noise).point([grey // 14 for grey in range(256)] * 3)


def as_jpeg(photo: Photo, *, quality: int = QUALITY) -> bytes:
    """Write the photo as a phone does, with the moment it was taken."""
    notes = Image.Exif()
    notes.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = photo.taken_at
    out = io.BytesIO()
    photo.picture.save(out, "JPEG", quality=quality, exif=notes)
    return out.getvalue()
