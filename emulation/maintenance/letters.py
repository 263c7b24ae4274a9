"""A mail as it is read: every message a sentence with its address, in the person's language."""

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from emulation.maintenance.mails import Claimed
from emulation.notices.wording import sentence

_LONGEST_SUBJECT = 150


def letter(
    mail: Claimed, settings: Mapping[str, Any], *, checkpoint: str, at: datetime
) -> EmailMessage:
    """Return the mail; its Message-ID is the same whenever it is tried."""
    with force_locale(mail.language or "vi"):
        message = EmailMessage(policy=SMTP)
        message["From"] = settings["sender"]
        message["To"] = mail.address
        message["Subject"] = subject(mail)
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<message-{mail.id}@{settings['domain']}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body(mail, settings["public_url"], checkpoint))
    return message


def subject(mail: Claimed) -> str:
    """Say the one thing there is to say, or how many there are."""
    if len(mail.lines) > 1:
        return str(ngettext("%(num)s message for you", "%(num)s messages for you", len(mail.lines)))
    said = " ".join(sentence(mail.lines[0].kind, mail.lines[0].facts).split())
    return said if len(said) <= _LONGEST_SUBJECT else f"{said[: _LONGEST_SUBJECT - 1]}…"


def body(mail: Claimed, public_url: str, checkpoint: str) -> str:
    greeting = str(_("To %(name)s", name=mail.name))
    said = [f"{sentence(one.kind, one.facts)}\n{public_url}{one.url}" for one in mail.lines]
    account = f"{public_url}/account"
    parts = [
        greeting,
        *said,
        str(
            _(
                "The program sent this mail by itself. Mail can be turned off here: %(url)s",
                url=account,
            )
        ),
    ]
    if checkpoint:
        parts.append(f"{_('Checkpoint of the log, to be kept as proof:')}\n{checkpoint}")
    return "\n\n".join(parts) + "\n"
