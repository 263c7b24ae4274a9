"""Reform initiatives that agencies register for a year."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from emulation.database import Base, Moment
from emulation.periods.models import Participant


class InitiativeField(StrEnum):
    PROCEDURES = "procedures"
    ONE_STOP_SHOP = "one_stop_shop"
    DIGITAL = "digital"
    PAYMENT = "payment"
    SERVICE_HOURS = "service_hours"
    HOME_SERVICE = "home_service"
    COMMUNICATION = "communication"
    CONDUCT = "conduct"
    ORGANISATION = "organisation"
    OTHER = "other"


class InitiativeState(StrEnum):
    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"


class Initiative(Base):
    """One initiative of one agency in one year: what is done, and the effect it should have."""

    __tablename__ = "initiative"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey(Participant.id))
    title: Mapped[str] = mapped_column(String(300))
    title_folded: Mapped[str] = mapped_column(String(300))
    field: Mapped[InitiativeField]
    state: Mapped[InitiativeState] = mapped_column(default=InitiativeState.REGISTERED)
    problem: Mapped[str]
    solution: Mapped[str]
    measure: Mapped[str] = mapped_column(String(200))
    measure_unit: Mapped[str] = mapped_column(String(60))
    baseline: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    target: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    starts_on: Mapped[date]
    registered_at: Mapped[Moment]
    registered_on: Mapped[date]
    registered_by_id: Mapped[int]
    late: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)

    participant: Mapped[Participant] = relationship()

    __table_args__ = (
        Index("ix_initiative_participant_state", "participant_id", "state"),
        CheckConstraint("length(title) > 0", name="has_a_title"),
    )
