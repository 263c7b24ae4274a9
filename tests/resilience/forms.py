"""Every form that carries a version, and how two people come to have it open at once."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, update

from emulation.accounts.models import User
from emulation.assessments.models import Score
from emulation.audit.changes import now
from emulation.criteria.models import CriterionLine
from emulation.database import db, write_tx
from emulation.initiatives.models import Initiative, InitiativeField, InitiativeState
from emulation.rules.deadlines import local_day
from emulation.rules.workflow import AssessmentState, Verdict
from emulation.verification.models import Question
from tests.resilience import stages
from tests.resilience.pairs import Editing, form, new_texts
from tests.resilience.year import Member, Year

S = AssessmentState
CODE = "A1"

# Each of these makes something new, ends something once, or is done to what lies open to nobody
# else; there is nothing in their forms that somebody could have overwritten meanwhile.
UNVERSIONED = {
    "accounts.login": "begins a session",
    "accounts.sign_out": "ends one's own session",
    "accounts.sign_out_everywhere": "ends one's own sessions",
    "accounts.end_one_session": "ends one's own session",
    "accounts.act_as": "chooses one's own role",
    "accounts.change_password": "asks for the password that is being replaced",
    "criteria.create": "adds a set; one that is there already is refused",
    "evidence.upload": "adds files",
    "evidence.begin_parts": "begins an upload of one's own, and writes nothing",
    "evidence.finish_parts": "adds a file, once",
    "evidence.link": "adds a use of a file",
    "evidence.withdraw": "takes a use away; a second time there is none",
    "evidence.reuse": "adds a use of a file",
    "evidence.replace_with": "puts a file in a place; once it was replaced there is none",
    "filing.put": "names the paper that was seen in the place; another one there refuses it",
    "filing.take_out": "names the paper that was seen in the place; once it is out there is none",
    "initiatives.new": "registers a new one",
    "people.create": "makes an account; the name can be taken once",
    "people.add_role": "adds a role; one that is held is refused",
    "people.end_role": "sets the last day of a role",
    "periods.create": "opens a year, once",
    "verification.agree_to_automatic": "agrees to what nobody has decided on",
    "verification.agree_to_unproblematic": "each ticked line carries the versions that were seen",
    "extensions.extend": "every grant stays beside the others, and the latest day counts",
    "notices.open_one": "marks one's own message as read",
    "notices.read_all": "marks one's own messages as read",
    "publications.check_file": "checks a file, and keeps nothing",
    "corrections.publish": "names what was shown, and publishes once",
    "second_looks.decide": "is for the one who took the second look on, nobody else",
    "second_council.draw": "draws lots among what has none yet",
    "second_council.choose": "opens a second look, once for a sheet",
    "council.approve": "approves what is approvable at that moment",
    "rankings.publish": "publishes once",
}


def in_state(year: Year, turn: int, state: AssessmentState) -> tuple[int, int]:
    """Return the number of a commune and its sheet, brought into the state."""
    number = turn % len(year.sheet_ids)
    return number, stages.put(year, number, state)


def criterion_id(sheet_id: int) -> int:
    return db.session.scalars(
        select(CriterionLine.id)
        .join(Score, Score.criterion_id == CriterionLine.id)
        .where(Score.assessment_id == sheet_id, CriterionLine.code == CODE)
    ).first()


def two(members: list[Member]) -> tuple[Member, Member]:
    return members[0], members[1]


def both(name: str, texts: tuple[str, str], **more: object) -> tuple[dict, dict]:
    first, second = ({name: text, **more} for text in texts)
    return first, second


@form("assessments.save_group")
def group(year: Year, turn: int) -> Editing:
    number, sheet_id = in_state(year, turn, S.DRAFT)
    here, texts = f"/assessments/{sheet_id}/groups/A", new_texts()
    return Editing(here, here, two(year.officials[number]), both(f"{CODE}-note", texts), texts)


@form("assessments.save_row")
def row(year: Year, turn: int) -> Editing:
    number, sheet_id = in_state(year, turn, S.DRAFT)
    here, texts = f"/assessments/{sheet_id}/rows/{CODE}", new_texts()
    version = db.session.scalar(
        select(Score.version).where(
            Score.assessment_id == sheet_id, Score.criterion_id == criterion_id(sheet_id)
        )
    )
    db.session.rollback()
    return Editing(
        "", here, two(year.officials[number]), both("note", texts, version=version), texts
    )


@form("submissions.submit")
def submission(year: Year, turn: int) -> Editing:
    number, sheet_id = in_state(year, turn, S.DRAFT)
    here = f"/assessments/{sheet_id}"
    typed = {"confirmed": "1"}, {"confirmed": "1"}
    return Editing(f"{here}/check", f"{here}/submission", two(year.leaders[number]), typed)


@form("submissions.withdraw")
def withdrawal(year: Year, turn: int) -> Editing:
    number, sheet_id = in_state(year, turn, S.SUBMITTED)
    here = f"/assessments/{sheet_id}"
    return Editing(f"{here}/receipt", f"{here}/withdrawal", two(year.leaders[number]))


def initiative(year: Year, number: int) -> int:
    """Register an initiative of a commune, and return its id."""
    with write_tx() as session:
        added = Initiative(
            participant_id=year.participant_ids[number],
            title="Mô hình",
            title_folded="mo hinh",
            field=InitiativeField.OTHER,
            state=InitiativeState.REGISTERED,
            problem="Chờ lâu.",
            solution="Phát số.",
            measure="Thời gian",
            measure_unit="phút",
            baseline=2,
            target=1,
            starts_on=date(year.year, 1, 2),
            registered_at=datetime.now(UTC),
            registered_on=local_day(now()),
            registered_by_id=year.officials[number][0].person.id,
            late=False,
        )
        session.add(added)
        session.flush()
        return added.id


@form("initiatives.edit")
def initiative_text(year: Year, turn: int) -> Editing:
    number, texts = turn % len(year.sheet_ids), new_texts()
    here = f"/initiatives/{initiative(year, number)}/edit"
    return Editing(here, here, two(year.officials[number]), both("solution", texts), texts)


@form("initiatives.withdraw")
def initiative_withdrawal(year: Year, turn: int) -> Editing:
    number = turn % len(year.sheet_ids)
    here = f"/initiatives/{initiative(year, number)}/withdrawal"
    return Editing(here, here, two(year.officials[number]))


def somebody(year: Year, *, disabled: bool = False) -> int:
    """Return the account of an official, open or not."""
    user_id = year.officials[0][2].person.id
    at = datetime.now(UTC) if disabled else None
    with write_tx() as session:
        session.execute(update(User).where(User.id == user_id).values(disabled_at=at))
    return user_id


@form("people.edit")
def person(year: Year, turn: int) -> Editing:
    here, texts = f"/people/{somebody(year)}/edit", new_texts()
    return Editing(here, here, two(year.administrators), both("full_name", texts), texts)


@form("accounts.choose_mail")
def own_mail(year: Year, turn: int) -> Editing:
    """The same person in two windows."""
    me = year.leaders[0][0]
    first, second = (
        {"email": f"{name}-{turn}@example.com", "wants_mail": "y", "save_mail": "1"}
        for name in ("mot", "hai")
    )
    return Editing("/account", "/account/mail", (me, me), (first, second))


@form("people.disable")
def disabling(year: Year, turn: int) -> Editing:
    here = f"/people/{somebody(year)}"
    return Editing(here, f"{here}/disable", two(year.administrators))


@form("people.enable")
def enabling(year: Year, turn: int) -> Editing:
    here = f"/people/{somebody(year, disabled=True)}"
    return Editing(here, f"{here}/enable", two(year.administrators))


@form("people.reset_password")
def first_password(year: Year, turn: int) -> Editing:
    here = f"/people/{somebody(year)}"
    return Editing(here, f"{here}/first-password", two(year.administrators))


@form("units.edit")
def unit(year: Year, turn: int) -> Editing:
    here, texts = f"/units/{year.unit_ids[0]}/edit", new_texts()
    return Editing(here, here, two(year.administrators), both("name", texts), texts)


@form("periods.move")
def calendar(year: Year, turn: int) -> Editing:
    here, texts = f"/periods/{year.year}/calendar", new_texts()
    days = [
        (local_day(now()) + timedelta(days=days)).strftime("%d/%m/%Y")
        for days in (71 + 2 * turn % 100, 72 + 2 * turn % 100)
    ]
    typed = tuple(
        {"reason": text, "publication_closes_on": day}
        for text, day in zip(texts, days, strict=True)
    )
    return Editing(here, here, two(year.council), typed)


@form("verification.begin")
def beginning(year: Year, turn: int) -> Editing:
    _, sheet_id = in_state(year, turn, S.SUBMITTED)
    here = f"/verification/{sheet_id}"
    return Editing(here, f"{here}/start", two(year.inspectors))


@form("verification.decide")
def verdict(year: Year, turn: int) -> Editing:
    _, sheet_id = in_state(year, turn, S.IN_VERIFICATION)
    here, texts = f"/verification/{sheet_id}/{CODE}", new_texts()
    typed = both("note", texts, verdict=Verdict.QUESTION.value)
    return Editing(here, here, two(year.inspectors), typed, texts)


@form("verification.send_questions")
def questions(year: Year, turn: int) -> Editing:
    _, sheet_id = in_state(year, turn, S.IN_VERIFICATION)
    with write_tx():
        inspector = year.inspectors[0].person.id
        stages.ask(sheet_id, criterion_id(sheet_id), by=inspector, sent=False)
    here = f"/verification/{sheet_id}"
    return Editing(here, f"{here}/questions", two(year.inspectors))


@form("verification.finish")
def finish(year: Year, turn: int) -> Editing:
    _, sheet_id = in_state(year, turn, S.IN_VERIFICATION)
    here = f"/verification/{sheet_id}"
    return Editing(here, f"{here}/completion", two(year.heads))


@form("verification.answer")
def answers(year: Year, turn: int) -> Editing:
    number, sheet_id = in_state(year, turn, S.RETURNED)
    question_id = db.session.scalar(select(Question.id).where(Question.assessment_id == sheet_id))
    db.session.rollback()
    here, texts = f"/assessments/{sheet_id}/questions", new_texts()
    typed = both(f"answer-{question_id}", texts, save="1")
    return Editing(here, here, two(year.officials[number]), typed, texts)
