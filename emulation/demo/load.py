"""The example province: two published years and one under way, the same at every loading."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import cast

from sqlalchemy import Table, bindparam, exists, select, update

from emulation.assessments.answers import result_of
from emulation.assessments.models import Assessment
from emulation.assessments.opening import open_year
from emulation.assessments.queries import sheet_facts
from emulation.assessments.totals import keep
from emulation.audit.operations import record
from emulation.audit.queries import EXAMPLE_LOADED
from emulation.config import ROOT
from emulation.criteria.models import CriteriaSetVersion
from emulation.criteria.operations import import_set
from emulation.criteria.queries import rule_set
from emulation.database import db
from emulation.demo.actors import Actors
from emulation.demo.application import ApplicationFile, fill_places
from emulation.demo.corrections import correct_one_sheet
from emulation.demo.evidence import Kept, put_forward, write_blobs
from emulation.demo.initiatives import register_all
from emulation.demo.more_time import give_more_time
from emulation.demo.people import Account, accounts_of, create_accounts
from emulation.demo.quality import Qualities
from emulation.demo.questions import ask_questions, overdue_plans
from emulation.demo.results import end_results
from emulation.demo.reuse import Owner
from emulation.demo.sheets import WITH_VERDICTS, Plan, invented_lines, write_sheets
from emulation.demo.stages import Stages
from emulation.periods.calendar import proposed_windows
from emulation.periods.models import Participant, Period, PeriodWindow
from emulation.rankings.publishing import publish
from emulation.rules.criteria_set import CriteriaSet
from emulation.rules.deadlines import WindowKind, local_day
from emulation.rules.roles import Person, Role
from emulation.rules.workflow import AssessmentState, Stage
from emulation.units.models import Unit, UnitKind
from emulation.units.operations import seed_province

SEED = 20241122
CRITERIA = ROOT / "emulation" / "data" / "criteria_bac_giang.yaml"
PUBLISHED_YEARS, RUNNING_YEAR = (2022, 2023), 2024
CORRECTED_YEAR = 2023
YEARS = (*PUBLISHED_YEARS, RUNNING_YEAR)
S = AssessmentState


@dataclass(frozen=True, slots=True)
class World:
    """What the years of the province have in common."""

    province: Unit
    people: Mapping[str, int]
    qualities: Qualities
    random: Random
    at: datetime

    @property
    def today(self) -> date:
        return local_day(self.at)

    @property
    def actors(self) -> Actors:
        return Actors(self.people)

    def official(self, code: str) -> int:
        return self.people[f"official-{code.lower()}"]


def is_empty() -> bool:
    return not db.session.scalar(select(exists().where(Unit.id.is_not(None))))


def load(
    *,
    password_hash: str,
    kept: Mapping[Owner, Kept],
    files: Mapping[str, ApplicationFile],
    at: datetime,
) -> Sequence[Account]:
    """Write the whole province into an empty database; files were put into the store before."""
    random = Random(SEED)  # noqa: S311 (invented figures, the same every time)
    seed_province(by=None, at=at)
    invent_attributes(random)
    units = db.session.scalars(select(Unit).order_by(Unit.code, Unit.id)).all()
    accounts = list(accounts_of(units, random))
    people = create_accounts(accounts, password_hash=password_hash)
    criteria_set = import_set(CRITERIA.read_text("utf-8"), by=None, at=at).criteria_set
    province = next(unit for unit in units if unit.kind is UnitKind.PROVINCE)
    world = World(province, people, Qualities(random), random, at)
    write_blobs(kept, at=moment(RUNNING_YEAR, 11, 5))
    for year in YEARS:
        load_year(year, world, criteria_set, kept, files)
    record(
        EXAMPLE_LOADED,
        "province:example",
        by=None,
        at=at,
        after={"seed": SEED, "years": list(YEARS)},
    )
    return accounts


def invent_attributes(random: Random) -> None:
    """Give every commune villages, people and a share of ethnic minorities."""
    table = cast("Table", Unit.__table__)
    communes = db.session.scalars(
        select(Unit.id).where(Unit.kind.in_(("commune", "ward", "township"))).order_by(Unit.code)
    )
    db.session.execute(
        update(table)
        .where(table.c.id == bindparam("unit"))
        .values(
            villages=bindparam("how_many"),
            population=bindparam("people"),
            minority_permille=bindparam("share"),
        ),
        [
            {
                "unit": unit_id,
                "how_many": random.randint(6, 17),
                "people": random.randint(3200, 15800),
                "share": int(random.random() ** 3 * 800),
            }
            for unit_id in communes
        ],
    )


def load_year(
    year: int,
    world: World,
    criteria_set: CriteriaSetVersion,
    kept: Mapping[Owner, Kept],
    files: Mapping[str, ApplicationFile],
) -> None:
    rules = rule_set(criteria_set.id)
    period = open_year(
        year,
        criteria_set=criteria_set,
        windows=proposed_windows(rules.calendar, year),
        province=world.province,
        by=None,
        at=moment(year, 1, 2),
        units_on=date(RUNNING_YEAR, 11, 1),
    )
    participants = participants_of(period)
    officials = {one.unit_id: world.official(one.code) for one in participants}
    counts = register_all(participants, officials, year, world.random)
    if year == RUNNING_YEAR:
        stretch_calendar(period, world.today)
    hashes = evidence_of(period, participants, kept, rules, criteria_set, officials, world)
    if year == RUNNING_YEAR:
        fill_places(participants, files, officials, at=moment(year, 11, 10))
    plans = planned(period, participants, rules, counts, hashes, world)
    write_sheets(period, rules, plans, world.random)
    move_sheets(plans, year)
    overdue = overdue_plans(plans)
    ask_questions(plans, overdue, criteria_set, at=world.at)
    add_up(plans, at=moment(year, 12, 20))
    if year == RUNNING_YEAR:
        end_results(plans, world.actors, at=world.at)
        give_more_time(plans, overdue, world.actors, at=world.at)
        return
    publish(period, by=council(world), at=moment(year + 1, 1, 15))
    if year == CORRECTED_YEAR:
        correct_one_sheet(period, plans, world.actors, at=moment(year + 1, 2, 20))


def participants_of(period: Period) -> Sequence[Participant]:
    query = select(Participant).where(Participant.period_id == period.id).order_by(Participant.id)
    return db.session.scalars(query).all()


def stretch_calendar(period: Period, today: date) -> None:
    """Let the example's last year stay open from its own November until after today."""
    ends = {
        WindowKind.SELF_ASSESSMENT: 12,
        WindowKind.VERIFICATION: 26,
        WindowKind.COUNCIL: 40,
        WindowKind.PUBLICATION: 70,
    }
    for window in db.session.scalars(
        select(PeriodWindow).where(PeriodWindow.period_id == period.id)
    ):
        if window.kind in ends:
            window.closes_on = max(window.closes_on, today + timedelta(days=ends[window.kind]))


def evidence_of(
    period: Period,
    participants: Sequence[Participant],
    kept: Mapping[Owner, Kept],
    rules: CriteriaSet,
    criteria_set: CriteriaSetVersion,
    officials: Mapping[int, int],
    world: World,
) -> Mapping[int, Mapping[str, frozenset[str]]]:
    owners = [one for one in participants if (one.code, period.year) in kept]
    if not owners:
        return {}
    by_participant = {one.id: kept[one.code, period.year] for one in owners}
    at = moment(period.year, 11, 5)
    lines = {line.code: line for line in criteria_set.lines}
    return put_forward(owners, by_participant, rules, lines, officials, at=at, random=world.random)


def planned(
    period: Period,
    participants: Sequence[Participant],
    rules: CriteriaSet,
    counts: Mapping[int, tuple[int, int]],
    hashes: Mapping[int, Mapping[str, frozenset[str]]],
    world: World,
) -> Sequence[Plan]:
    sheets = {
        participant_id: assessment_id
        for assessment_id, participant_id in db.session.execute(
            select(Assessment.id, Assessment.participant_id)
            .join(Participant, Participant.id == Assessment.participant_id)
            .where(Participant.period_id == period.id)
        )
    }
    codes = {unit.id: unit.code for unit in db.session.scalars(select(Unit))}
    stages = Stages(world.random, running=period.year == RUNNING_YEAR)
    plans = []
    for one in participants:
        if not one.assessed:
            continue
        quality = world.qualities.of(one.code, one.district_name, period.year)
        lines = invented_lines(rules, quality, counts[one.id], period.year, world.random)
        state, share = stages.next_for(one.district_name)
        asked = (
            world.random.sample([c.code for c in rules.criteria], 3) if state is S.RETURNED else ()
        )
        plans.append(
            Plan(
                assessment_id=sheets[one.id],
                participant=one,
                lines=lines,
                state=state,
                share_done=share,
                official_id=world.official(one.code),
                inspector_id=world.people[f"inspector-{codes[one.district_id or 0]}"],
                saved_at=moment(period.year, 11, world.random.randint(3, 15)),
                asked=frozenset(asked),
                fingerprints={
                    code: fingerprint(shas) for code, shas in hashes.get(one.id, {}).items()
                },
            )
        )
    return plans


def fingerprint(hashes: frozenset[str]) -> str:
    return hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest() if hashes else ""


def move_sheets(plans: Sequence[Plan], year: int) -> None:
    """Put every sheet into its state, with who handed it on and when."""
    signers = signers_of(plans)
    rows = [
        {
            "sheet": plan.assessment_id,
            "new_state": plan.state,
            "handed_in": None if plan.state is S.DRAFT else plan.saved_at + timedelta(days=2),
            "signer": None if plan.state is S.DRAFT else signers[plan.participant.unit_id],
            "checked": moment(year, 12, 4) if plan.state in {S.VERIFIED, S.APPROVED} else None,
            "checker": plan.inspector_id if plan.state in {S.VERIFIED, S.APPROVED} else None,
            "agreed": moment(year, 12, 18) if plan.state is S.APPROVED else None,
        }
        for plan in plans
    ]
    table = cast("Table", Assessment.__table__)
    db.session.execute(
        update(table)
        .where(table.c.id == bindparam("sheet"))
        .values(
            state=bindparam("new_state"),
            submitted_at=bindparam("handed_in"),
            submitted_by_id=bindparam("signer"),
            verified_at=bindparam("checked"),
            verified_by_id=bindparam("checker"),
            approved_at=bindparam("agreed"),
            version=2,
        ),
        rows,
    )
    db.session.expire_all()


def signers_of(plans: Sequence[Plan]) -> Mapping[int, int]:
    from_official = {plan.participant.unit_id: plan.official_id for plan in plans}
    # The signer's account was made right after the official's, for every agency.
    return {unit_id: user_id + 1 for unit_id, user_id in from_official.items()}


def add_up(plans: Sequence[Plan], *, at: datetime) -> None:
    """Let the rules say what every sheet came to, at every stage it has reached."""
    for plan in plans:
        sheet = sheet_facts(plan.assessment_id)
        today = at.date()
        keep(sheet, Stage.SELF, result_of(sheet, Stage.SELF, today=today), at=at)
        if plan.state in WITH_VERDICTS:
            keep(sheet, Stage.VERIFIED, result_of(sheet, Stage.VERIFIED, today=today), at=at)


def council(world: World) -> Person:
    return Person(
        id=world.people["council"],
        username="council",
        name="Hội đồng đánh giá tỉnh Bắc Giang",
        role=Role.COUNCIL,
        unit_id=world.province.id,
        unit_name=world.province.name,
    )


def moment(year: int, month: int, day: int) -> datetime:
    """Return half past eight in the morning of a day in Vietnam."""
    return datetime(year, month, day, 1, 30, tzinfo=UTC)
