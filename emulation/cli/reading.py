"""Files named on the command line: read as text, or refused with one sentence and exit code 2."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click

from emulation.criteria.files import load_path
from emulation.rules.criteria_facts import CriteriaSet
from emulation.rules.criteria_problems import InvalidCriteriaSet

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
BAD_INPUT = 2
_LARGEST = 100_000_000


def refuse(path: Path, problems: Iterable[object]) -> NoReturn:
    """Name every fault of a file, one a line, and leave."""
    for problem in problems:
        click.echo(f"{path.name}: {problem}", err=True)
    sys.exit(BAD_INPUT)


def criteria_set_in(path: Path) -> CriteriaSet:
    try:
        return load_path(path)
    except InvalidCriteriaSet as error:
        refuse(path, error.problems)
    except OSError as error:
        refuse(path, [error.strerror])


def text_in(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        refuse(path, [error.strerror])
    if len(content) > _LARGEST:
        refuse(path, [f"the file is larger than {_LARGEST // 1_000_000} MB"])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        refuse(path, ["the file is not saved as UTF-8"])
