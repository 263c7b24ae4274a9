"""Many people saving rows at once, and a reckoning of what became of every single save."""

import random
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import pairwise

from flask import Flask
from sqlalchemy import select

from emulation.assessments.models import Score
from emulation.criteria.models import CriterionLine
from emulation.database import db
from emulation.rules.workflow import Stage
from tests.resilience import log
from tests.resilience.client import Answer, Client, version_in
from tests.resilience.served import Served
from tests.resilience.year import Year

JSON, HTML = "application/json", "text/html"
CONFLICT, BUSY = 409, 503
HALF = 0.5
OFFICIALS = 5  # of one commune; each has rows of their own, and now and then writes elsewhere
ELSEWHERE = 0.1
MOST_ATTEMPTS = 20
BUSY_ROWS = 12


@dataclass
class Tally:
    """What the savers were told: row, note and the version they had seen; answers by kind."""

    acknowledged: list[tuple[int, str, int]] = field(default_factory=list)
    answers: Counter = field(default_factory=Counter)

    def add(self, others: Iterable["Tally"]) -> "Tally":
        for one in others:
            self.acknowledged += one.acknowledged
            self.answers.update(one.answers)
        return self


@dataclass
class Row:
    """One row as a page holds it: its address, the figures sent back unchanged, its version."""

    score_id: int
    url: str
    fields: dict[str, str]
    version: int = 1


def busy_rows(sheet_id: int) -> list[Row]:
    """Return the rows that all officials of a commune keep writing in."""
    db.session.rollback()
    found = db.session.execute(
        select(Score.id, CriterionLine.code, Score.inputs, Score.version)
        .join(CriterionLine, CriterionLine.id == Score.criterion_id)
        .where(Score.assessment_id == sheet_id, Score.stage == Stage.SELF)
        .order_by(CriterionLine.position)
        .limit(BUSY_ROWS)
    )
    rows = [
        Row(score_id, f"/assessments/{sheet_id}/rows/{code}", typed(inputs), version)
        for score_id, code, inputs, version in found
    ]
    # Nothing of the test's own stays open while others save: PostgreSQL ends what idles.
    db.session.rollback()
    return rows


def typed(inputs: dict[str, object]) -> dict[str, str]:
    """Write stored figures as a person types them."""
    return {name: text for name, value in inputs.items() if (text := as_typed(value))}


def as_typed(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    text = str(value)
    parts = text.split("-")
    return "/".join(reversed(parts)) if len(parts) == len("ymd") else text


def save_at_once(app: Flask, server: Served, year: Year, *, saves: int) -> Tally:
    """Let every official of the year save at the same time, `saves` in all."""
    people = [
        (sheet_id, member)
        for sheet_id, members in zip(year.sheet_ids, year.officials, strict=True)
        for member in members
    ]
    rows = {sheet_id: busy_rows(sheet_id) for sheet_id in year.sheet_ids}
    jobs = [
        (Client(app, server, member), [replace(row) for row in rows[sheet_id]], number)
        for number, (sheet_id, member) in enumerate(people)
    ]
    each = saves // len(jobs)
    with ThreadPoolExecutor(len(jobs)) as pool:
        return Tally().add(pool.map(lambda job: keep_saving(*job, saves=each), jobs))


def keep_saving(client: Client, rows: list[Row], number: int, *, saves: int) -> Tally:
    """Save until `saves` were acknowledged, as the page does: quietly, or by its button."""
    tally, dice = Tally(), random.Random(number)  # noqa: S311 (which row is next, nothing secret)
    own = rows[number % OFFICIALS :: OFFICIALS]
    row = dice.choice(own)
    for attempt in range(saves * MOST_ATTEMPTS):
        note = f"saver {number} save {attempt}"
        kind = JSON if dice.random() < HALF else HTML
        answer = save(client, row, note, kind)
        tally.answers[answer.status] += 1
        if answer.saved:
            tally.acknowledged.append((row.score_id, note, row.version))
            row.version += 1
            row = dice.choice(rows if dice.random() < ELSEWHERE else own)
        else:
            row.version = version_now(client, row, note, answer)
        if len(tally.acknowledged) == saves:
            break
    if client.turned_away:
        tally.answers[BUSY] += client.turned_away
    client.close()
    return tally


def save(client: Client, row: Row, note: str, kind: str) -> Answer:
    fields = row.fields | {"note": note, "version": row.version}
    return client.post_until_answered(row.url, fields, accept=kind)


def version_now(client: Client, row: Row, note: str, refusal: Answer) -> int:
    """Take the version from the page of two texts, which a script offers after a quiet refusal."""
    if refusal.status == CONFLICT and not refusal.text.startswith("<"):
        refusal = client.post_until_answered(row.url, row.fields | {"note": note, "version": 0})
    # Keeping one's own text over theirs, as the button there does.
    return version_in(refusal.text) if refusal.status == CONFLICT else row.version


def reckoning(tally: Tally) -> list[str]:
    """Say everything that was lost, overwritten unseen or done twice; nothing, when all is well."""
    saves: dict[int, list[tuple[str, str]]] = {}
    for entry in log.entries():
        if entry.action == "assessments.save":
            score_id = int(entry.subject.removeprefix("score:"))
            saves.setdefault(score_id, []).append((entry.before["note"], entry.after["note"]))
    faults = log.broken_places()
    told = Counter((row, note) for row, note, _version in tally.acknowledged)
    written = Counter((row, after) for row, done in saves.items() for _before, after in done)
    faults += [f"lost: {one}" for one in told - written]
    faults += [f"done twice: {one}" for one, times in written.items() if times > 1]
    for row, note, version in tally.acknowledged:
        turn = [after for _before, after in saves.get(row, [])]
        if turn[version - 1 : version] != [note]:
            faults.append(f"overwrote unseen on row {row}: {note!r} on version {version}")
    rows = db.session.execute(select(Score.id, Score.note, Score.version)).tuples()
    for score_id, note, version in rows:
        done = saves.get(score_id, [])
        faults += [
            f"gone from row {score_id}: {one[1]}"
            for one, following in pairwise(done)
            if following[0] != one[1]
        ]
        if done and (note != done[-1][1] or version != 1 + len(done)):
            faults.append(f"row {score_id} says {note!r}, version {version}, log {done[-1]}")
    return faults
