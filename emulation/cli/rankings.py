"""The commands on rankings: rank a file of results."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from emulation.cli.reading import FILE, criteria_set_in, refuse, text_in
from emulation.rules.ranking import rank
from emulation.rules.results_file import InvalidResults, read_results
from emulation.rules.traces import table_to_json

rankings_cli = AppGroup("rankings", short_help="Rankings: compute.")


@rankings_cli.command("compute", with_appcontext=False)
@click.argument("set_file", metavar="SET.yaml", type=FILE)
@click.argument("results_file", metavar="RESULTS.csv", type=FILE)
@click.option("--year", type=click.IntRange(1990, 2200), help="The period; default: the set's.")
def compute(set_file: Path, results_file: Path, year: int | None) -> None:
    """Rank the verified units of a file, with ties, classes and the target, as JSON."""
    criteria_set = criteria_set_in(set_file)
    try:
        standings = read_results(text_in(results_file), criteria_set)
    except InvalidResults as error:
        refuse(results_file, error.problems)
    table = table_to_json(rank(standings, criteria_set, year=year), criteria_set.score_decimals)
    click.echo(json.dumps(table, ensure_ascii=False, indent=2, sort_keys=True))
