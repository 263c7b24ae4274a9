"""Papers as a commune has them at hand: real PDF files and photographs, each of its own bytes."""

import io
from zlib import crc32

from PIL import Image, ImageDraw

PAGE, PHOTO = (620, 877), (960, 640)


def pdf(name):
    return {"name": name, "mimeType": "application/pdf", "buffer": _bytes(_page(name), "PDF")}


def photograph(name):
    return {"name": name, "mimeType": "image/jpeg", "buffer": _bytes(_room(name), "JPEG")}


def _page(name):
    page = Image.new("RGB", PAGE, "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle((150, 60, 470, 66), fill="black")
    draw.text((70, 90), f"{crc32(name.encode()):08x}", fill="black")
    for line in range(12):
        draw.rectangle((70, 130 + 40 * line, 550 - 60 * (line % 3), 142 + 40 * line), fill="gray")
    draw.ellipse((400, 690, 540, 830), outline="red", width=6)
    return page


def _room(name):
    room = Image.new("RGB", PHOTO, f"#b9{crc32(name.encode()) % 0x10000:04x}")
    draw = ImageDraw.Draw(room)
    draw.rectangle((0, 420, 960, 640), fill="#8a6d4f")
    for place in range(4):
        draw.rectangle((60 + 230 * place, 300, 230 + 230 * place, 460), fill="#5d3f24")
    return room


def _bytes(image, kind):
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()
