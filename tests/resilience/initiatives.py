"""Registering an initiative: the plainest form whose repetition would leave a second row."""

from collections import Counter

from sqlalchemy import select

from emulation.audit.changes import now
from emulation.database import db
from emulation.formatting import local
from emulation.initiatives.models import Initiative, InitiativeField


def form_of(title: str) -> dict[str, str]:
    year = local(now()).year
    return {
        "title": title,
        "field": InitiativeField.OTHER.value,
        "problem": "Người dân chờ lâu.",
        "solution": "Phát số thứ tự.",
        "measure": "Thời gian chờ",
        "measure_unit": "phút",
        "baseline": "45",
        "target": "30",
        "starts_on": f"01/03/{year}",
    }


def registered() -> Counter:
    """Return how often each title stands in the register."""
    db.session.rollback()
    return Counter(db.session.scalars(select(Initiative.title)))
