"""Pages and addresses of evidence: upload, use again, take off, look at, download, compare."""

from emulation.evidence.views import (
    contents,
    criterion,
    documents,
    files,
    matches,
    pages,
    parts,
    replacements,
    uploads,
)
from emulation.evidence.views.blueprint import bp

__all__ = [
    "bp",
    "contents",
    "criterion",
    "documents",
    "files",
    "matches",
    "pages",
    "parts",
    "replacements",
    "uploads",
]
