"""The commands on criteria sets: check, score, import and export."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from emulation.audit.changes import now
from emulation.cli.reading import FILE, criteria_set_in, refuse, text_in
from emulation.criteria.checking import CheckedSet, check_set
from emulation.criteria.files import MAX_BYTES
from emulation.criteria.operations import FrozenSet, store_set
from emulation.criteria.queries import find_set
from emulation.database import write_tx
from emulation.rules.answers_file import InvalidAnswers, read_answers
from emulation.rules.criteria_problems import InvalidCriteriaSet
from emulation.rules.points import written
from emulation.rules.scoring import score_sheet
from emulation.rules.traces import sheet_to_json

criteria_cli = AppGroup("criteria", short_help="Criteria sets: check, score, import, export.")


@criteria_cli.command("check", with_appcontext=False)
@click.argument("set_file", metavar="SET.yaml", type=FILE)
def check(set_file: Path) -> None:
    """Say what is wrong in a criteria set, line by line, or ok with its sums."""
    found = criteria_set_in(set_file)
    headings = " + ".join(f"{one.max_points.normalize():f}" for one in found.headings)
    click.echo(f"ok: {found.code} {found.version}")
    click.echo(
        f"{len(found.headings)} headings ({headings} = {found.core_total.normalize():f} points), "
        f"{len(found.groups)} groups, {len(found.criteria)} criteria, "
        f"{len(found.adjustments)} adjustments, {len(found.levels)} levels"
    )
    for group in found.groups:
        points = written(group.max_points, found.score_decimals)
        click.echo(f"{group.code}: {points} points in {len(group.criteria)} criteria")


@criteria_cli.command("score", with_appcontext=False)
@click.argument("set_file", metavar="SET.yaml", type=FILE)
@click.argument("answers_file", metavar="ANSWERS.json", type=FILE)
@click.option("--year", type=click.IntRange(1990, 2200), help="The period; default: the set's.")
def score(set_file: Path, answers_file: Path, year: int | None) -> None:
    """Score the answers of one sheet, or of a list of sheets, and print the result as JSON."""
    criteria_set = criteria_set_in(set_file)
    period = criteria_set.year if year is None else year
    try:
        file = read_answers(text_in(answers_file), criteria_set, year=period)
    except InvalidAnswers as error:
        refuse(answers_file, error.problems)
    results = [
        sheet_to_json(
            score_sheet(
                criteria_set,
                one.answers,
                metrics=one.metrics,
                not_applicable=one.not_applicable,
                year=period,
            )
        )
        for one in file.sheets
    ]
    printed = results if file.is_list else results[0]
    click.echo(json.dumps(printed, ensure_ascii=False, indent=2, sort_keys=True))


@criteria_cli.command("import")
@click.argument("set_file", metavar="SET.yaml", type=FILE)
def import_file(set_file: Path) -> None:
    """Store a criteria set; the same content again changes nothing."""
    checked = _checked(set_file)
    try:
        with write_tx():
            stored = store_set(checked, by=None, at=now())
            code, version = stored.criteria_set.code, stored.criteria_set.version
    except FrozenSet as error:
        refuse(set_file, [error])
    click.echo(f"{stored.outcome}: {code} {version} ({len(checked.rules.criteria)} criteria)")


@criteria_cli.command("export")
@click.argument("code")
@click.argument("version", required=False)
def export(code: str, version: str | None) -> None:
    """Print a stored criteria set as it was imported; the newest one without VERSION."""
    found = find_set(code, version)
    if found is None:
        named = f"{code} {version}" if version else code
        raise click.ClickException(f"there is no criteria set {named}")
    click.echo(found.source, nl=not found.source.endswith("\n"))


def _checked(path: Path) -> CheckedSet:
    try:
        with path.open("rb") as file:
            return check_set(file.read(MAX_BYTES + 1))
    except InvalidCriteriaSet as error:
        refuse(path, error.problems)
    except OSError as error:
        refuse(path, [error.strerror])
