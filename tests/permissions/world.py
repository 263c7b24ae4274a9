"""Two districts with two communes each, in verification; a secret word in everything of theirs."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Integer, func, literal, select, union_all, update

from emulation.accounts.models import SignedSession, User
from emulation.assessments import operations as sheets
from emulation.assessments.models import Assessment, Score
from emulation.assessments.opening import open_year
from emulation.config import ROOT
from emulation.criteria.models import CriterionLine
from emulation.criteria.operations import import_set
from emulation.criteria.queries import rule_set
from emulation.database import db, write_tx
from emulation.evidence.models import Blob, Evidence, EvidenceUse, Likeness, Match, MediaType
from emulation.evidence.uploading import tickets
from emulation.evidence.uploading.parts import Parts
from emulation.evidence.uploading.tickets import Ticket
from emulation.filing.models import ApplicationPaper
from emulation.initiatives.models import Initiative, InitiativeField
from emulation.notices.models import Notice
from emulation.periods.calendar import proposed_windows
from emulation.periods.models import Participant
from emulation.rankings.second_look_models import SecondLook, SecondLookDraw, SecondVerdict
from emulation.rules.roles import Person, Role
from emulation.storage import store
from emulation.verification import steps
from tests.accounts.factories import user_with
from tests.evidence import files
from tests.support.browser import Browser
from tests.units.factories import small_province
from tests.verification.world import fill_in

YEAR = 2024
OPENED = datetime(YEAR, 1, 2, 1, tzinfo=UTC)
SUBMITTED = datetime(YEAR, 11, 15, 3, tzinfo=UTC)
BEGUN = datetime(YEAR, 11, 22, 3, tzinfo=UTC)
CRITERIA = ROOT / "emulation" / "data" / "criteria_bac_giang.yaml"

A1, A2, B1, B2 = range(4)
SECRETS = ("bimat-a-mot", "bimat-a-hai", "bimat-b-mot", "bimat-b-hai")

ANONYMOUS = "anonymous"
# Who they are, and whose secrets they may read: the commune A1 is the one everything is tried on.
READERS = {
    "official": (Role.COMMUNE_OFFICIAL, "A1", {A1}),
    "signer": (Role.COMMUNE_LEADER, "A1", {A1}),
    "neighbour": (Role.COMMUNE_OFFICIAL, "A2", {A2}),
    "neighbour_signer": (Role.COMMUNE_LEADER, "A2", {A2}),
    "stranger": (Role.COMMUNE_OFFICIAL, "B1", {B1}),
    "department": (Role.COMMUNE_OFFICIAL, "department", set()),
    "inspector": (Role.INSPECTOR, "A", {A1, A2}),
    "head": (Role.HEAD_OF_INSPECTION, "A", {A1, A2}),
    "other_inspector": (Role.INSPECTOR, "B", {B1, B2}),
    "other_head": (Role.HEAD_OF_INSPECTION, "B", {B1, B2}),
    "council": (Role.COUNCIL, "province", {A1, A2, B1, B2}),
    "leader": (Role.LEADER, "province", {A1, A2, B1, B2}),
    "district_leader": (Role.LEADER, "A", {A1, A2}),
    "other_district_leader": (Role.LEADER, "B", {B1, B2}),
    "administrator": (Role.ADMINISTRATOR, "province", set()),
}


@dataclass
class World:
    """Everything there is, by the names that the addresses use, and a browser for each reader."""

    ids: dict[str, object]
    browsers: dict[str, Browser]
    users: dict[str, User]
    may_read: dict[str, set[str]]

    def others_secrets(self, reader: str) -> set[str]:
        return set(SECRETS) - self.may_read[reader]


def make_world(app) -> World:
    units = small_province()
    places = {
        "province": units.province,
        "A": units.districts[0],
        "B": units.districts[1],
        "A1": units.communes[A1],
        "A2": units.communes[A2],
        "B1": units.communes[B1],
        "department": units.department,
    }
    users = {
        name: user_with(role, places[place], username=name.replace("_", "-"))
        for name, (role, place, _) in READERS.items()
    }
    bystander = user_with(Role.COMMUNE_OFFICIAL, units.communes[B2], username="bystander")
    sheet_ids, participant_ids = open_and_fill(units, users)
    documents = [
        put_forward(participant, secret, users["official"].id)
        for participant, secret in zip(participant_ids, SECRETS, strict=True)
    ]
    initiatives = [
        register(participant, secret, users["official"].id)
        for participant, secret in zip(participant_ids, SECRETS, strict=True)
    ]
    verify_first_district(sheet_ids, units, users)
    look_id = look_again(sheet_ids[A1], users["council"])
    browsers = {ANONYMOUS: Browser(app.test_client())}
    for name, user in users.items():
        browsers[name] = Browser(app.test_client())
        browsers[name].sign_in(user)
    return World(
        ids={
            "assessment_id": sheet_ids[A1],
            "participant_id": participant_ids[A1],
            "evidence_id": documents[A1],
            "initiative_id": initiatives[A1],
            "unit_id": units.communes[A1].id,
            "user_id": bystander.id,
            "grant_id": bystander.grants[0].id,
            "look_id": look_id,
            "match_id": match_between(documents[A1], documents[B1]),
            "session_id": session_of(users["official"]),
            "notice_id": newest_message_to(users["official"]),
            "ticket": upload_begun_by(users["official"], participant_ids[A1]),
            "year": YEAR,
            "language": "vi",
            "code": "A1",
        },
        browsers=browsers,
        users=users,
        may_read={ANONYMOUS: set()}
        | {name: {SECRETS[one] for one in seen} for name, (_, _, seen) in READERS.items()},
    )


def upload_begun_by(user, participant_id):
    key = Parts(store().arrivals.folder).begin(user.id)
    return tickets.sign(Ticket(user.id, participant_id, "A1", "a.pdf", 10, key))


def newest_message_to(user):
    return db.session.scalar(select(func.max(Notice.id)).where(Notice.user_id == user.id))


def session_of(user):
    return db.session.scalar(select(SignedSession.id).where(SignedSession.user_id == user.id))


def open_and_fill(units, users):
    with write_tx() as session:
        imported = import_set(CRITERIA.read_text("utf-8"), by=None, at=OPENED)
        open_year(
            YEAR,
            criteria_set=imported.criteria_set,
            windows=proposed_windows(rule_set(imported.criteria_set.id).calendar, YEAR),
            province=units.province,
            by=None,
            at=OPENED,
        )
        sheet_ids, participant_ids = [], []
        for unit, secret in zip(units.communes, SECRETS, strict=True):
            sheet_id, participant_id = session.execute(
                select(Assessment.id, Participant.id)
                .join(Participant, Participant.id == Assessment.participant_id)
                .where(Participant.unit_id == unit.id)
            ).one()
            fill_in(sheet_id)
            session.execute(
                update(Score).where(Score.assessment_id == sheet_id).values(note=f"Hồ sơ {secret}.")
            )
            sheet_ids.append(sheet_id)
            participant_ids.append(participant_id)
        return sheet_ids, participant_ids


def put_forward(participant_id, secret, user_id):
    """Let a real document, in the store, stand for the first criterion and as the first paper."""
    kept = store().put(io.BytesIO(files.pdf() + f"\n% {secret}\n".encode()), limit=10**6)
    with write_tx() as session:
        criterion_id = session.scalar(select(CriterionLine.id).where(CriterionLine.code == "A1"))
        session.add(
            Blob(sha256=kept.sha256, size=kept.size, media_type=MediaType.PDF, stored_at=OPENED)
        )
        session.flush()
        document = Evidence(
            participant_id=participant_id,
            sha256=kept.sha256,
            name=f"{secret}.pdf",
            kind="report",
            uploaded_by_id=user_id,
            uploaded_at=OPENED,
        )
        session.add(document)
        session.flush()
        session.add(
            EvidenceUse(
                evidence_id=document.id,
                participant_id=participant_id,
                criterion_id=criterion_id,
                linked_by_id=user_id,
                linked_at=OPENED,
            )
        )
        session.add(
            ApplicationPaper(
                participant_id=participant_id,
                code="HS1",
                evidence_id=document.id,
                put_by_id=user_id,
                put_at=OPENED,
            )
        )
        return document.id


def match_between(first_id, second_id):
    """Let documents of two districts be alike: both teams are told, neither opens the other's."""
    with write_tx() as session:
        hashes = session.scalars(
            select(Evidence.sha256).where(Evidence.id.in_((first_id, second_id)))
        )
        first, second = sorted(hashes)
        match = Match(
            first_sha=first,
            second_sha=second,
            likeness=Likeness.PAGES,
            distance=1,
            found_at=OPENED,
        )
        session.add(match)
        session.flush()
        return match.id


def register(participant_id, secret, user_id):
    with write_tx() as session:
        initiative = Initiative(
            participant_id=participant_id,
            title=f"Mô hình {secret}",
            title_folded=f"mo hinh {secret}",
            field=InitiativeField.OTHER,
            problem=secret,
            solution=secret,
            measure=secret,
            measure_unit="lượt",
            baseline=1,
            target=2,
            starts_on=date(YEAR, 3, 1),
            registered_at=OPENED,
            registered_on=date(YEAR, 1, 2),
            registered_by_id=user_id,
            late=False,
        )
        session.add(initiative)
        session.flush()
        return initiative.id


def verify_first_district(sheet_ids, units, users):
    """The first commune has handed its sheet in, and its inspector has begun."""
    signer, inspector = (person_of(users[name]) for name in ("signer", "inspector"))
    with write_tx():
        version = version_of(sheet_ids[A1])
        sheets.submit(sheet_ids[A1], version=version, confirmed=True, by=signer, at=SUBMITTED)
    with write_tx():
        steps.begin(sheet_ids[A1], version=version_of(sheet_ids[A1]), by=inspector, at=BEGUN)


def look_again(sheet_id, user):
    """A member of the council has taken on a second look at the sheet."""
    with write_tx() as session:
        line = session.scalars(
            select(Score.criterion_id)
            .join(CriterionLine, CriterionLine.id == Score.criterion_id)
            .where(Score.assessment_id == sheet_id, CriterionLine.code == "A1")
        ).first()
        draw = SecondLookDraw(
            period_id=session.scalars(select(Participant.period_id)).first(),
            seed="0" * 32,
            listed=[],
            reason="Có đơn phản ánh.",
            drawn_at=BEGUN,
            drawn_by_id=user.id,
        )
        session.add(draw)
        session.flush()
        look = SecondLook(
            draw_id=draw.id, assessment_id=sheet_id, taken_by_id=user.id, taken_at=BEGUN
        )
        session.add(look)
        session.flush()
        session.add(SecondVerdict(look_id=look.id, criterion_id=line))
        return look.id


def person_of(user):
    grant = user.grants[0]
    return Person(
        user.id, user.username, user.full_name, grant.role, grant.unit_id, grant.unit.name
    )


def version_of(sheet_id):
    return db.session.scalar(select(Assessment.version).where(Assessment.id == sheet_id))


def state_of_the_database():
    """Return how many rows every table has, and how often its versioned rows have changed."""
    db.session.rollback()
    counts = [
        select(
            literal(table.name), func.count(), func.coalesce(func.sum(versions(table)), 0)
        ).select_from(table)
        for table in db.metadata.sorted_tables
    ]
    found = {
        name: (rows, changes) for name, rows, changes in db.session.execute(union_all(*counts))
    }
    db.session.rollback()
    return found


def versions(table):
    column = table.c.get("version")
    return column if column is not None and isinstance(column.type, Integer) else literal(0)
