"""What people read of a file that is closed because of what a scanner said, or has not said yet."""

from flask_babel import gettext as _

from emulation.evidence.models import Scan


def closed_because(scan: Scan, finding: str) -> str:
    """Say why a file cannot be opened, in one sentence."""
    if scan is Scan.INFECTED:
        return str(
            _("The virus scanner found %(finding)s in it: nobody can open it.", finding=finding)
        )
    return str(
        _("Only the unit that sent it can open it until the virus scanner has looked at it.")
    )
