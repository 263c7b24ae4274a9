"""What happens to a sheet is told to those whom it concerns, and to nobody else."""

import ast
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select, update

from emulation.accounts.models import User
from emulation.assessments.models import Score
from emulation.assessments.operations import withdraw
from emulation.database import db, write_tx
from emulation.notices.kinds import NoticeKind
from emulation.notices.models import Notice
from emulation.rules.workflow import Stage, Verdict
from emulation.verification import rounds, steps
from emulation.verification.queries import change_count
from tests.verification import world as making

KINDS_ARE_DEFINED = {Path("emulation/notices/kinds.py"), Path("emulation/notices/wording.py")}


@pytest.fixture
def world(database):
    with time_machine.travel(making.BEGUN):
        yield making.make_world()


def told(kind):
    db.session.rollback()
    return sorted(
        db.session.scalars(
            select(User.username).join(Notice, Notice.user_id == User.id).where(Notice.kind == kind)
        )
    )


def facts_of(kind):
    return db.session.scalars(select(Notice.facts).where(Notice.kind == kind)).first()


def step(operation, world, by, **more):
    version = making.version_of(world.sheet_id)
    with write_tx():
        operation(world.sheet_id, version=version, by=world.people[by], at=making.BEGUN, **more)


def test_every_kind_is_told_somewhere():
    named = {
        node.attr
        for path in Path("emulation").rglob("*.py")
        if path not in KINDS_ARE_DEFINED and path.name != "telling.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "NoticeKind"
    }
    assert named == set(NoticeKind.__members__)


def test_a_submission_concerns_the_inspection_and_the_colleagues(world):
    making.submit(world)

    assert told(NoticeKind.SUBMITTED) == ["head", "inspector", "official"]
    assert facts_of(NoticeKind.SUBMITTED)["days_late"] == 0


def test_a_sheet_taken_back_is_told_to_those_who_had_it(world):
    making.submit(world)
    step(withdraw, world, "signer")

    assert told(NoticeKind.WITHDRAWN) == ["head", "inspector", "official"]


def test_the_commune_learns_that_verification_has_begun(world):
    making.submit(world)
    making.begin(world)

    assert told(NoticeKind.BEGUN) == ["official", "signer"]


def test_questions_go_to_the_commune_and_answers_to_the_inspection(world):
    making.submit(world)
    making.begin(world)
    making.judge(world, "A1", Verdict.QUESTION, note="Thiếu kế hoạch.")
    step(rounds.send_questions, world, "inspector")
    assert told(NoticeKind.QUESTIONS) == ["official", "signer"]
    assert facts_of(NoticeKind.QUESTIONS)["questions"] == 1

    question = rounds.list_questions(world.sheet_id)[0]
    answers = {question.id: rounds.Answer("Có kế hoạch số 5.", question.version)}
    step(lambda sheet_id, **more: rounds.send_answers(sheet_id, answers, **more), world, "signer")

    assert told(NoticeKind.ANSWERED) == ["head", "inspector", "official"]


def test_a_finished_verification_tells_the_commune_until_when_it_may_appeal(world):
    making.submit(world)
    making.begin(world)
    with write_tx() as session:
        verified = Score.stage == Stage.VERIFIED
        session.execute(update(Score).where(verified).values(verdict=Verdict.AGREE))
    step(steps.finish, world, "head", seen=change_count(world.sheet_id))

    assert told(NoticeKind.VERIFIED) == ["official", "signer"]
    assert facts_of(NoticeKind.VERIFIED)["until"] == f"{making.YEAR}-11-27"


def test_no_message_carries_points(world):
    making.submit(world)
    making.begin(world)

    for facts in db.session.scalars(select(Notice.facts)):
        assert not {"points", "total", "rank", "level"} & facts.keys()
