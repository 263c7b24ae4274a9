"""Pages and addresses of evidence: upload, use again, take off, look at, download, compare."""

from emulation.evidence.views import criterion, files, matches, pages, parts, uploads
from emulation.evidence.views.blueprint import bp

__all__ = ["bp", "criterion", "files", "matches", "pages", "parts", "uploads"]
