"""The documents of a line beside its figures: one in view, the others a step away."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from emulation.assessments.facts import SheetFacts
from emulation.evidence.documents.wording import Frame
from emulation.evidence.listing import NO_FRAME, words_on
from emulation.evidence.queries import FileFacts
from emulation.evidence.views.viewing import Document, document_of, page_within


def documents_of(
    files: Sequence[FileFacts],
    asked_at: datetime | None,
    chosen: int | None,
    submitted_at: datetime | None = None,
    page: int | None = None,
    *,
    sheet: SheetFacts | None = None,
) -> Sequence[Document]:
    """Return the files with the chosen one in view, else what is new, else the first picture.

    The sheet knows what its year calls the kinds of document, and which days are of the year.
    """
    frame = evidence_frame(sheet) if sheet else NO_FRAME
    ids = [file.evidence_id for file in files]
    likely = sorted(files, key=lambda file: (not _is_new(file, asked_at), not file.has_preview))
    current = chosen if chosen in ids else next((file.evidence_id for file in likely), None)
    return [
        replace(
            _document(file, frame),
            new=_is_new(file, asked_at),
            current=file.evidence_id == current,
            page=page_within(page if file.evidence_id == current else 1, file.pages),
            later=added_later(file, submitted_at),
        )
        for file in files
    ]


def evidence_frame(sheet: SheetFacts) -> Frame:
    return Frame(sheet.year, sheet.criteria_set.evidence_kinds)


def _document(file: FileFacts, frame: Frame) -> Document:
    pages = 0 if file.fault else file.pages
    note = words_on(file, frame)
    return document_of(file.evidence_id, file.name, file.size, file.media_type, pages, note=note)


def _is_new(file: FileFacts, asked_at: datetime | None) -> bool:
    return asked_at is not None and file.linked_at > asked_at


def added_later(file: FileFacts, submitted_at: datetime | None) -> datetime | None:
    """Return when the file was put forward for the line, if that was after the submission."""
    late = submitted_at is not None and file.linked_at > submitted_at
    return file.linked_at if late else None
