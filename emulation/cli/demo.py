"""The command that fills an empty database with the example province."""

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import click
from flask import current_app
from flask.cli import AppGroup

from emulation.accounts.passwords import hash_password
from emulation.audit.queries import holds_example
from emulation.database import db, write_tx
from emulation.demo import load as demo
from emulation.demo.application import keep_application_files
from emulation.demo.evidence import keep_papers
from emulation.demo.judgements import compare_and_judge
from emulation.demo.reuse import invent
from emulation.demo.signing import with_signatures
from emulation.evidence.signatures.keeping import look_where_due, trust_now
from emulation.storage import store
from emulation.units.models import COMMUNE_KINDS
from emulation.units.seed import province_rows

demo_cli = AppGroup("demo", help="The example province.")

PASSWORD_VARIABLE = "EMULATION_DEMO_PASSWORD"  # noqa: S105 (the name of a variable)
ACCOUNTS = """\
Example province: every figure is invented. Accounts, all with the password {password}
  official-07525   fills in the sheet of a commune (official-<commune code>)
  signer-07525     signs and submits it            (signer-<commune code>)
  inspector-216    verifies the communes of a district (inspector-<district code>)
  head-216         finishes the verification       (head-<district code>)
  council          approves and publishes
  leader           reads the results of the province
  admin            looks after units, people and criteria sets"""


@demo_cli.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing when the database holds units already.")
def load_command(*, if_empty: bool) -> None:
    """Fill an empty database with the example province, and print its accounts."""
    if not demo.is_empty():
        if if_empty:
            if holds_example():
                click.echo(ACCOUNTS.format(password=kept_password()))
            return
        raise click.ClickException(
            "The database holds units already; the example needs an empty one."
        )
    # Drawing the files takes longer than the database waits for an open transaction.
    db.session.rollback()
    password = os.environ.get(PASSWORD_VARIABLE) or secrets.token_urlsafe(12)
    at = datetime.now(UTC)
    random = Random(demo.SEED)  # noqa: S311 (invented figures)
    rows = province_rows()
    invented = with_signatures(invent([row for row in rows if row.kind in COMMUNE_KINDS], random))
    kept = keep_papers(invented)
    kinds = {
        code: {one.paper.kind for one in papers}
        for (code, year), papers in kept.items()
        if year == demo.RUNNING_YEAR
    }
    files = keep_application_files(rows, kinds, demo.RUNNING_YEAR)
    password_hash = hash_password(password)
    with write_tx():
        demo.load(password_hash=password_hash, kept=kept, files=files, at=at)
    compare_and_judge(invented.planned, at=at)
    look_where_due(store(), trust_now(), at=at, at_most=sum(map(len, kept.values())))
    keep_password(password)
    click.echo(ACCOUNTS.format(password=password))


def keep_password(password: str) -> None:
    """Remember the example's password beside its database, so that later starts can print it."""
    descriptor = os.open(password_file(), os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(password)


def kept_password() -> str:
    path = password_file()
    return path.read_text("utf-8") if path.exists() else "(printed when the province was loaded)"


def password_file() -> Path:
    folder: Path = current_app.config["DATA_FOLDER"]
    return folder / "example-password.txt"
