"""PDF documents: opened, their first page drawn, and nothing in them may start a program."""

import re
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from emulation.evidence.checks.images import LONGEST_SIDE, encoded
from emulation.evidence.checks.program import run
from emulation.evidence.checks.verdicts import Kind, Reason, Refused, Verdict

TRIAL_SIDE = 200
# A name may spell its letters as hexadecimal escapes: /L#61unch is /Launch.
_LAUNCH = re.compile(
    rb"/" + b"".join(rb"(?:%c|#%02x|#%02X)" % (letter, letter, letter) for letter in b"Launch")
)


def check_pdf(path: Path, _kind: Kind) -> Verdict:
    if _LAUNCH.search(path.read_bytes()):
        raise Refused(Reason.STARTS_PROGRAMS)
    document = open_pdf(path)
    draw_first_page(document, TRIAL_SIDE)
    return Verdict(Kind.PDF, pages=len(document))


def preview_of_pdf(path: Path, _kind: Kind) -> bytes:
    return encoded(draw_first_page(open_pdf(path), LONGEST_SIDE))


def open_pdf(path: Path) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}
        raise Refused(Reason.ENCRYPTED if locked else Reason.DAMAGED) from error
    if not len(document):
        raise Refused(Reason.DAMAGED)
    return document


def draw_first_page(document: pypdfium2.PdfDocument, longest_side: int) -> Image.Image:
    """Draw the page to fit, however large it says it is."""
    try:
        page = document[0]
        longest = max(page.get_size())
        if not longest > 0:
            raise Refused(Reason.DAMAGED)
        picture: Image.Image = page.render(scale=longest_side / longest).to_pil()
    except pypdfium2.PdfiumError as error:
        raise Refused(Reason.DAMAGED) from error
    return picture.convert("RGB")


if __name__ == "__main__":
    run(check_pdf, preview_of_pdf)
