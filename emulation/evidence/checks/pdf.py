"""PDF documents: opened, their first page drawn, and nothing in them may start a program."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from emulation.evidence.checks.images import LONGEST_SIDE, encoded
from emulation.evidence.checks.looks import has_tail, is_blank, print_of
from emulation.evidence.checks.program import run
from emulation.evidence.checks.texts import LONGEST_TEXT, plain_text
from emulation.evidence.checks.verdicts import Flag, Kind, Reason, Refused, Verdict

TRIAL_SIDE = 200
PAGES_LOOKED_AT = 3
PAGES_READ = 20
MOST_UNPACKED = 64 * 1024 * 1024
LARGEST_PART = 8 * 1024 * 1024
# Only objects may hold actions, and only packed ones hide them from a plain search.
_STREAM = re.compile(rb"/ObjStm\b[^>]*>>\s*stream\r?\n")
# A name may spell its letters as hexadecimal escapes: /L#61unch is /Launch.
_LAUNCH = re.compile(
    rb"/" + b"".join(rb"(?:%c|#%02x|#%02X)" % (letter, letter, letter) for letter in b"Launch")
)


def check_pdf(path: Path, _kind: Kind) -> Verdict:
    if any(_LAUNCH.search(part) for part in readable_parts(path.read_bytes())):
        raise Refused(Reason.STARTS_PROGRAMS)
    document = open_pdf(path)
    pages = [draw_page(document, number, TRIAL_SIDE) for number in first_pages(document)]
    blank = [is_blank(page) for page in pages]
    flags = {
        Flag.SCRIPTS: pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0,
        Flag.ATTACHMENTS: pdfium.FPDFDoc_GetAttachmentCount(document) > 0,
        Flag.MORE_BEHIND_THE_END: has_tail(path, b"%%EOF"),
        Flag.BLANK: all(blank) and len(pages) == len(document),
    }
    return Verdict(
        Kind.PDF,
        pages=len(document),
        flags=tuple(flag for flag, found in flags.items() if found),
        text=text_of(document),
        prints={
            number: print_of(page)
            for number, page in enumerate(pages, start=1)
            if not blank[number - 1]
        },
    )


def readable_parts(content: bytes) -> Iterator[bytes]:
    """Give the file as it is, and every packed object inside it unpacked, up to a limit."""
    yield content
    left = MOST_UNPACKED
    for packed in _STREAM.finditer(content):
        if left <= 0:
            return
        opener = zlib.decompressobj()
        try:
            part = opener.decompress(content[packed.end() :], min(left, LARGEST_PART))
        except zlib.error:
            continue
        left -= len(part)
        yield part


def first_pages(document: pypdfium2.PdfDocument) -> range:
    return range(min(len(document), PAGES_LOOKED_AT))


def text_of(document: pypdfium2.PdfDocument) -> str:
    """Return the words of the first pages; a scan has none."""
    words: list[str] = []
    length = 0
    for number in range(min(len(document), PAGES_READ)):
        try:
            text = document[number].get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError:
            continue
        words.append(text)
        length += len(text)
        if length > LONGEST_TEXT:
            break
    return plain_text(" ".join(words))


def preview_of_pdf(path: Path, _kind: Kind) -> bytes:
    return encoded(draw_page(open_pdf(path), 0, LONGEST_SIDE))


def open_pdf(path: Path) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}
        raise Refused(Reason.ENCRYPTED if locked else Reason.DAMAGED) from error
    if not len(document):
        raise Refused(Reason.DAMAGED)
    return document


def draw_page(document: pypdfium2.PdfDocument, number: int, longest_side: int) -> Image.Image:
    """Draw the page to fit, however large it says it is."""
    try:
        page = document[number]
        longest = max(page.get_size())
        if not longest > 0:
            raise Refused(Reason.DAMAGED)
        picture: Image.Image = page.render(scale=longest_side / longest).to_pil()
    except pypdfium2.PdfiumError as error:
        raise Refused(Reason.DAMAGED) from error
    return picture.convert("RGB")


if __name__ == "__main__":
    run(check_pdf, preview_of_pdf)
