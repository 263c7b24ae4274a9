"""The commands on rankings: rank a file of results, publish a year, check a published file."""

import json
import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from emulation.accounts.queries import find_holder
from emulation.audit.changes import now
from emulation.audit.signatures import WrongKey
from emulation.cli.finding_sentences import sentence
from emulation.cli.reading import BAD_INPUT, FILE, criteria_set_in, refuse, text_in
from emulation.database import write_tx
from emulation.periods.calendar import FIRST_YEAR, LAST_YEAR
from emulation.periods.queries import find_period
from emulation.rankings.checking import Known, check
from emulation.rankings.corrections import NothingChanged, SheetsOpen, correct
from emulation.rankings.draft import SumsDiffer
from emulation.rankings.findings import Fault
from emulation.rankings.public_keys import raw_key
from emulation.rankings.publishing import NothingToPublish, publish
from emulation.rules.deadlines import local_day
from emulation.rules.errors import RuleBroken, WrongState
from emulation.rules.ranking import rank
from emulation.rules.results_file import InvalidResults, read_results
from emulation.rules.roles import Person, Role
from emulation.rules.traces import table_to_json

rankings_cli = AppGroup("rankings", short_help="Rankings: compute, publish, verify.")
DOES_NOT_FIT = 1


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


@rankings_cli.command("publish")
@click.argument("year", type=click.IntRange(FIRST_YEAR, LAST_YEAR))
@click.option("--by", "username", required=True, help="Who publishes: a member of the council.")
@click.option("--correct", "correcting", is_flag=True, help="Correct what is published.")
@click.option("--reason", default="", help="Why it is corrected; everybody reads it.")
def publish_command(year: int, username: str, correcting: bool, reason: str) -> None:
    """Publish the ranking of a year, or a correction of it."""
    if correcting != bool(reason.strip()):
        raise click.UsageError("a correction needs --correct and its --reason")
    person = _council(username)
    try:
        with write_tx():
            period = find_period(year)
            if period is None or period.province_id != person.unit_id:
                raise click.ClickException(f"{year} is not open")
            at = now()
            published = (
                correct(period, reason=reason, by=person, at=at)
                if correcting
                else publish(period, by=person, at=at)
            )
            line = f"published: {published.code} sha256 {published.digest}"
    except RuleBroken as error:
        raise click.ClickException(_refusal(error, year)) from error
    click.echo(line)


def _council(username: str) -> Person:
    person = find_holder(username, Role.COUNCIL, local_day(now()))
    if person is None:
        raise click.ClickException(f"{username} is no member of a council today")
    return person


def _refusal(error: RuleBroken, year: int) -> str:
    match error:
        case NothingToPublish():
            return f"nothing of {year} is approved"
        case NothingChanged():
            return f"the published ranking of {year} would stay the same"
        case SheetsOpen() | SumsDiffer() | WrongState():
            return str(error)
        case _:
            return f"{type(error).__name__}: {error}"


@rankings_cli.command("verify", with_appcontext=False)
@click.argument("file", metavar="FILE.json", type=FILE)
@click.option("--key", "key_file", type=FILE, help="The province's public key, as PEM or one line.")
@click.option("--previous", type=FILE, help="The file of the publication before this one.")
@click.option("--checkpoint", "old", type=FILE, help="A checkpoint of the log that you kept.")
@click.option("--proof", type=FILE, help="What /audit/consistency says of that checkpoint.")
def verify(
    file: Path,
    key_file: Path | None,
    previous: Path | None,
    old: Path | None,
    proof: Path | None,
) -> None:
    """Check a published file; no database is asked, everything is computed from the file."""
    key = None
    if key_file is not None:
        try:
            key = raw_key(text_in(key_file))
        except WrongKey as error:
            refuse(key_file, [error])
    known = Known(
        key=key,
        previous=_bytes_in(previous) if previous else None,
        checkpoint=text_in(old) if old else None,
        growth=_bytes_in(proof) if proof else None,
    )
    report = check(_bytes_in(file), known)
    if about := report.about:
        click.echo(
            f"{about['code']}: {about['province']} {about['year']}, published "
            f"{about['published_at']}, {about['ranked']} of {about['units']} units ranked"
            + (f", corrects {about['corrects']}" if about["corrects"] else "")
        )
    for finding in report.findings:
        click.echo(sentence(finding))
    if not report.fits:
        click.echo(f"{file.name} does not fit", err=True)
        sys.exit(DOES_NOT_FIT)
    if any(one.fault is Fault.CHECKPOINT_NOT_COMPARABLE for one in report.findings):
        click.echo("the file fits, but nothing was said about the checkpoint", err=True)
        sys.exit(BAD_INPUT)
    click.echo("the file fits")


def _bytes_in(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        click.echo(f"{path.name}: {error.strerror}", err=True)
        sys.exit(BAD_INPUT)
