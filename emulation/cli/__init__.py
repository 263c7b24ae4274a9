"""The commands of `flask --app wsgi`, one module for each group."""

from flask import Flask

from emulation.cli.assets import assets_cli
from emulation.cli.criteria import criteria_cli
from emulation.cli.rankings import rankings_cli


def register(app: Flask) -> None:
    for group in (assets_cli, criteria_cli, rankings_cli):
        app.cli.add_command(group)
