"""A year under way with two districts, whose communes have filled in the real criteria set."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from sqlalchemy import select, update

from emulation.assessments import operations as sheet_operations
from emulation.assessments.models import Assessment, Score
from emulation.assessments.opening import open_year
from emulation.assessments.queries import sheet_facts
from emulation.assessments.totals import recompute
from emulation.config import ROOT
from emulation.criteria.operations import import_set
from emulation.criteria.queries import rule_set
from emulation.database import db, write_tx
from emulation.evidence.models import Blob, Evidence, EvidenceUse, MediaType
from emulation.evidence.queries import fingerprint
from emulation.periods.calendar import proposed_windows
from emulation.periods.models import Participant
from emulation.rules.criteria_facts import SYSTEM_METRICS, Criterion, FieldKind, Formula
from emulation.rules.inputs import inputs_to_json
from emulation.rules.scoring import ItemState, score_adjustment, score_criterion
from emulation.rules.workflow import Stage, Verdict
from emulation.verification import operations, steps
from emulation.verification.decisions import Decision, claimed_inputs, lines_to_decide
from tests.support.small_year import adder, make_people, make_units

YEAR = 2024
OPENED = datetime(YEAR, 1, 2, 1, tzinfo=UTC)
SUBMITTED = datetime(YEAR, 11, 15, 3, tzinfo=UTC)
BEGUN = datetime(YEAR, 11, 22, 3, tzinfo=UTC)
CRITERIA = ROOT / "emulation" / "data" / "criteria_bac_giang.yaml"


def make_world():
    """Open the year and fill in both communes' sheets; nothing is submitted yet."""
    with write_tx() as session:
        units = make_units(adder(session))
        users = make_people(adder(session), units)
        imported = import_set(CRITERIA.read_text(), by=None, at=OPENED)
        criteria_set = imported.criteria_set
        people = {name: user.person for name, user in users.items()}
        windows = proposed_windows(rule_set(criteria_set.id).calendar, YEAR)
        period = open_year(
            YEAR,
            criteria_set=criteria_set,
            windows=windows,
            province=units.province,
            by=None,
            at=OPENED,
        )
        sheets = {}
        for name in ("commune", "other_commune"):
            unit = getattr(units, name)
            sheets[name] = session.scalars(
                select(Assessment.id)
                .join(Participant, Participant.id == Assessment.participant_id)
                .where(Participant.unit_id == unit.id)
            ).one()
            fill_in(sheets[name])
        return SimpleNamespace(
            period_id=period.id,
            people=people,
            users=users,
            sheet_id=sheets["commune"],
            other_sheet_id=sheets["other_commune"],
        )


def fill_in(assessment_id):
    """Give every line figures near the top, and a note that explains missing evidence."""
    sheet = sheet_facts(assessment_id)
    for code, line in sheet.lines.items():
        inputs = figures(sheet, code)
        points = points_of(sheet, code, inputs)
        db.session.execute(
            update(Score)
            .where(Score.id == line.own.id)
            .values(inputs=inputs_to_json(inputs), points=points, note="Hồ sơ lưu tại xã.")
        )
    recompute(assessment_id, Stage.SELF, at=OPENED)


def figures(sheet, code):
    owner = sheet.owner(code)
    whole = owner.denominator if isinstance(owner, Criterion) else ()
    counted_down = isinstance(owner, Criterion) and owner.formula is Formula.DEDUCTION
    values = {}
    for name, one in sheet.fields(code).items():
        if name in SYSTEM_METRICS or name in sheet.sources:
            continue
        if one.kind is FieldKind.BOOLEAN:
            values[name] = owner is not None
        elif one.kind is FieldKind.DATE:
            values[name] = date(sheet.year, 1, 20)
        elif owner is None or counted_down or not isinstance(owner, Criterion):
            values[name] = 0
        elif one.kind is FieldKind.COUNT:
            values[name] = 400 if name in whole else 390
        else:
            values[name] = Decimal(95)
    return values


def points_of(sheet, code, inputs):
    owner = sheet.owner(code)
    if owner is None:
        return None
    if isinstance(owner, Criterion):
        found = score_criterion(owner, inputs, year=sheet.year)
    else:
        found = score_adjustment(owner, inputs)
    return None if found.state is ItemState.MISSING else found.points


def version_of(assessment_id):
    return db.session.scalar(select(Assessment.version).where(Assessment.id == assessment_id))


def submit(world, name="commune"):
    sheet_id, signer = (
        (world.sheet_id, world.people["signer"])
        if name == "commune"
        else (world.other_sheet_id, world.people["other_official"])
    )
    with write_tx():
        sheet_operations.submit(
            sheet_id, version=version_of(sheet_id), confirmed=True, by=signer, at=SUBMITTED
        )


def begin(world):
    with write_tx():
        steps.begin(
            world.sheet_id,
            version=version_of(world.sheet_id),
            by=world.people["inspector"],
            at=BEGUN,
        )


def decision_on(sheet, code, verdict, **facts):
    """Return a decision made on what the sheet says now; inputs are the claim's unless given."""
    line = sheet.lines[code]
    given = {
        "version": line.verified.version if line.verified else 1,
        "judged_version": line.own.version,
        "judged_evidence": fingerprint(line.files),
        "inputs": claimed_inputs(sheet, line),
        "not_applicable": line.own.not_applicable,
    }
    return Decision(verdict, **(given | facts))


def judge(world, code, verdict=Verdict.AGREE, *, by="inspector", at=BEGUN, **facts):
    sheet = sheet_facts(world.sheet_id)
    decision = decision_on(sheet, code, verdict, **facts)
    with write_tx():
        return operations.judge(world.sheet_id, code, decision, by=world.people[by], at=at)


def agree_to_all(world, *, but=()):
    for line in lines_to_decide(sheet_facts(world.sheet_id)):
        if line.code not in but:
            judge(world, line.code)


def add_file(world, code, content="a" * 64, *, at=SUBMITTED, name="Báo cáo.pdf"):
    """Let a document stand for a criterion, without bytes behind it."""
    sheet = sheet_facts(world.sheet_id)
    signer = world.people["signer"].id
    with write_tx() as session:
        session.add(Blob(sha256=content, size=2048, media_type=MediaType.PDF, stored_at=at))
        session.flush()
        document = Evidence(
            participant_id=sheet.participant.id,
            sha256=content,
            name=name,
            kind="report",
            uploaded_by_id=signer,
            uploaded_at=at,
        )
        session.add(document)
        session.flush()
        session.add(
            EvidenceUse(
                evidence_id=document.id,
                participant_id=sheet.participant.id,
                criterion_id=sheet.lines[code].criterion_id,
                linked_by_id=signer,
                linked_at=at,
            )
        )


def later(days):
    return BEGUN + timedelta(days=days)
