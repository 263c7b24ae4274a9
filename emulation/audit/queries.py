"""Reading the log."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from emulation.audit.models import AuditCheckpoint, AuditEvent
from emulation.database import db

EXAMPLE_LOADED = "demo.load"
SHORTEST_HASH = 16
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Head:
    """The last checkpoint in short, as the foot of every page names it."""

    size: int
    root: bytes
    at: datetime

    @property
    def short(self) -> str:
        """Return the first letters of the root as the signed note writes it."""
        return b64encode(self.root).decode()[:_SHORT]


# Built once: the foot of every page asks this.
_LAST_HEAD = (
    select(AuditCheckpoint.size, AuditCheckpoint.root, AuditCheckpoint.at)
    .order_by(AuditCheckpoint.size.desc())
    .limit(1)
)


def last_head() -> Head | None:
    row = db.session.execute(_LAST_HEAD).first()
    return None if row is None else Head(*row)


def find_checkpoint(size: int) -> AuditCheckpoint | None:
    return db.session.get(AuditCheckpoint, size)


def holds(seq: int, leaf_hash: str) -> bool:
    """Tell whether the event has this hash; its first letters are enough."""
    event = db.session.get(AuditEvent, seq)
    return (
        event is not None
        and len(leaf_hash) >= SHORTEST_HASH
        and event.leaf_hash.startswith(leaf_hash)
    )


def happened(action: str) -> bool:
    """Tell whether something of this kind was ever done in this database."""
    return bool(db.session.scalar(select(exists().where(AuditEvent.action == action))))


def holds_example() -> bool:
    """Tell whether the figures in this database are those of the example province."""
    return happened(EXAMPLE_LOADED)
