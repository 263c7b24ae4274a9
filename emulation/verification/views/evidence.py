"""The documents of a line beside its figures: one in view, the others a step away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from emulation.evidence.listing import note_on
from emulation.evidence.queries import FileFacts


@dataclass(frozen=True, slots=True)
class Document:
    """One file; `new` when it came after the commune was asked, `later` after it submitted."""

    id: int
    name: str
    size: int
    note: str
    url: str
    file_url: str
    preview_url: str
    new: bool
    current: bool
    later: datetime | None = None


def documents_of(
    files: Sequence[FileFacts],
    asked_at: datetime | None,
    chosen: int | None,
    submitted_at: datetime | None = None,
) -> Sequence[Document]:
    """Return the files with the chosen one in view, else what is new, else the first picture."""
    ids = [file.evidence_id for file in files]
    likely = sorted(files, key=lambda file: (not _is_new(file, asked_at), not file.has_preview))
    current = chosen if chosen in ids else next((file.evidence_id for file in likely), None)
    return [
        Document(
            id=file.evidence_id,
            name=file.name,
            size=file.size,
            note=note_on(file),
            url=url_for("evidence.show", evidence_id=file.evidence_id),
            file_url=url_for("evidence.file", evidence_id=file.evidence_id),
            preview_url=url_for("evidence.preview", evidence_id=file.evidence_id)
            if file.has_preview
            else "",
            new=_is_new(file, asked_at),
            current=file.evidence_id == current,
            later=added_later(file, submitted_at),
        )
        for file in files
    ]


def _is_new(file: FileFacts, asked_at: datetime | None) -> bool:
    return asked_at is not None and file.linked_at > asked_at


def added_later(file: FileFacts, submitted_at: datetime | None) -> datetime | None:
    """Return when the file was put forward for the line, if that was after the submission."""
    late = submitted_at is not None and file.linked_at > submitted_at
    return file.linked_at if late else None
