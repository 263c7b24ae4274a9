"""The commands of `flask --app wsgi`, one module for each group."""

from collections.abc import Mapping, Sequence

import click
from flask import Flask

from emulation.cli.assets import assets_cli
from emulation.cli.audit import audit_cli
from emulation.cli.criteria import criteria_cli
from emulation.cli.demo import demo_cli
from emulation.cli.evidence import evidence_cli
from emulation.cli.maintenance import maintenance_cli
from emulation.cli.periods import periods_cli
from emulation.cli.rankings import rankings_cli
from emulation.cli.units import units_cli
from emulation.cli.users import users_cli


def register(app: Flask) -> None:
    for group in (
        assets_cli,
        audit_cli,
        criteria_cli,
        demo_cli,
        evidence_cli,
        maintenance_cli,
        periods_cli,
        rankings_cli,
        units_cli,
        users_cli,
    ):
        app.cli.add_command(group)


# What needs no database and no data folder.
ALONE: Mapping[click.Group, Sequence[str]] = {
    criteria_cli: ("check", "score"),
    rankings_cli: ("compute", "verify"),
}


def commands_alone() -> Flask:
    """Return what `flask` needs for the commands on files, where no data can be kept."""
    app = Flask(__name__)
    for group, names in ALONE.items():
        commands = [group.commands[name] for name in names]
        app.cli.add_command(click.Group(group.name, commands, short_help=group.short_help))
    return app
