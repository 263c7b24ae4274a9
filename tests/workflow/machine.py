"""A year as all its people live it, in any order that chance makes up."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from emulation.assessments import operations as sheets
from emulation.assessments.facts import Entry
from emulation.assessments.models import Assessment, Score
from emulation.assessments.queries import sheet_facts
from emulation.audit.models import AuditEvent
from emulation.audit.verifying import verify
from emulation.database import db, write_tx
from emulation.evidence.queries import fingerprint
from emulation.rankings import setting_aside
from emulation.rules.approval import OpenCase
from emulation.rules.errors import RuleBroken
from emulation.rules.roles import Role
from emulation.rules.workflow import (
    TRANSITIONS,
    AppealDecision,
    AssessmentState,
    ReasonCode,
    Step,
    Verdict,
)
from emulation.verification import appeals, operations, rulings
from emulation.verification.appeal_queries import find_appeal
from emulation.verification.decisions import Decision, claimed_inputs, lines_to_decide
from tests.resilience import log
from tests.verification.world import figures
from tests.workflow.checks import faults_of
from tests.workflow.province import FOREIGN, Opened, Province
from tests.workflow.steps import TAKE, Attempt, standing

S = AssessmentState
REFUSED = (RuleBroken, NoResultFound)
WHICH = st.sampled_from((0, 0, 0, 1))
CODES = ("A1", "A2", "B1", "B2", "B3", "P1")
LINES = st.sampled_from(CODES)
FIGURES = {"B1": {"early": 100, "on_time": 290, "completed": 400}}


class YearOfEverybody(RuleBasedStateMachine):
    """`province` is founded by the test; every story is another of its years."""

    province: Province
    opened: Opened
    reached: Counter

    @initialize(throws=st.lists(st.integers(0, 99), max_size=14))
    def open_the_year(self, throws):
        """Open it, fill in the sheets, and let one of them come some way before chance rules."""
        self.opened = self.province.open_next()
        self.at = self.opened.begins
        self.states = dict.fromkeys(self.opened.sheet_ids, S.DRAFT)
        self.notes: dict[int, str] = {}
        self.said: Counter = Counter()
        self.taken: Counter = Counter()
        self.first_event = self.last_event()
        for which in (0, 1):
            self.fill_in(which)
        self.goes_its_way(0, throws)

    # -- what people do ---------------------------------------------------------------------

    @rule(days=st.integers(0, 4))
    def days_pass(self, days):
        self.at += timedelta(days=days, minutes=1)

    @rule(which=WHICH, code=LINES, who=st.sampled_from(("official", "leader")), other=st.booleans())
    def somebody_saves_a_row(self, which, code, who, other):
        """The same figures with another text; other communes' people try it too."""
        person = self.province.people[f"{who} {1 - which if other else which}"]
        self.save(which, [code], person, own=not other)

    @rule(which=WHICH, dice=st.lists(st.integers(0, 99), min_size=1, max_size=5))
    def the_year_goes_its_way(self, which, dice):
        self.goes_its_way(which, dice)

    def goes_its_way(self, which, dice):
        """What the next step needs is done, and then one of the steps that the table allows."""
        for throw in dice:
            state = self.states[self.opened.sheet_ids[which]]
            self.prepare(which, state, throw)
            ways = [
                (step, role)
                for (start, step), (_, roles) in TRANSITIONS.items()
                if start is state and step in TAKE
                for role in sorted(roles)
            ]
            if ways:
                step, role = ways[throw % len(ways)]
                self.take(which, step, self.name_of(role, which))

    def prepare(self, which, state, throw):
        match state:
            case S.IN_VERIFICATION if throw % 2:
                self.judge(which, CODES[throw % len(CODES)], Verdict.QUESTION, "inspector")
            case S.IN_VERIFICATION:
                self.decide_on_the_rest(which, adjusted=throw % 4)
            case S.RETURNED if throw % 3 == 0:
                self.at += timedelta(days=6)
            case S.VERIFIED if throw % 3:
                self.draft_an_appeal(which, throw)
            case S.VERIFIED:
                self.at += timedelta(days=2)
            case S.UNDER_APPEAL:
                decision = AppealDecision.UPHELD if throw % 2 else AppealDecision.DISMISSED
                self.rule_on_appeals(which, decision)
            case _:
                self.at += timedelta(minutes=1)

    @rule(which=WHICH, step=st.sampled_from(tuple(TAKE)), data=st.data())
    def anybody_tries_anything(self, which, step, data):
        who = data.draw(st.sampled_from(tuple(self.province.people)))
        seen_before = data.draw(st.integers(0, 2))
        self.take(which, step, who, behind=seen_before)

    @rule(which=WHICH, adjusted=st.integers(0, 3))
    def the_inspection_decides_on_the_rest(self, which, adjusted):
        self.decide_on_the_rest(which, adjusted)

    def decide_on_the_rest(self, which, adjusted):
        """Some lines are adjusted; a question that was drafted becomes a verdict too."""
        sheet = self.read(which)
        for number, line in enumerate(lines_to_decide(sheet)):
            if line.verified is None or line.verified.verdict in {Verdict.AGREE, Verdict.ADJUST}:
                continue
            verdict = Verdict.ADJUST if number < adjusted else Verdict.AGREE
            who = "inspector" if number % 2 else "second inspector"
            if not self.judge(which, line.code, verdict, who) and verdict is Verdict.ADJUST:
                self.judge(which, line.code, Verdict.AGREE, who)

    @rule(which=WHICH, code=LINES, verdict=st.sampled_from(Verdict), who=st.data())
    def somebody_judges_a_line(self, which, code, verdict, who):
        self.judge(which, code, verdict, who.draw(st.sampled_from(tuple(self.province.people))))

    @rule(which=WHICH, dice=st.integers(0, 99))
    def the_commune_drafts_an_appeal(self, which, dice):
        self.draft_an_appeal(which, dice)

    def draft_an_appeal(self, which, dice):
        sheet = self.read(which)
        cut = [
            code
            for code, line in sheet.lines.items()
            if line.verified and line.verified.verdict is Verdict.ADJUST
        ]
        code = cut[dice % len(cut)] if cut else CODES[0]
        saved = find_appeal(sheet.id, code)
        db.session.rollback()
        self.attempt(
            lambda: appeals.draft(
                sheet.id,
                code,
                self.text("kháng nghị"),
                version=saved.version if saved else 0,
                by=self.province.people[f"official {which}"],
                at=self.at,
            )
        )

    @rule(which=WHICH, decision=st.sampled_from((AppealDecision.UPHELD, AppealDecision.DISMISSED)))
    def the_inspection_rules_on_appeals(self, which, decision):
        self.rule_on_appeals(which, decision)

    def rule_on_appeals(self, which, decision):
        sheet = self.read(which)
        for code, line in sheet.lines.items():
            found = find_appeal(sheet.id, code)
            db.session.rollback()
            if found is None or not found.is_filed or line.verified is None:
                continue
            ruling = rulings.Ruling(
                decision,
                version=found.version,
                judged_version=line.own.version,
                judged_evidence=fingerprint(line.files),
                reason=self.text("phán quyết"),
                inputs=claimed_inputs(sheet, line),
            )
            for who in ("inspector", "second inspector"):
                person = self.province.people[who]
                if person.id == found.judged_by_id:
                    assert not self.attempt(
                        lambda r=ruling, c=code, p=person: rulings.rule(
                            sheet.id, c, r, by=p, at=self.at
                        )
                    ), "somebody decided on an appeal against their own verdict"
                elif self.attempt(
                    lambda r=ruling, c=code, p=person: rulings.rule(
                        sheet.id, c, r, by=p, at=self.at
                    )
                ):
                    break

    @rule(which=WHICH, take_up=st.booleans())
    def the_council_sets_aside_or_takes_up(self, which, take_up):
        sheet_id = self.opened.sheet_ids[which]
        _, version = standing(sheet_id)
        facts = {
            "version": version,
            "reason": self.text("lý do"),
            "by": self.province.people["council"],
            "at": self.at,
        }

        def work():
            sheet = db.session.get_one(Assessment, sheet_id)
            if take_up:
                setting_aside.take_up_again(sheet, **facts)
            else:
                setting_aside.set_aside(sheet, case=OpenCase.COMPLAINT, **facts)

        self.attempt(work)

    # -- what must hold ---------------------------------------------------------------------

    @invariant()
    def every_sheet_is_where_the_table_led_it(self):
        if hasattr(self, "states"):
            found = {one: standing(one)[0] for one in self.opened.sheet_ids}
            assert found == self.states

    @invariant()
    def rows_explain_every_figure(self):
        if hasattr(self, "states"):
            faults = [fault for one in self.opened.sheet_ids for fault in faults_of(one)]
            assert faults == []

    @invariant()
    def what_was_acknowledged_can_be_read(self):
        if hasattr(self, "states"):
            rows = dict(
                db.session.execute(select(Score.id, Score.note).where(Score.id.in_(self.notes)))
                .tuples()
                .all()
            )
            db.session.rollback()
            assert rows == self.notes

    def teardown(self):
        if not hasattr(self, "states"):
            return
        events = log.entries(self.first_event)
        told = Counter(
            (one.subject, one.action.removeprefix("assessments."))
            for one in events
            if one.action.startswith("assessments.") and "state" in one.after
        )
        assert told == self.taken, "the log tells of other steps than were taken"
        written = Counter(one.after["note"] for one in events if one.action == "assessments.save")
        assert written == self.said, "the log tells of other texts than were saved"
        verify()
        db.session.rollback()

    # -- how it is done ---------------------------------------------------------------------

    def take(self, which, step, who, *, behind=0):
        """Try the step; what the table does not allow must be refused, and change nothing."""
        sheet_id, person = self.opened.sheet_ids[which], self.province.people[who]
        before = self.states[sheet_id]
        _, version = standing(sheet_id)
        attempt = Attempt(
            sheet_id, self.opened.period_id, version - behind, person, self.at, self.text("bước")
        )
        own_commune = which if person.unit_id == self.unit_of(which) else None
        after, roles = TRANSITIONS.get((before, step), (None, frozenset()))
        may = person.role in roles and who not in FOREIGN
        if person.role in {Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL}:
            may = may and own_commune is not None
        done = self.attempt(lambda: TAKE[step](attempt))
        if step is Step.PUBLISH:
            self.follow_publication(done=done, by_council=person.role is Role.COUNCIL)
            return
        if not done:
            return
        assert may, f"{who} took {step} while {before}"
        assert not behind, f"{step} with a version of long ago"
        self.states[sheet_id] = after
        self.reached[after] += 1
        if step is not Step.APPROVE:
            self.taken[f"assessment:{sheet_id}", str(step)] += 1

    def follow_publication(self, *, done, by_council):
        """A publication moves every sheet of the year: each where the table says, or not at all."""
        for sheet_id, before in self.states.items():
            after = S(standing(sheet_id)[0])
            if after is before:
                continue
            assert done
            assert by_council
            steps = [step for step in (Step.PUBLISH, Step.CLOSE) if (before, step) in TRANSITIONS]
            assert after in [TRANSITIONS[before, step][0] for step in steps], f"{before}: {after}"
            self.states[sheet_id] = after
            self.reached[after] += 1

    def attempt(self, work) -> bool:
        """Do it in one transaction; tell whether it was done. A refusal must leave no trace."""
        before = self.mark()
        try:
            with write_tx():
                work()
        except REFUSED:
            assert self.mark() == before, "a refusal changed something"
            return False
        return True

    def mark(self):
        """Return what any change would change."""
        db.session.rollback()
        found = (
            self.last_event(),
            db.session.scalar(select(func.sum(Score.version))),
            db.session.scalar(select(func.sum(Assessment.version))),
        )
        db.session.rollback()
        return found

    def judge(self, which, code, verdict, who) -> bool:
        sheet, person = self.read(which), self.province.people[who]
        line = sheet.lines[code]
        facts = {"inputs": claimed_inputs(sheet, line), "not_applicable": line.own.not_applicable}
        if verdict is Verdict.ADJUST:
            facts |= {"points": Decimal(0), "reason_code": ReasonCode.WRONG_FIGURES}
        decision = Decision(
            verdict,
            version=line.verified.version if line.verified else 1,
            judged_version=line.own.version,
            judged_evidence=fingerprint(line.files),
            note=self.text("nhận xét") if verdict is not Verdict.AGREE else "",
            **facts,
        )
        done = self.attempt(
            lambda: operations.judge(sheet.id, code, decision, by=person, at=self.at)
        )
        inspecting = person.role in {Role.INSPECTOR, Role.HEAD_OF_INSPECTION}
        may = inspecting and who not in FOREIGN and sheet.state is S.IN_VERIFICATION
        assert may or not done, f"{who} judged while {sheet.state}"
        return done

    def save(self, which, codes, person, *, own=True):
        sheet = self.read(which)
        rows = [
            sheets.Sent(
                code,
                Entry(FIGURES.get(code) or figures(sheet, code), self.text("ghi chú")),
                sheet.lines[code].own.version,
            )
            for code in codes
        ]
        open_now = sheet.state is S.DRAFT or all(
            sheet.state is S.RETURNED and sheet.lines[code].own.reopened for code in codes
        )
        if self.attempt(lambda: sheets.save_rows(sheet.id, rows, by=person, at=self.at)):
            assert own, "somebody saved in another commune's sheet"
            assert open_now, f"a row was saved while {sheet.state}"
            assert rows
            for row in rows:
                self.notes[sheet.lines[row.code].own.id] = row.entry.note
                self.said[row.entry.note] += 1

    def fill_in(self, which):
        self.save(which, list(self.read(which).lines), self.province.people[f"official {which}"])
        assert self.notes, "nothing was filled in"

    def read(self, which):
        db.session.rollback()
        sheet = sheet_facts(self.opened.sheet_ids[which])
        db.session.rollback()
        return sheet

    def text(self, kind):
        """Return a text that was never written before."""
        return f"{kind} {self.opened.year}.{next(self.province.texts)}"

    def unit_of(self, which):
        return self.province.units[f"commune {which}"].id

    def name_of(self, role, which):
        names = {
            Role.COMMUNE_LEADER: f"leader {which}",
            Role.INSPECTOR: "inspector",
            Role.HEAD_OF_INSPECTION: "head",
            Role.COUNCIL: "council",
        }
        return names[role]

    def last_event(self):
        return db.session.scalar(select(func.max(AuditEvent.seq))) or 0
