"""Reading the log."""

from sqlalchemy import exists, select

from emulation.audit.models import AuditEvent
from emulation.database import db

EXAMPLE_LOADED = "demo.load"


def happened(action: str) -> bool:
    """Tell whether something of this kind was ever done in this database."""
    return bool(db.session.scalar(select(exists().where(AuditEvent.action == action))))


def holds_example() -> bool:
    """Tell whether the figures in this database are those of the example province."""
    return happened(EXAMPLE_LOADED)
