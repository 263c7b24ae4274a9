"""The forms around a result: appeals, reopening, setting aside, more time, publication."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from emulation.assessments.models import Assessment
from emulation.audit.changes import now
from emulation.database import db, write_tx
from emulation.evidence.models import (
    Blob,
    Evidence,
    EvidenceUse,
    Likeness,
    Match,
    MatchMark,
    MediaType,
)
from emulation.periods.models import Period
from emulation.rankings import second_looks
from emulation.rankings.second_look_models import SecondLook, SecondVerdict
from emulation.rules.approval import OpenCase
from emulation.rules.deadlines import local_day
from emulation.rules.workflow import AppealDecision, AssessmentState, ReasonCode, Verdict
from emulation.verification.models import Appeal, Question
from tests.resilience import stages
from tests.resilience.forms import CODE, both, criterion_id, in_state, two
from tests.resilience.pairs import Editing, form, new_texts
from tests.resilience.year import Year

S = AssessmentState


def contested(year: Year, turn: int, *, filed: bool | None) -> tuple[int, int]:
    """Bring a sheet to where one line was cut, and an appeal drafted, filed or neither."""
    number, sheet_id = in_state(year, turn, S.UNDER_APPEAL if filed else S.VERIFIED)
    criterion = criterion_id(sheet_id)
    stages.adjust(year, number, criterion)
    with write_tx():
        if filed:
            judge = year.inspectors[2].person.id
            changed = update(Appeal).where(Appeal.assessment_id == sheet_id)
            db.session.execute(changed.values(judged_by_id=judge, criterion_id=criterion))
        elif filed is False:
            stages.appeal(year, number, criterion, filed=False)
    return number, sheet_id


@form("verification.save_appeal")
def appeal_text(year: Year, turn: int) -> Editing:
    number, sheet_id = contested(year, turn, filed=False)
    here, texts = f"/assessments/{sheet_id}/appeals/{CODE}", new_texts()
    return Editing(here, here, two(year.officials[number]), both("text", texts), texts)


@form("verification.drop_appeal")
def appeal_given_up(year: Year, turn: int) -> Editing:
    number, sheet_id = contested(year, turn, filed=False)
    here = f"/assessments/{sheet_id}/appeals/{CODE}"
    return Editing(here, f"{here}/withdrawal", two(year.officials[number]))


@form("verification.file_appeals")
def filing(year: Year, turn: int) -> Editing:
    number, sheet_id = contested(year, turn, filed=False)
    here = f"/assessments/{sheet_id}/appeals"
    return Editing(here, here, two(year.leaders[number]))


@form("verification.rule")
def ruling(year: Year, turn: int) -> Editing:
    _, sheet_id = contested(year, turn, filed=True)
    here, texts = f"/verification/{sheet_id}/appeals/{CODE}", new_texts()
    typed = both("reason", texts, decision=AppealDecision.DISMISSED.value)
    return Editing(here, here, two(year.inspectors), typed, texts)


@form("verification.settle")
def settlement(year: Year, turn: int) -> Editing:
    _, sheet_id = contested(year, turn, filed=True)
    with write_tx() as session:
        session.execute(
            update(Appeal)
            .where(Appeal.assessment_id == sheet_id)
            .values(
                decision=AppealDecision.DISMISSED,
                reason="Không có tài liệu.",
                decided_by_id=year.inspectors[0].person.id,
                decided_at=now(),
            )
        )
    here = f"/verification/{sheet_id}"
    return Editing(here, f"{here}/settlement", two(year.heads))


@form("verification.accept")
def acceptance(year: Year, turn: int) -> Editing:
    number, sheet_id = in_state(year, turn, S.VERIFIED)
    here = f"/assessments/{sheet_id}/acceptance"
    typed = {"confirmed": "1"}, {"confirmed": "1"}
    return Editing(here, here, two(year.leaders[number]), typed)


@form("verification.resume")
def resumption(year: Year, turn: int) -> Editing:
    _, sheet_id = in_state(year, turn, S.RETURNED)
    with write_tx() as session:
        day = local_day(now()) - timedelta(days=2)
        session.execute(
            update(Question).where(Question.assessment_id == sheet_id).values(due_on=day)
        )
    here = f"/verification/{sheet_id}"
    return Editing(here, f"{here}/resumption", two(year.inspectors))


@form("verification.reopen")
def reopening_by_the_head(year: Year, turn: int) -> Editing:
    _, sheet_id = in_state(year, turn, S.VERIFIED)
    here, texts = f"/verification/{sheet_id}", new_texts()
    typed = both("reason", texts, codes=[CODE])
    return Editing(here, f"{here}/reopening", two(year.heads), typed, texts, form_gone=True)


@form("verification.decide_in_grid")
def verdict_in_the_grid(year: Year, turn: int) -> Editing:
    _, sheet_id = in_state(year, turn, S.IN_VERIFICATION)
    here, texts = f"/verification/criteria/{CODE}", new_texts()
    more = {"verdict": Verdict.QUESTION.value, "reason_code": ReasonCode.OTHER.value}
    typed = both("note", texts, **more)
    return Editing(here, f"{here}/{sheet_id}", two(year.inspectors), typed, texts)


@form("cases.reopen")
def reopening_by_the_council(year: Year, turn: int) -> Editing:
    _, sheet_id = in_state(year, turn, S.APPROVED)
    here, texts = f"/rankings/{year.year}/sheets/{sheet_id}/reopening", new_texts()
    return Editing(
        here, here, two(year.council), both("reason", texts, codes=[CODE]), texts, form_gone=True
    )


@form("cases.set_aside")
def setting_aside(year: Year, turn: int) -> Editing:
    _, sheet_id = in_state(year, turn, S.SETTLED)
    here, texts = f"/rankings/{year.year}/sheets/{sheet_id}", new_texts()
    typed = both("reason", texts, case=OpenCase.COMPLAINT.value)
    return Editing(here, f"{here}/setting-aside", two(year.council), typed, texts, form_gone=True)


@form("cases.take_up")
def taking_up(year: Year, turn: int) -> Editing:
    _, sheet_id = in_state(year, turn, S.SETTLED)
    with write_tx() as session:
        session.execute(
            update(Assessment)
            .where(Assessment.id == sheet_id)
            .values(
                set_aside_at=now(),
                set_aside_by_id=year.council[0].person.id,
                set_aside_case=OpenCase.COMPLAINT,
                set_aside_reason="Có đơn khiếu nại.",
            )
        )
    here, texts = f"/rankings/{year.year}/sheets/{sheet_id}", new_texts()
    # The reason of taking up is told in the log, and to the unit; the page goes on without it.
    return Editing(here, f"{here}/taking-up", two(year.council), both("reason", texts))


@form("second_looks.take")
def second_look(year: Year, turn: int) -> Editing:
    _, sheet_id = in_state(year, turn, S.VERIFIED)
    with write_tx() as session:
        earlier = select(SecondLook.id).where(SecondLook.assessment_id == sheet_id)
        session.execute(delete(SecondVerdict).where(SecondVerdict.look_id.in_(earlier)))
        session.execute(delete(SecondLook).where(SecondLook.assessment_id == sheet_id))
        second_looks.choose(
            session.get_one(Period, year.period_id),
            sheet_id,
            line_count=1,
            reason="Cần thẩm định chéo.",
            seed=f"{turn:032}",
            by=year.council[0].person,
            at=now(),
        )
        look_id = session.scalar(earlier)
    here = f"/second-looks/{look_id}"
    return Editing(here, f"{here}/taking", two(year.council))


@form("matches.judge")
def likeness(year: Year, turn: int) -> Editing:
    with write_tx() as session:
        found = session.scalars(select(Match)).first() or like_files(session, year)
        here = f"/evidence/matches/{found.id}"
    texts = new_texts()
    typed = both("note", texts, mark=MatchMark.DOUBTFUL.value)
    return Editing(here, here, two(year.council), typed, texts)


def like_files(session, year: Year) -> Match:
    """Let two communes have put forward files that are alike."""
    hashes = ("a" * 64, "b" * 64)
    for number, sha256 in enumerate(hashes):
        session.add(Blob(sha256=sha256, size=9, media_type=MediaType.PDF, stored_at=now()))
        session.flush()
        official = year.officials[number][0].person.id
        document = Evidence(
            participant_id=year.participant_ids[number],
            sha256=sha256,
            name="Báo cáo.pdf",
            kind="report",
            uploaded_by_id=official,
            uploaded_at=now(),
        )
        session.add(document)
        session.flush()
        session.add(
            EvidenceUse(
                evidence_id=document.id,
                participant_id=year.participant_ids[number],
                criterion_id=criterion_id(year.sheet_ids[number]),
                linked_by_id=official,
                linked_at=now(),
            )
        )
    match = Match(
        first_sha=hashes[0],
        second_sha=hashes[1],
        likeness=Likeness.PAGES,
        distance=1,
        found_at=now(),
    )
    session.add(match)
    session.flush()
    return match
