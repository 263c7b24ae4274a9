"""Photos and scans: measured by their header first, and only then decoded."""

import io
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError, WebPImagePlugin

from emulation.evidence.checks.program import run
from emulation.evidence.checks.verdicts import Kind, Reason, Refused, Verdict

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 1200
QUALITY = 72
FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG"}

# Our own limit is stricter and comes first.
Image.MAX_IMAGE_PIXELS = None


def check_image(path: Path, kind: Kind) -> Verdict:
    """Decode the whole picture, as what it claims to be and nothing else."""
    with open_image(path, kind) as picture:
        try:
            picture.load()
        except (OSError, SyntaxError, ValueError) as error:
            raise Refused(Reason.DAMAGED) from error
    return Verdict(kind)


def preview_of_image(path: Path, kind: Kind) -> bytes:
    """Return the picture upright and small, without what the camera wrote beside it."""
    with open_image(path, kind) as picture:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        return encoded(ImageOps.exif_transpose(picture))


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
