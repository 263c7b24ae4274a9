"""The way to the mail server, and what its answers mean for the mail."""

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

TIMEOUT_SECONDS = 20
_ACCEPTED = range(200, 300)
_PERMANENT = 500


class NotSent(Exception):
    """The server did not take the mail; `for_good` when another try would change nothing."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


class PerhapsSent(Exception):
    """The connection broke after the text was handed over: another try might send it twice."""


@contextmanager
def connection(settings: Mapping[str, Any]) -> Iterator[smtplib.SMTP]:
    """Connect and sign in, encrypted wherever a password is sent or the server can."""
    context = ssl.create_default_context()
    host, port = settings["host"], settings["port"]
    server: smtplib.SMTP = (
        smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
        if settings["tls"]
        else smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    )
    with server:
        server.ehlo()
        if not settings["tls"] and (settings["username"] or server.has_extn("starttls")):
            server.starttls(context=context)
            server.ehlo()
        if settings["username"]:
            server.login(settings["username"], settings["password"])
        yield server


def send(server: smtplib.SMTP, message: EmailMessage) -> None:
    """Hand one mail over; raise NotSent or PerhapsSent."""
    try:
        for code, answer in (
            server.mail(str(message["From"])),
            server.rcpt(str(message["To"])),
        ):
            if code not in _ACCEPTED:
                server.rset()
                raise NotSent(_readable(code, answer), for_good=code >= _PERMANENT)
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        raise NotSent(str(error), for_good=False) from error
    try:
        code, answer = server.data(message.as_bytes())
    except smtplib.SMTPDataError as error:
        raise NotSent(
            _readable(error.smtp_code, error.smtp_error), for_good=error.smtp_code >= _PERMANENT
        ) from error
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        raise PerhapsSent(str(error)) from error
    if code not in _ACCEPTED:
        raise NotSent(_readable(code, answer), for_good=code >= _PERMANENT)


def _readable(code: int, answer: bytes | str) -> str:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"
