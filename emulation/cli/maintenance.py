"""The command that a timer runs: everything periodic."""

import sys

import click
from flask import current_app
from flask.cli import AppGroup

from emulation.audit.changes import now
from emulation.maintenance.parts import run

maintenance_cli = AppGroup("maintenance", help="What has to be done from time to time.")


@maintenance_cli.command("run")
def run_command() -> None:
    """Seal the log, write reminders, send mail, sweep; safe at any time and twice at once.

    Prints what each part did. Exits with 1 when a part failed; the others were carried out.
    """
    failed = False
    for outcome in run(current_app.config["MAIL"], clock=now):
        click.echo(f"{outcome.name}: {outcome.said}", err=outcome.failed)
        failed = failed or outcome.failed
    if failed:
        sys.exit(1)
