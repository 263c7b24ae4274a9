"""Documents as the viewer shows them: where their pages, their words and their bytes are."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from emulation.evidence.models import MediaType
from emulation.evidence.pictures.sizes import WITH_PICTURE

WITH_WORDS = frozenset({MediaType.DOCX, MediaType.XLSX})


@dataclass(frozen=True, slots=True)
class Document:
    """One file; `new` when it came after the commune was asked, `later` after it submitted.

    A page's number is put behind `pages_url`; both addresses are empty where there is nothing.
    """

    id: int
    name: str
    size: int
    note: str
    url: str
    file_url: str
    pages_url: str
    text_url: str
    pages: int
    page: int = 1
    current: bool = True
    new: bool = False
    later: datetime | None = None

    @property
    def thumb_url(self) -> str:
        return f"{self.pages_url}1?size=thumb" if self.pages_url else ""


def document_of(
    evidence_id: int, name: str, size: int, media_type: MediaType, pages: int, *, note: str = ""
) -> Document:
    """Return a file with its addresses, at its first page."""
    has_pages, has_words = media_type in WITH_PICTURE and pages > 0, media_type in WITH_WORDS
    here = url_for("evidence.show", evidence_id=evidence_id)
    return Document(
        id=evidence_id,
        name=name,
        size=size,
        note=note,
        url=here,
        file_url=url_for("evidence.file", evidence_id=evidence_id),
        pages_url=f"{here}/pages/" if has_pages else "",
        text_url=f"{here}/text" if has_words else "",
        pages=pages,
    )


def page_within(page: int | None, pages: int) -> int:
    """Return the page that was asked for, or the nearest there is."""
    return min(max(page or 1, 1), max(pages, 1))
