"""Commands for people and the roles they hold."""

import csv
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from emulation.accounts import operations, passwords
from emulation.accounts.imports import read_users
from emulation.cli.tables import csv_file, explained, read_file
from emulation.database import db, write_tx
from emulation.units.csv_tables import ImportRefused

users_cli = AppGroup("users", help="People and the roles they hold.")


@users_cli.command("import")
@click.argument("file", type=csv_file)
@click.option(
    "--passwords",
    "password_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the first passwords to this new file instead of printing them.",
)
def import_command(file: Path, password_file: Path | None) -> None:
    """Open accounts from a CSV file: all of them, or none and a sentence for every bad line.

    The first passwords are shown once; they are stored nowhere, and each must be changed at the
    first sign-in.
    """
    if password_file is not None and password_file.exists():
        raise click.ClickException(_("%(file)s already exists.", file=password_file))
    try:
        people = read_users(read_file(file))
        db.session.rollback()
        first_passwords = {person.username: passwords.first_password() for person in people}
        hashes = {name: passwords.hash_password(word) for name, word in first_passwords.items()}
        with write_tx():
            operations.import_users(people, hashes, by=None, at=datetime.now(UTC))
    except ImportRefused as refused:
        raise explained(refused) from refused
    if password_file is None:
        write_passwords(sys.stdout, first_passwords)
    else:
        descriptor = os.open(password_file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            write_passwords(stream, first_passwords)
    click.echo(_("Accounts opened: %(count)s.", count=len(people)), err=True)


def write_passwords(stream: TextIO, first_passwords: Mapping[str, str]) -> None:
    writer = csv.writer(stream)
    writer.writerow(("username", "first_password"))
    writer.writerows(first_passwords.items())
