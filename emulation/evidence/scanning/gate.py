"""Who may open a file that a scanner has not looked at yet, or has found something in."""

from emulation.database import db
from emulation.evidence.models import Evidence, Scan
from emulation.periods.models import Participant
from emulation.rules.roles import AGENCY_ROLES, Person


def closed_to(document: Evidence, reader: Person) -> Scan | None:
    """Return what keeps this reader from the bytes and their pictures; None when nothing does.

    A file that waits for the scanner is open to the unit that sent it, an infected one to nobody.
    Where no scanner is configured nothing waits: such files are open, and are said to be unscanned.
    """
    scan = Scan(document.blob.scan)
    if scan is Scan.INFECTED:
        return scan
    return scan if scan is Scan.PENDING and not _sent_by_unit_of(reader, document) else None


def _sent_by_unit_of(reader: Person, document: Evidence) -> bool:
    if reader.role not in AGENCY_ROLES:
        return False
    owner = db.session.get(Participant, document.participant_id)
    return owner is not None and owner.unit_id == reader.unit_id
