"""Pages and addresses of evidence: upload, use again, take off, look at, download, compare."""

from emulation.evidence.views import (
    comparing,
    contents,
    criterion,
    documents,
    files,
    matches,
    matches_report,
    pages,
    parts,
    replacements,
    search,
    uploads,
)
from emulation.evidence.views.blueprint import bp

__all__ = [
    "bp",
    "comparing",
    "contents",
    "criterion",
    "documents",
    "files",
    "matches",
    "matches_report",
    "pages",
    "parts",
    "replacements",
    "search",
    "uploads",
]
