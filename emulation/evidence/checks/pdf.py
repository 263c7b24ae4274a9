"""PDF documents: opened, their first page drawn, and nothing in them may start a program."""

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from emulation.evidence.checks.looks import is_blank
from emulation.evidence.checks.pdf_names import names_in
from emulation.evidence.checks.prints import looks_of
from emulation.evidence.checks.program import run
from emulation.evidence.checks.tails import extras
from emulation.evidence.checks.texts import LONGEST_TEXT, plain_text
from emulation.evidence.checks.verdicts import Flag, Kind, Reason, Refused, Verdict
from emulation.rules.similarity import says_enough

TRIAL_SIDE = 200
# A page without words is compared by its picture, in which its lines must stand apart.
SCAN_SIDE = 900
PAGES_LOOKED_AT = 3
PAGES_READ = 20
MOST_PAGES = 5_000
ATTACHING = frozenset({"EmbeddedFile", "EmbeddedFiles", "FileAttachment"})
# Forms that send, other files that are opened, films, and forms that other programs fill in.
ACTING = frozenset(
    {"SubmitForm", "ImportData", "GoToE", "GoToR", "RichMedia", "Rendition", "Movie", "XFA"}
)


def check_pdf(path: Path, _kind: Kind) -> Verdict:
    document = open_pdf(path)
    locked = pdfium.FPDF_GetSecurityHandlerRevision(document) >= 0
    named = names_in(path.read_bytes())
    if "Launch" in named.found:
        raise Refused(Reason.STARTS_PROGRAMS)
    if named.hidden:
        raise Refused(Reason.ENCRYPTED if locked else Reason.HIDES_PARTS)
    if len(document) > MOST_PAGES:
        raise Refused(Reason.TOO_MANY_PAGES)
    texts = [page_text(document, number) for number in first_pages(document)]
    spoken = [says_enough(text) for text in texts]
    pages = [
        draw_page(document, number, TRIAL_SIDE if has_words else SCAN_SIDE)
        for number, has_words in enumerate(spoken)
    ]
    blank = [is_blank(page) for page in pages]
    flags = {
        Flag.SCRIPTS: "JavaScript" in named.found
        or pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0,
        Flag.ATTACHMENTS: bool(named.found & ATTACHING)
        or pdfium.FPDFDoc_GetAttachmentCount(document) > 0,
        Flag.ACTIVE_PARTS: bool(named.found & ACTING),
        Flag.LOCKED: locked,
        Flag.BLANK: all(blank) and len(pages) == len(document),
        **extras(path, Kind.PDF),
    }
    return Verdict(
        Kind.PDF,
        pages=len(document),
        flags=tuple(flag for flag, found in flags.items() if found),
        text=text_of(document, texts),
        prints={
            number: looks_of(page, has_words=spoken[number - 1])
            for number, page in enumerate(pages, start=1)
            if not blank[number - 1]
        },
    )


def first_pages(document: pypdfium2.PdfDocument) -> range:
    return range(min(len(document), PAGES_LOOKED_AT))


def page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    """Return the words of a page; one that cannot be opened has none."""
    try:
        return str(document[number].get_textpage().get_text_bounded())
    except pypdfium2.PdfiumError:
        return ""


def text_of(document: pypdfium2.PdfDocument, first: Sequence[str]) -> str:
    """Return the words of the first pages; a scan has none."""
    words: list[str] = []
    length = 0
    for number in range(min(len(document), PAGES_READ)):
        text = first[number] if number < len(first) else page_text(document, number)
        words.append(text)
        length += len(text)
        if length > LONGEST_TEXT:
            break
    return plain_text(" ".join(words))


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
    run(check_pdf)
