"""Two people of a commune or of an inspection in the same moment leave one decision."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.rules.errors import RuleBroken
from emulation.rules.workflow import AppealDecision, AssessmentState
from emulation.verification import appeals, rulings, steps
from emulation.verification.appeal_queries import appeals_count, find_appeal
from emulation.verification.queries import change_count
from tests.verification.appealing import (
    agree_to_the_rest,
    decide,
    draft,
    file,
    make_finished,
    ruling_on,
    sheet_of,
)
from tests.verification.world import later, version_of

DONE = "done"


@pytest.fixture
def filed(begun):
    make_finished(begun)
    for code in ("A3", "B1"):
        draft(begun, code)
    file(begun)
    return begun


def at_once(app, *acts):
    """Let each do theirs in the same moment; return what became of it, sorted."""
    db.session.rollback()
    outcomes, together = [], Barrier(len(acts))

    def run(act):
        with app.app_context():
            together.wait()
            try:
                with write_tx():
                    act()
            except RuleBroken as broken:
                outcomes.append(type(broken).__name__)
            else:
                outcomes.append(DONE)

    people = [Thread(target=run, args=(act,)) for act in acts]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return sorted(outcomes, key=lambda one: one != DONE)


def count_events(action):
    db.session.rollback()
    query = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == action)
    return db.session.scalar(query)


def test_two_heads_finish_once(app, begun):
    agree_to_the_rest(begun)
    head = begun.people["head"]
    facts = {"version": version_of(begun.sheet_id), "seen": change_count(begun.sheet_id)}

    def act():
        steps.finish(begun.sheet_id, **facts, by=head, at=later(3))

    assert at_once(app, act, act)[0] == DONE
    assert count_events("assessments.finish") == 1
    assert sheet_of(begun).state is AssessmentState.VERIFIED


def test_two_heads_settle_once(app, filed):
    decide(filed, "A3")
    decide(filed, "B1", by="inspector")
    head = filed.people["head"]
    facts = {"version": version_of(filed.sheet_id), "seen": appeals_count(filed.sheet_id)}

    def act():
        steps.settle(filed.sheet_id, **facts, by=head, at=later(6))

    outcomes = at_once(app, act, act)

    assert outcomes[0] == DONE
    assert outcomes[1] in {"WrongState", "StaleVersion"}
    assert count_events("assessments.settle") == 1


def test_two_inspectors_decide_once_on_the_same_appeal(app, filed):
    mine = ruling_on(filed, "A3", AppealDecision.UPHELD, reason="Của tôi.")
    theirs = ruling_on(filed, "A3", AppealDecision.DISMISSED, reason="Của người khác.")
    people = filed.people

    outcomes = at_once(
        app,
        lambda: rulings.rule(filed.sheet_id, "A3", mine, by=people["colleague"], at=later(5)),
        lambda: rulings.rule(filed.sheet_id, "A3", theirs, by=people["head"], at=later(5)),
    )

    assert outcomes == [DONE, "AppealChanged"]
    assert count_events("verification.rule") == 1
    assert find_appeal(filed.sheet_id, "A3").decision is not None


def test_of_accepting_and_appealing_one_happens(app, begun):
    make_finished(begun)
    draft(begun, "A3")
    signer = begun.people["signer"]
    version, seen = version_of(begun.sheet_id), appeals_count(begun.sheet_id)

    outcomes = at_once(
        app,
        lambda: steps.accept(begun.sheet_id, version=version, by=signer, at=later(4)),
        lambda: appeals.file(begun.sheet_id, version=version, seen=seen, by=signer, at=later(4)),
    )

    assert outcomes[0] == DONE
    assert outcomes[1] != DONE
