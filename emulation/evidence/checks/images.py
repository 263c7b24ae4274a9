"""Photos and scans: measured by their header first, and only then decoded."""

import io
from collections.abc import Iterable
from pathlib import Path

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError, WebPImagePlugin

from emulation.evidence.checks.looks import has_tail, is_blank, print_of
from emulation.evidence.checks.program import run
from emulation.evidence.checks.verdicts import Flag, Kind, Reason, Refused, Verdict

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 1200
QUALITY = 72
# A scanned page below this many pixels along its longer side cannot be read.
SMALLEST_READABLE = 500
FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG"}
ENDS = {Kind.JPEG: b"\xff\xd9", Kind.PNG: b"IEND\xaeB`\x82"}
DEGREES = (1, 60, 3600)

# Our own limit is stricter and comes first.
Image.MAX_IMAGE_PIXELS = None


def check_image(path: Path, kind: Kind) -> Verdict:
    """Decode the whole picture, as what it claims to be and nothing else."""
    with open_image(path, kind) as picture:
        try:
            picture.load()
        except (OSError, SyntaxError, ValueError) as error:
            raise Refused(Reason.DAMAGED) from error
        small = max(picture.size) < SMALLEST_READABLE
        taken_at, place = camera_notes(picture)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = on_white(ImageOps.exif_transpose(picture))
    blank = is_blank(upright)
    flags = {
        Flag.BLANK: blank,
        Flag.UNREADABLY_SMALL: small,
        Flag.PLACE: bool(place),
        Flag.MORE_BEHIND_THE_END: has_tail(path, ENDS[kind]),
    }
    return Verdict(
        kind,
        flags=tuple(flag for flag, found in flags.items() if found),
        prints={} if blank else {1: print_of(upright)},
        taken_at=taken_at,
        place=place,
    )


def preview_of_image(path: Path, kind: Kind) -> bytes:
    """Return the picture upright and small, without what the camera wrote beside it."""
    with open_image(path, kind) as picture:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        return encoded(ImageOps.exif_transpose(picture))


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
    except UnidentifiedImageError as error:
        raise Refused(Reason.DAMAGED) from error
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Refused(Reason.TOO_MANY_PIXELS)
    return picture


def encoded(picture: Image.Image) -> bytes:
    """Return the picture as a preview: new pixels, and none of the bytes that came in."""
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    file = io.BytesIO()
    on_white(picture).save(file, WebPImagePlugin.WebPImageFile.format, quality=QUALITY)
    return file.getvalue()


def on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    page = Image.new("RGB", picture.size, "white")
    page.paste(picture, mask=picture.convert("RGBA").getchannel("A"))
    return page


if __name__ == "__main__":
    run(check_image, preview_of_image)
