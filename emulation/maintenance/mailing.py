"""Sending what waits: never in a request, never inside a transaction."""

import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emulation.audit.checkpoints import latest
from emulation.database import db, write_tx
from emulation.maintenance import mails, smtp
from emulation.maintenance.letters import letter

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Sending:
    """What one run came to."""

    sent: int = 0
    failed: int = 0
    interrupted: int = 0


def send_waiting(settings: Mapping[str, Any], *, clock: Clock) -> Sending:
    """Make mails of the messages that wait, and send all that are due; without a server, none."""
    if not settings:
        return Sending()
    with write_tx():
        interrupted = mails.give_up_interrupted(clock())
        mails.gather(clock())
    if not mails.is_any_due(clock()):
        return Sending(interrupted=interrupted)
    sent = failed = 0
    with smtp.connection(settings) as server:
        while server.sock is not None and (mail := claim_next(clock())) is not None:
            if send_one(server, mail, settings, clock=clock):
                sent += 1
            else:
                failed += 1
    return Sending(sent, failed, interrupted)


def claim_next(at: datetime) -> mails.Claimed | None:
    with write_tx():
        mail_id = mails.claim(at)
        return None if mail_id is None else mails.get_claimed(mail_id)


def send_one(
    server: smtplib.SMTP, mail: mails.Claimed, settings: Mapping[str, Any], *, clock: Clock
) -> bool:
    """Send a claimed mail and write down what became of it."""
    checkpoint = latest()
    note = checkpoint.note if checkpoint else ""
    db.session.rollback()
    try:
        smtp.send(server, letter(mail, settings, checkpoint=note, at=clock()))
    except smtp.NotSent as error:
        with write_tx():
            mails.mark_failed(mail, str(error), for_good=error.for_good, at=clock())
        return False
    except smtp.PerhapsSent as error:
        with write_tx():
            mails.mark_failed(mail, f"{mails.INTERRUPTED}: {error}", for_good=True, at=clock())
        return False
    with write_tx():
        mails.mark_sent(mail.id, at=clock())
    return True
