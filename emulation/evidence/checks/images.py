"""Photos and scans: measured by their header first, and only then decoded."""

import struct
from collections.abc import Iterable
from pathlib import Path

from PIL import ExifTags, Image, ImageOps, JpegImagePlugin, UnidentifiedImageError

from emulation.evidence.checks.looks import is_blank
from emulation.evidence.checks.prints import looks_of
from emulation.evidence.checks.program import run
from emulation.evidence.checks.tails import extras
from emulation.evidence.checks.verdicts import Flag, Kind, Reason, Refused, Verdict

MOST_PIXELS = 60_000_000
# What decoding may take: the pixels of a picture, or the coefficients of a progressive photo.
MOST_DECODED = 138 * 1024 * 1024
ONE_BYTE_MODES = {"1", "L", "P"}
LONGEST_SIDE = 1200
# A scanned page below this many pixels along its longer side cannot be read.
SMALLEST_READABLE = 500
FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG"}
DEGREES = (1, 60, 3600)

# Our own limit is stricter and comes first.
Image.MAX_IMAGE_PIXELS = None


def check_image(path: Path, kind: Kind) -> Verdict:
    """Decode the whole picture, as what it claims to be and nothing else."""
    with open_image(path, kind) as picture:
        small = max(picture.size) < SMALLEST_READABLE
        taken_at, place = camera_notes(picture)
        upright = on_white(decoded(picture, LONGEST_SIDE))
    blank = is_blank(upright)
    flags = {
        Flag.BLANK: blank,
        Flag.UNREADABLY_SMALL: small,
        Flag.PLACE: bool(place),
        **extras(path, kind),
    }
    return Verdict(
        kind,
        flags=tuple(flag for flag, found in flags.items() if found),
        prints={} if blank else {1: looks_of(upright)},
        taken_at=taken_at,
        place=place,
    )


def decoded(picture: Image.Image, side: int) -> Image.Image:
    """Return the picture upright and no larger than that; all of it is read on the way.

    A photo is decoded at a fraction of its size, which takes a fraction of the memory.
    """
    try:
        picture.draft(None, (side, side))
        picture.load()
        picture.thumbnail((side, side), reducing_gap=1.5)
        return ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, ValueError, TypeError, OverflowError, struct.error) as error:
        raise Refused(Reason.DAMAGED) from error


def camera_notes(picture: Image.Image) -> tuple[str, str]:
    """Return when and where the camera says the photo was taken; empty where it says nothing."""
    try:
        notes = picture.getexif()
        taken_at = str(notes.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal, ""))
        place = notes.get_ifd(ExifTags.IFD.GPSInfo)
        where = [
            degrees(place[number], place.get(half, ""))
            for half, number in ((1, 2), (3, 4))
            if number in place
        ]
    except (TypeError, ValueError, ZeroDivisionError, SyntaxError, OverflowError):
        return "", ""
    return taken_at.strip("\0 ")[:19], ", ".join(where) if len(where) == len(("N", "E")) else ""


def degrees(parts: Iterable[float], half: str) -> str:
    """Write degrees, minutes and seconds as decimal degrees; south and west are negative."""
    size = sum(float(part) / share for part, share in zip(parts, DEGREES, strict=True))
    return f"{-size if half in {'S', 'W'} else size:.5f}"


def open_image(path: Path, kind: Kind) -> Image.Image:
    try:
        picture = Image.open(path, formats=[FORMATS[kind]])
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refused(Reason.DAMAGED) from error
    width, height = picture.size
    if width * height > MOST_PIXELS or width * height * bytes_a_pixel(picture) > MOST_DECODED:
        raise Refused(Reason.TOO_MANY_PIXELS)
    return picture


def bytes_a_pixel(picture: Image.Image) -> float:
    """Return what decoding holds of each pixel, at the size that is decoded."""
    if not isinstance(picture, JpegImagePlugin.JpegImageFile):
        return 1 if picture.mode in ONE_BYTE_MODES else 4
    if "progressive" not in picture.info:
        return 1 / 4
    most = max((across * down for _id, across, down, _table in picture.layer), default=1)
    return 2 * sum(across * down / most for _id, across, down, _table in picture.layer)


def on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    page = Image.new("RGB", picture.size, "white")
    page.paste(picture, mask=picture.convert("RGBA").getchannel("A"))
    return page


if __name__ == "__main__":
    run(check_image)
