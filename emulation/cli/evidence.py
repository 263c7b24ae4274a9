"""The commands on evidence: how much of it a unit may put forward in a year."""

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from emulation.audit.changes import now
from emulation.config import bytes_in
from emulation.database import db, write_tx
from emulation.evidence.comparing import compare_all
from emulation.evidence.uploading.granting import grant_room
from emulation.evidence.uploading.quotas import room_of
from emulation.formatting import file_size
from emulation.periods.calendar import FIRST_YEAR, LAST_YEAR
from emulation.periods.models import Participant, Period
from emulation.storage import store

evidence_cli = AppGroup("evidence", help="Files that units put forward.")
AS_EVERYBODY = "default"


@evidence_cli.command("quota")
@click.argument("unit")
@click.argument("year", type=click.IntRange(FIRST_YEAR, LAST_YEAR))
@click.argument("size", required=False)
def quota_command(unit: str, year: int, size: str | None) -> None:
    """Let UNIT (its code) put forward SIZE of files for YEAR, such as 8GB; without SIZE, tell.

    The word "default" takes the exception back: the unit has what everybody has.
    """
    participant = _participant(unit, year)
    name, participant_id = participant.name, participant.id
    if size is not None:
        quota = None if size == AS_EVERYBODY else _bytes(size)
        with write_tx():
            grant_room(participant_id, quota, by=None, at=now())
    room = room_of(_participant(unit, year))
    click.echo(
        f"{name} {year}: {file_size(room.used_bytes)} of {file_size(room.most_bytes)} used, "
        f"{room.used_files} of {room.most_files} files"
    )


def _participant(code: str, year: int) -> Participant:
    query = (
        select(Participant)
        .join(Period, Period.id == Participant.period_id)
        .where(Participant.code == code, Period.year == year)
    )
    found = db.session.scalars(query).all()
    if not found:
        raise click.ClickException(f"no unit with the code {code} takes part in {year}")
    if len(found) > 1:
        raise click.ClickException(f"several units with the code {code} take part in {year}")
    return found[0]


def _bytes(size: str) -> int:
    try:
        return bytes_in(size)
    except ValueError as error:
        raise click.ClickException(f"SIZE must be {error}") from error


@evidence_cli.command("compare")
def compare_command() -> None:
    """Compare files that arrived with all others; at once, one process at a time.

    The served program starts this by itself after an upload, and `maintenance run` makes up for
    what it missed.
    """
    compared, found = compare_all(store(), current_app.config["DATA_FOLDER"], clock=now)
    click.echo(f"{compared} files compared, {found} newly found alike")
