"""What people read of a file that was not taken: its name, what is wrong, and what to do."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from emulation.evidence.arrivals import RefusedFile
from emulation.evidence.checks.verdicts import Reason
from emulation.formatting import file_size

REFUSALS = {
    Reason.EMPTY: _l("The file %(name)s is empty."),
    Reason.TOO_LARGE: _l("The file %(name)s (%(size)s) is larger than %(limit)s."),
    Reason.WRONG_TYPE: _l(
        "The file %(name)s was not taken: a file must be PDF, an image (JPEG, PNG), Word (.docx) "
        "or Excel (.xlsx)."
    ),
    Reason.OLD_OFFICE: _l(
        "The file %(name)s is in the old Word or Excel format. Save it as .docx or .xlsx and "
        "upload that."
    ),
    Reason.NAME_DISAGREES: _l(
        "The content of %(name)s is of another kind than its name says. Save it again in the "
        "right format."
    ),
    Reason.ENCRYPTED: _l(
        "The file %(name)s has a password. Remove the password and upload it again."
    ),
    Reason.DAMAGED: _l(
        "The file %(name)s (%(size)s) cannot be read. Check that it opens on your computer, then "
        "upload it again."
    ),
    Reason.TOO_MANY_PIXELS: _l(
        "The picture %(name)s has too many pixels. Make it smaller, at most 6000 x 6000 pixels, "
        "and upload it again."
    ),
    Reason.MACROS: _l(
        "The file %(name)s contains macros. Save it without macros, as .docx or .xlsx."
    ),
    Reason.STARTS_PROGRAMS: _l(
        "The file %(name)s tries to start a program when opened. Print it to a new PDF and upload "
        "that."
    ),
    Reason.OUTSIDE_LINKS: _l(
        "The file %(name)s takes data from other files or addresses. Break those links, save it "
        "and upload it again."
    ),
    Reason.UNPACKS_TOO_LARGE: _l(
        "The file %(name)s becomes too large when unpacked. Save it as PDF and upload that."
    ),
    Reason.HIDES_PARTS: _l(
        "The file %(name)s packs parts of itself so that they cannot be looked at. Print it to a "
        "new PDF and upload that."
    ),
    Reason.TOO_MANY_PAGES: _l(
        "The file %(name)s has more than 5,000 pages. Split it and upload the parts."
    ),
    Reason.INFECTED: _l(
        "The virus scanner found %(finding)s in the file %(name)s. Clean your computer, and upload "
        "a clean file."
    ),
    Reason.FOREIGN_PARTS: _l(
        "The file %(name)s contains parts that do not belong into a Word or Excel file. Save it as "
        "PDF and upload that."
    ),
}


def refusal_sentence(file: RefusedFile) -> str:
    return str(REFUSALS[file.reason]) % {
        "name": file.name,
        "finding": file.finding,
        "size": file_size(file.size),
        "limit": file_size(file.limit),
    }


def closed_sentence(code: str) -> str:
    return str(_("The documents of criterion %(code)s cannot be changed now.", code=code))


def store_sentence() -> str:
    return str(
        _("The files could not be stored, and nothing was kept. Try again in a few minutes.")
    )
