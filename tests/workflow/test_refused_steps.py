"""Every step that the table refuses, sent to its address: 409 or 404, a sentence, and no change."""

import hashlib
import time
import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from emulation.assessments.models import Assessment
from emulation.database import db, write_tx
from emulation.periods.models import Period, PeriodState
from emulation.rules import workflow
from emulation.rules.errors import RuleBroken
from emulation.rules.roles import Role
from emulation.rules.workflow import AssessmentState, Step, next_state
from emulation.units.models import Unit, UnitKind
from tests.criteria.sets import SMALL
from tests.resilience import stages
from tests.resilience.year import add_member, add_unit, make_year
from tests.support.browser import Browser
from tests.workflow.addresses import WAYS

S = AssessmentState
SENTENCES = ".notice, .error-summary, .field__error, .flashes, [role=alert], .error-page"
NOT_THERE, TOO_LATE = 404, 409
# Whoever may do it to others' sheets, and has no business with this one.
FOREIGN = "foreign"


@pytest.fixture(scope="module")
def year(app, database_of_this_process):
    database_of_this_process.renew(app)
    with app.app_context():
        yield make_year(SMALL, communes=1)


@pytest.fixture(scope="module")
def people(app, year):
    """Give a browser for every role, of the sheet's own units and of others."""
    at = datetime.now(UTC)
    with write_tx() as session:
        province = session.scalars(select(Unit).where(Unit.kind == UnitKind.PROVINCE)).one()
        district = add_unit("219", "Huyện Việt Yên", UnitKind.RURAL_DISTRICT, province)
        commune = add_unit("07999", "Xã Khác", UnitKind.COMMUNE, district)
        foreign = {
            Role.COMMUNE_LEADER: add_member(Role.COMMUNE_LEADER, commune, at),
            Role.INSPECTOR: add_member(Role.INSPECTOR, district, at),
            Role.HEAD_OF_INSPECTION: add_member(Role.HEAD_OF_INSPECTION, district, at),
        }
        own = {
            Role.COMMUNE_OFFICIAL: year.officials[0][0],
            Role.COMMUNE_LEADER: year.leaders[0][0],
            Role.INSPECTOR: year.inspectors[0],
            Role.HEAD_OF_INSPECTION: year.heads[0],
            Role.COUNCIL: year.council[0],
            Role.LEADER: add_member(Role.LEADER, province, at),
            Role.ADMINISTRATOR: year.administrators[0],
        }
    found = {(role, ""): signed_in(app, one) for role, one in own.items()}
    return found | {(role, FOREIGN): signed_in(app, one) for role, one in foreign.items()}


def signed_in(app, member) -> Browser:
    browser = Browser(app.test_client())
    with browser.client.session_transaction() as session:
        session.update({"_user_id": member.token, "_fresh": True, "seen": int(time.time())})
    return browser


def put(year, state) -> int:
    """Bring the year's only sheet into the state, and the year with it."""
    sheet_id = stages.put(year, 0, state)
    published = state in {S.PUBLISHED, S.CLOSED}
    with write_tx() as session:
        session.execute(
            update(Period).values(state=PeriodState.PUBLISHED if published else PeriodState.OPEN)
        )
    return sheet_id


def digest() -> str:
    """Return one mark of every row of every table."""
    db.session.rollback()
    mark = hashlib.sha256()
    for table in db.metadata.sorted_tables:
        rows = sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
        mark.update(f"{table.name}{rows}".encode())
    db.session.rollback()
    return mark.hexdigest()


def refused_by_table(state, step, role, scope) -> bool:
    try:
        next_state(state, step, role)
    except RuleBroken:
        return True
    return scope == FOREIGN


@pytest.mark.parametrize("state", S)
def test_what_the_table_refuses_is_refused_at_its_address(year, people, state):
    sheet_id = put(year, state)
    version = db.session.scalar(select(Assessment.version).where(Assessment.id == sheet_id))
    before, faults, tried = digest(), [], 0
    for step, ways in WAYS.items():
        for (role, scope), browser in people.items():
            if not refused_by_table(state, step, role, scope):
                continue
            for way in ways:
                places = {"sheet": sheet_id, "year": year.year, "version": version}
                fields = {name: text.format(**places) for name, text in way.fields.items()}
                sent = fields | {"version": str(version), "request_id": str(uuid.uuid4())}
                url = way.url.format(**places)
                answer = browser.open(url, method="POST", data=sent, follow=False)
                tried += 1
                if fault := wrong(answer):
                    faults.append(f"{scope} {role} {step} at {url}: {fault}")
        if digest() != before:
            faults.append(f"{step} changed something")
            before = digest()
    assert tried > len(Step)
    assert faults == []


def wrong(answer) -> str:
    """Say what is wrong with a refusal; nothing when it is one."""
    if answer.status_code not in {NOT_THERE, TOO_LATE}:
        return f"{answer.status} {answer.headers.get('Location', '')}"
    from_page = Browser(None)._page(answer)
    said = " ".join(one.get_text(" ", strip=True) for one in from_page.select(SENTENCES))
    return "" if len(said.split()) > 2 else "no sentence"


def test_every_step_that_somebody_takes_has_an_address():
    """Closing is the one step without: it comes with the publication."""
    assert set(WAYS) == set(Step) - {Step.CLOSE}


def test_it_would_be_noticed_if_a_guard_were_missing(year, people, monkeypatch):
    """With a table that lets everybody do everything, the walk finds something done."""
    put(year, S.SUBMITTED)
    before = digest()
    allowed = {
        (state, step): (after, frozenset(Role))
        for (state, step), (after, _) in workflow.TRANSITIONS.items()
    } | {(S.SUBMITTED, Step.SUBMIT): (S.SUBMITTED, frozenset(Role))}
    monkeypatch.setattr(workflow, "TRANSITIONS", allowed)
    sheet_id = year.sheet_ids[0]
    version = db.session.scalar(select(Assessment.version).where(Assessment.id == sheet_id))

    answer = people[Role.COMMUNE_LEADER, ""].open(
        f"/assessments/{sheet_id}/submission",
        method="POST",
        data={"confirmed": "1", "version": str(version), "request_id": str(uuid.uuid4())},
        follow=False,
    )

    assert wrong(answer)
    assert digest() != before
