"""Photos and scans: of another kind, cut off, far too large, or carrying something along."""

import io
import zlib

from PIL import Image

from emulation.evidence.checks.verdicts import Flag, Reason
from tests.evidence import files as made
from tests.evidence.hostile.cases import refused, taken
from tests.evidence.hostile.papers import EICAR, pdf, photo, zip_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PHP = b"<?php system($_GET['c']); ?>"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)


def chunk(kind, content):
    body = kind + content
    return len(content).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)


def png_with(kind, content):
    """Put a chunk behind the header of a PNG."""
    png = photo("PNG")
    return png[:33] + chunk(kind, content) + png[33:]


def inflating(size):
    return zlib.compress(bytes(size), 1)


def png_whose_pixels_never_end():
    header = (900).to_bytes(4) + (900).to_bytes(4) + b"\x08\x00\x00\x00\x00"
    pixels = chunk(b"IDAT", inflating(150 * 1024 * 1024))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


def animated_png():
    frames = [made.page(seed=seed).convert("RGB") for seed in (1, 2)]
    return made.saved(frames[0], "PNG", save_all=True, append_images=frames[1:])


def two_pictures_in_one():
    frames = [made.page(seed=seed).convert("RGB") for seed in (1, 2)]
    return made.saved(frames[0], "MPO", save_all=True, append_images=frames[1:])


def jpeg_with_comment(content):
    jpeg = photo()
    return jpeg[:2] + b"\xff\xfe" + (len(content) + 2).to_bytes(2) + content + jpeg[2:]


def huge_progressive_jpeg():
    """Write the header of a progressive photo of 57 million pixels, and nothing of its pixels."""
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "#888").save(file, "JPEG", progressive=True, subsampling=0)
    jpeg = file.getvalue()
    place = jpeg.index(b"\xff\xc2")
    size = (8000).to_bytes(2) + (7100).to_bytes(2)
    return jpeg[: place + 5] + size + jpeg[place + 9 :]


def colourful_scan():
    return made.saved(Image.new("RGB", (7000, 7000), "#246"), "PNG", compress_level=1)


def broken_notes():
    """A photo whose notes of the camera are cut off."""
    notes = b"Exif\0\0MM\0*\0\0\0\x08\0\x05\x01\x12\0\x03"
    jpeg = photo()
    return jpeg[:2] + b"\xff\xe1" + (len(notes) + 2).to_bytes(2) + notes + jpeg[2:]


def near_blank():
    picture = Image.new("L", (900, 1200), 250)
    picture.paste(200, (100, 100, 130, 110))
    return made.saved(picture, "PNG")


CASES = [
    refused("sơ đồ.svg", "A drawing with a script (SVG)", lambda: SVG, Reason.WRONG_TYPE),
    refused("sơ đồ.png", "The same, named .png", lambda: SVG, Reason.WRONG_TYPE),
    refused("ảnh.jpg", "A GIF named .jpg", lambda: made.picture("GIF"), Reason.WRONG_TYPE),
    refused("ảnh TIFF.jpg", "A TIFF named .jpg", lambda: made.picture("TIFF"), Reason.WRONG_TYPE),
    refused("ảnh WebP.jpg", "A WebP named .jpg", lambda: made.picture("WEBP"), Reason.WRONG_TYPE),
    refused("ảnh iPhone.jpg", "An HEIC named .jpg", lambda: HEIC, Reason.WRONG_TYPE),
    refused("ảnh iPhone.heic", "An HEIC under its own name", lambda: HEIC, Reason.WRONG_TYPE),
    refused("ảnh.png", "A JPEG named .png", photo, Reason.NAME_DISAGREES),
    refused("đứt.jpg", "A JPEG cut off in the middle", lambda: photo()[:20_000], Reason.DAMAGED),
    refused(
        "đứt dần.jpg",
        "A progressive JPEG cut off in the middle",
        lambda: photo(progressive=True)[:20_000],
        Reason.DAMAGED,
    ),
    refused("đứt.png", "A PNG cut off in the middle", lambda: photo("PNG")[:5000], Reason.DAMAGED),
    refused(
        "50000.png",
        "A PNG whose header promises 50,000 by 50,000 pixels",
        made.huge_png_header,
        Reason.TOO_MANY_PIXELS,
    ),
    refused(
        "7000.png",
        "A small PNG of 49 million pixels in colour",
        colourful_scan,
        Reason.TOO_MANY_PIXELS,
    ),
    refused(
        "8000.jpg",
        "A progressive JPEG that promises 57 million pixels",
        huge_progressive_jpeg,
        Reason.TOO_MANY_PIXELS,
    ),
    taken(
        "phình.png",
        "A PNG whose pixels go on for 150 MB behind the last one",
        png_whose_pixels_never_end,
        Flag.BLANK,
    ),
    refused(
        "chú thích.png",
        "A PNG with a packed comment that becomes 150 MB",
        lambda: png_with(b"zTXt", b"a\0\0" + inflating(150 * 1024 * 1024)),
        Reason.DAMAGED,
    ),
    refused(
        "màu.png",
        "A PNG with a colour profile that becomes 150 MB",
        lambda: png_with(b"iCCP", b"a\0\0" + inflating(150 * 1024 * 1024)),
        Reason.DAMAGED,
    ),
    taken(
        "đuôi.png",
        "A PNG with 100 kB of something else behind its end",
        lambda: photo("PNG") + EICAR + bytes(range(256)) * 400,
        Flag.MORE_BEHIND_THE_END,
    ),
    taken(
        "đuôi giả.jpg",
        "A JPEG with a program behind its end, and the mark of an end behind that",
        lambda: photo() + b"MZ" + b"x" * 5000 + b"\xff\xd9",
        Flag.MORE_BEHIND_THE_END,
    ),
    taken(
        "ảnh và gói.jpg",
        "A JPEG that is a ZIP archive too",
        lambda: photo() + zip_of(("a.exe", b"MZ")),
        Flag.ANOTHER_KIND,
    ),
    taken(
        "ảnh và văn bản.jpg",
        "A JPEG that is a PDF too",
        lambda: jpeg_with_comment(pdf()),
        Flag.ANOTHER_KIND,
    ),
    taken(
        "ảnh và mã.jpg",
        "A JPEG with program text for a web server in its comment",
        lambda: jpeg_with_comment(PHP),
        Flag.ANOTHER_KIND,
    ),
    refused(
        "gifar.jpg",
        "A GIF that is a Java archive too, named .jpg",
        lambda: made.picture("GIF") + zip_of(("META-INF/MANIFEST.MF", b"x")),
        Reason.WRONG_TYPE,
    ),
    taken("động.png", "A PNG of several frames (APNG)", animated_png),
    taken("kép.jpg", "A JPEG of several pictures (MPO)", two_pictures_in_one),
    taken("in ấn.jpg", "A JPEG in the colours of printing (CMYK)", lambda: photo(mode="CMYK")),
    taken("ảnh lỗi ghi chú.jpg", "A photo whose camera notes are cut off", broken_notes),
    taken(
        "ảnh có vị trí.jpg",
        "A photo that names the place where it was taken",
        made.photo_with_notes,
        Flag.PLACE,
    ),
    taken(
        "trắng.png",
        "A scan of an empty page",
        lambda: made.picture("PNG", (900, 1200)),
        Flag.BLANK,
    ),
    taken("gần trắng.png", "A scan with one speck of dust", near_blank, Flag.BLANK),
    taken(
        "ảnh nhỏ.jpg",
        "A photo too small to be read",
        lambda: photo(size=(310, 438)),
        Flag.UNREADABLY_SMALL,
    ),
]
