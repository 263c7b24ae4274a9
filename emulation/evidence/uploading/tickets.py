"""What names an upload in parts: signed, for one person, one row, one file and one day."""

from dataclasses import astuple, dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

GOOD_FOR_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Ticket:
    """Whose upload it is, for which criterion of which sheet, and what it will be when complete."""

    person_id: int
    participant_id: int
    code: str
    name: str
    size: int
    key: str


def sign(ticket: Ticket) -> str:
    signed = _serializer().dumps(astuple(ticket))
    return signed if isinstance(signed, str) else signed.decode()


def read(signed: str) -> Ticket | None:
    """Return what was signed; None for anything forged, altered or older than a day."""
    try:
        return Ticket(*_serializer().loads(signed, max_age=GOOD_FOR_SECONDS))
    except BadData:
        return None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="evidence-parts")
