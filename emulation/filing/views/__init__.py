"""Pages of the application file, of how complete sheets are, and the download of a whole sheet."""

from emulation.filing.views import application, archive, completeness, overview
from emulation.filing.views.blueprint import bp

__all__ = ["application", "archive", "bp", "completeness", "overview"]
