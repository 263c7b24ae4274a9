"""Files that commands take in, and the sentences when they cannot."""

from pathlib import Path

import click
from flask_babel import gettext as _

from emulation.units.csv_tables import LARGEST_FILE, ImportRefused

csv_file = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


def read_file(file: Path) -> bytes:
    """Return the content; of a file that is far too large only as much as shows that it is."""
    with file.open("rb") as content:
        return content.read(LARGEST_FILE + 1)


def explained(refused: ImportRefused) -> click.ClickException:
    lines = [_("Nothing was imported:"), *map(str, refused.problems)]
    return click.ClickException("\n".join(lines))
