"""Commands for provinces, districts, communes and departments."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from emulation.cli.tables import csv_file, explained, read_file
from emulation.database import write_tx
from emulation.units import operations
from emulation.units.csv_tables import ImportRefused, heading_of
from emulation.units.imports import read_units
from emulation.units.seed import province_itself

units_cli = AppGroup("units", help="Provinces, districts, communes and departments.")


@units_cli.command("import")
@click.argument("file", type=csv_file)
def import_command(file: Path) -> None:
    """Take in units from a CSV file: all of them, or none and a sentence for every bad line."""
    try:
        data = read_file(file)
        rows = read_units(data)
        if "commune_code" in heading_of(data):
            rows = [*province_itself(), *rows]
        with write_tx():
            done = operations.import_units(rows, by=None, at=datetime.now(UTC))
    except ImportRefused as refused:
        raise explained(refused) from refused
    click.echo(
        _(
            "Units: %(added)s added, %(changed)s changed, %(unchanged)s as they were.",
            added=done.added,
            changed=done.changed,
            unchanged=done.unchanged,
        )
    )
