"""Two members of the council at once leave one decision, and nothing in between."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from emulation.assessments.models import Assessment
from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.periods.queries import get_period
from emulation.rankings import operations, second_looks, setting_aside
from emulation.rankings.second_look_models import SecondLook
from emulation.rules.approval import OpenCase
from emulation.rules.errors import RuleBroken
from emulation.rules.workflow import AssessmentState
from tests.verification.world import YEAR, later


@pytest.fixture
def at_once(app):
    """Run two pieces of work in threads of their own, as nearly at the same time as can be."""

    def run(*works):
        barrier = Barrier(len(works))

        def one(work):
            with app.app_context():
                barrier.wait(timeout=20)
                try:
                    with write_tx():
                        work()
                except RuleBroken as broken:
                    return type(broken)
                finally:
                    db.session.remove()
            return None

        db.session.rollback()
        with ThreadPoolExecutor(len(works)) as pool:
            return list(pool.map(one, works))

    return run


def count_of(action):
    db.session.rollback()
    query = select(func.count()).where(AuditEvent.action == action)
    return db.session.scalar(query)


def approving(world):
    council = world.people["council"]
    return lambda: operations.approve(get_period(YEAR), by=council, at=later(9))


def setting(world, version):
    def work():
        setting_aside.set_aside(
            db.session.get_one(Assessment, world.sheet_id),
            version=version,
            case=OpenCase.COMPLAINT,
            reason="Có đơn tố cáo.",
            by=world.people["council"],
            at=later(9),
        )

    return work


def version_of(world):
    return db.session.scalar(select(Assessment.version).where(Assessment.id == world.sheet_id))


def test_two_approvals_at_once_leave_one(verified, at_once):
    outcomes = at_once(approving(verified), approving(verified))

    assert sorted(map(str, outcomes)) == sorted(map(str, [None, operations.NothingToApprove]))
    assert count_of("rankings.approve") == 1


def test_approving_and_setting_aside_at_once_leave_one(verified, at_once):
    outcomes = at_once(approving(verified), setting(verified, version_of(verified)))

    sheet = db.session.get_one(Assessment, verified.sheet_id)
    db.session.refresh(sheet)
    assert outcomes.count(None) == 1
    assert (sheet.state is AssessmentState.APPROVED) is (sheet.set_aside_at is None)
    assert count_of("rankings.approve") + count_of("rankings.set_aside") == 1


def test_two_who_set_aside_at_once_leave_one(verified, at_once):
    version = version_of(verified)

    outcomes = at_once(setting(verified, version), setting(verified, version))

    assert outcomes.count(None) == 1
    assert count_of("rankings.set_aside") == 1


def test_two_draws_at_once_never_draw_the_same_sheet_twice(verified, at_once):
    def drawing(seed):
        return lambda: second_looks.draw_by_lot(
            get_period(YEAR),
            share_permille=1000,
            line_count=2,
            seed=seed,
            by=verified.people["council"],
            at=later(9),
        )

    outcomes = at_once(drawing("1" * 32), drawing("2" * 32))

    assert outcomes.count(None) == 1
    assert db.session.scalar(select(func.count(SecondLook.id))) == 1
