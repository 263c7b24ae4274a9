"""The commands on the audit log: check it, print its checkpoint and key, erase a detail."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from emulation.audit import operations
from emulation.audit.checkpoints import latest as latest_checkpoint
from emulation.audit.checkpoints import seal_if_grown
from emulation.audit.faults import Fault
from emulation.audit.keys import signing_key
from emulation.audit.notes import WrongNote
from emulation.audit.verifying import claim_of
from emulation.audit.verifying import verify as verify_log
from emulation.cli.reading import BAD_INPUT, FILE, refuse, text_in
from emulation.database import write_tx

DOES_NOT_FIT = 1

audit_cli = AppGroup("audit", short_help="The audit log: verify, checkpoint, key, erase.")


@audit_cli.command("verify")
@click.option(
    "--checkpoint",
    "files",
    metavar="FILE",
    type=FILE,
    multiple=True,
    help="A checkpoint that was kept elsewhere; may be given several times.",
)
def verify(files: Sequence[Path]) -> None:
    """Compute every detail, leaf, node, root and signature of the log anew.

    Exit code 0 when all of it fits, 1 when something does not: the first event is named;
    2 when a file is no checkpoint or the database holds no log.
    """
    notes = []
    for path in files:
        notes.append(text_in(path).replace("\r\n", "\n"))
        try:
            claim_of(notes[-1])
        except WrongNote as error:
            refuse(path, [error])
    try:
        found = verify_log(notes)
    except Fault as fault:
        click.echo(f"The log does not fit. {fault}", err=True)
        sys.exit(DOES_NOT_FIT)
    except (OperationalError, ProgrammingError) as error:
        click.echo(f"The log cannot be read: {error.orig}", err=True)
        sys.exit(BAD_INPUT)
    click.echo(
        f"ok: {found.head.size} events, root {found.head.root.hex()}, "
        f"{found.checkpoints} own checkpoints, {found.outside} from elsewhere, "
        f"{found.erased} details erased"
    )


@audit_cli.command("checkpoint")
def checkpoint() -> None:
    """Sign what came since the last checkpoint, and print the newest one."""
    with write_tx():
        seal_if_grown(datetime.now(UTC))
        newest = latest_checkpoint()
        note = newest.note if newest else ""
    if not note:
        click.echo("The log is empty.", err=True)
        sys.exit(DOES_NOT_FIT)
    click.echo(note, nl=False)


@audit_cli.command("key")
def key() -> None:
    """Print the public key that checks checkpoints and publications."""
    click.echo(signing_key().public_key_text)


@audit_cli.command("erase")
@click.argument("seq", metavar="SEQ", type=click.IntRange(1))
@click.option("--reason", required=True, help="Why the law asks for it; it stays in the log.")
def erase(seq: int, reason: str) -> None:
    """Erase what event SEQ says beyond who did what and when: personal data.

    The event, its hash and the erasure with its reason stay; proofs hold as before.
    """
    if not reason.strip():
        raise click.BadParameter("say why", param_hint="--reason")
    try:
        with write_tx():
            event = operations.erase(seq, reason=reason.strip(), by=None, at=datetime.now(UTC))
            erased_by = event.seq
    except operations.NothingToErase:
        click.echo(f"Event {seq} has no details that could be erased.", err=True)
        sys.exit(DOES_NOT_FIT)
    click.echo(f"Erased the details of event {seq}; event {erased_by} says so.")
