"""Commands for the front-end files."""

import click
from flask.cli import AppGroup

from emulation.assets.building import BUILD, build

assets_cli = AppGroup("assets", help="Front-end files.")


@assets_cli.command("build")
def build_command() -> None:
    """Write style sheets, scripts and icons, compressed and named by their content."""
    click.echo(f"Built {BUILD}" if build() else "Nothing has changed since the last build.")
