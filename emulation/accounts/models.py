"""People, the roles they hold at units between dates, and their signed-in sessions."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from emulation.database import Base, Moment
from emulation.rules.roles import Role
from emulation.units.models import Unit


class User(Base):
    """One person with one account; accounts are never shared and never deleted."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    disabled_at: Mapped[Moment | None]
    language: Mapped[str] = mapped_column(String(2), default="")
    email: Mapped[str | None] = mapped_column(String(254))
    wants_mail: Mapped[bool] = mapped_column(default=True, server_default=true())
    version: Mapped[int] = mapped_column(default=1)

    grants: Mapped[list["Grant"]] = relationship(back_populates="user")


class Grant(Base):
    """A role that a person holds at a unit, from one day to another."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    role: Mapped[Role]
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    user: Mapped[User] = relationship(back_populates="grants")
    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        UniqueConstraint("user_id", "role", "unit_id", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
    )


class SignedSession(Base):
    """One sign-in on one device, acting under one grant; only the hash of its token is kept."""

    __tablename__ = "signed_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey(Grant.id))
    started_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    device: Mapped[str] = mapped_column(String(120), default="")


class SignInBucket(Base):
    """How many sign-ins failed for an account, an address or in all, in one stretch of time."""

    __tablename__ = "sign_in_bucket"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    window_start: Mapped[Moment]
    failures: Mapped[int]
