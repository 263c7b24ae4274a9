"""A commune's sheet at every stage, its neighbour's beside it, and papers for both."""

import io
import uuid
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select

from emulation.accounts.models import Grant, User
from emulation.assessments.models import Assessment
from emulation.criteria.models import CriterionLine
from emulation.database import db, write_tx
from emulation.evidence.models import Blob, Evidence, EvidenceUse, MediaType
from emulation.periods.models import Participant, Period
from emulation.rules.workflow import Verdict
from emulation.storage import store
from emulation.verification import rounds
from tests.evidence import files as made
from tests.evidence.conftest import either_store, s3_server
from tests.verification import world as making

__all__ = ["either_store", "s3_server"]


@pytest.fixture
def world(database):
    """Give the year while the communes write, with real bytes in the store."""
    with time_machine.travel(making.BEGUN):
        world = making.make_world()
        world.participant_id, world.other_id = (
            db.session.scalar(select(Assessment.participant_id).where(Assessment.id == sheet_id))
            for sheet_id in (world.sheet_id, world.other_sheet_id)
        )
        db.session.rollback()
        yield world


@pytest.fixture
def submitted(world):
    making.submit(world)
    return world


@pytest.fixture
def returned(submitted):
    making.begin(submitted)
    making.judge(submitted, "A1", Verdict.QUESTION, note="Kế hoạch ở đâu?")
    with write_tx():
        rounds.send_questions(
            submitted.sheet_id,
            version=making.version_of(submitted.sheet_id),
            by=submitted.people["inspector"],
            at=making.BEGUN,
        )
    return submitted


@pytest.fixture
def sign_in(browser, world):
    """Give a function that signs a person of the world in and hands the browser back."""

    def sign(name):
        user = db.session.get(User, world.users[name].id)
        grant = db.session.get(Grant, world.users[name].grants[0].id)
        db.session.rollback()
        browser.sign_in(SimpleNamespace(id=user.id, grants=[grant]), grant)
        return browser

    return sign


def put_forward(participant_id, codes, content, *, by, name="Kế hoạch.pdf", **facts):
    """Keep bytes, and let a document with them stand for these criteria; return its number."""
    stored = store().put(io.BytesIO(content), limit=2**30)
    with write_tx() as session:
        if session.get(Blob, stored.sha256) is None:
            session.add(
                Blob(
                    sha256=stored.sha256,
                    size=stored.size,
                    media_type=MediaType.PDF,
                    stored_at=making.BEGUN,
                )
            )
            session.flush()
        document = Evidence(
            participant_id=participant_id,
            sha256=stored.sha256,
            name=name,
            uploaded_by_id=by.id,
            uploaded_at=making.BEGUN,
            **facts,
        )
        session.add(document)
        session.flush()
        for code in codes:
            session.add(
                EvidenceUse(
                    evidence_id=document.id,
                    participant_id=participant_id,
                    criterion_id=line_id(session, participant_id, code),
                    linked_by_id=by.id,
                    linked_at=making.BEGUN,
                )
            )
        return document.id


def line_id(session, participant_id, code):
    return session.scalars(
        select(CriterionLine.id)
        .join(Period, Period.criteria_set_id == CriterionLine.criteria_set_id)
        .join(Participant, Participant.period_id == Period.id)
        .where(Participant.id == participant_id, CriterionLine.code == code)
    ).one()


def sent_paper(content=None, name="Tờ trình.pdf", **fields):
    fields = {"request_id": str(uuid.uuid4()), "version": "0"} | fields
    if content is None:
        content = made.pdf()
    return fields | {"paper": (io.BytesIO(content), name)}


def chosen(evidence_id, **fields):
    fields = {"request_id": str(uuid.uuid4()), "version": "0"} | fields
    return fields | {"evidence_id": str(evidence_id)}
