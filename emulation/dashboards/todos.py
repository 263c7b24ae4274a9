"""What waits for a person in the running year, in order of deadline."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select

from emulation.accounts.models import User
from emulation.dashboards.sheet_work import SheetWork, YearWork, year_work
from emulation.database import db
from emulation.initiatives.queries import counts, find_own_agency
from emulation.periods.models import Period
from emulation.periods.queries import find_running_period, seen_by
from emulation.rankings.cases import unit_cases
from emulation.rankings.second_look_queries import count_waiting
from emulation.rules.approval import Place
from emulation.rules.deadlines import WindowKind, is_over
from emulation.rules.roles import AGENCY_ROLES, INSPECTION_ROLES, Person, Role
from emulation.rules.workflow import AssessmentState

_S = AssessmentState
SHOWN_SHEETS = 5


class TodoKind(StrEnum):
    """A piece of work, in the order of the year where two fall due on one day."""

    INITIATIVES = "initiatives"
    FILL_IN = "fill_in"
    SUBMIT = "submit"
    ANSWER = "answer"
    DECIDE_RESULT = "decide_result"
    BEGIN = "begin"
    JUDGE = "judge"
    JUDGE_AGAIN = "judge_again"
    FINISH = "finish"
    RESUME = "resume"
    DECIDE_APPEALS = "decide_appeals"
    SETTLE = "settle"
    SECOND_LOOKS = "second_looks"
    APPROVE = "approve"
    PUBLISH = "publish"
    SET_ASIDE = "set_aside"
    FIRST_SIGN_IN = "first_sign_in"


KINDS = tuple(TodoKind)


@dataclass(frozen=True, slots=True)
class Todo:
    """One line of the first page: how many, until when, and the list behind the count."""

    kind: TodoKind
    count: int
    due_on: date | None
    url: str
    places: Sequence[tuple[str, str]] = ()

    @property
    def order(self) -> tuple[date, int]:
        return self.due_on or date.max, KINDS.index(self.kind)

    def is_overdue(self, today: date) -> bool:
        return self.due_on is not None and is_over(self.due_on, today)

    def days_left(self, today: date) -> int | None:
        return None if self.due_on is None else (self.due_on - today).days


def todos_of(reader: Person, *, today: date) -> Sequence[Todo]:
    """Return the reader's work; the same number of queries for one sheet as for hundreds."""
    if reader.role is Role.ADMINISTRATOR:
        return [todo for todo in of_administrator() if todo.count]
    period = find_running_period()
    if period is None:
        return []
    found: list[Todo] = [*of_agency(period, reader)]
    if reader.role in AGENCY_ROLES | INSPECTION_ROLES:
        work = year_work(period, seen_by(reader), user_id=reader.id)
        found += of_commune(work, today) if reader.role in AGENCY_ROLES else []
        found += of_inspection(work, reader, today) if reader.role in INSPECTION_ROLES else []
    if reader.role is Role.COUNCIL:
        found += of_council(period, reader, today)
    if reader.role in INSPECTION_ROLES | {Role.COUNCIL}:
        found.append(second_looks(period, reader))
    return sorted((todo for todo in found if todo.count), key=lambda todo: todo.order)


def of_agency(period: Period, reader: Person) -> Iterator[Todo]:
    """Count the initiatives that the reader's own agency still has to register."""
    agency = find_own_agency(period.id, reader)
    if agency is None:
        return
    missing = period.initiatives_minimum - counts([agency.id])[agency.id].registered
    window = next(
        (one for one in period.windows if one.kind is WindowKind.INITIATIVE_REGISTRATION), None
    )
    due_on = window.closes_on if window else None
    yield Todo(TodoKind.INITIATIVES, max(0, missing), due_on, "/initiatives")


def of_commune(work: YearWork, today: date) -> Iterator[Todo]:
    for sheet in work.sheets:
        page = f"/assessments/{sheet.assessment_id}"
        match sheet.state:
            case _S.DRAFT if sheet.claims_left or sheet.claims_all is None:
                left = sheet.claims_left or 1
                yield Todo(TodoKind.FILL_IN, left, work.submit_by(sheet), page)
            case _S.DRAFT:
                yield Todo(TodoKind.SUBMIT, 1, work.submit_by(sheet), f"{page}/check")
            case _S.RETURNED:
                asked, due_on = sheet.questions_open, work.answer_by(sheet)
                yield Todo(TodoKind.ANSWER, asked, due_on, f"{page}/questions")
            case _S.VERIFIED if work.takes_appeals(sheet, today):
                yield Todo(TodoKind.DECIDE_RESULT, 1, work.appeal_by(sheet), f"{page}/result")


def no_day(_sheet: SheetWork) -> date | None:
    return None


def each_once(_sheet: SheetWork) -> int:
    return 1


def of_inspection(work: YearWork, reader: Person, today: date) -> Iterator[Todo]:
    """Sum up the sheets of the inspecting unit; what only its head does, only for the head."""

    def todo(
        kind: TodoKind,
        sheets: Iterable[SheetWork],
        *,
        state: AssessmentState,
        due: Callable[[SheetWork], date | None] = no_day,
        count: Callable[[SheetWork], int] = each_once,
    ) -> Todo:
        concerned = [sheet for sheet in sheets if sheet.state is state and count(sheet)]
        days = [day for sheet in concerned if (day := due(sheet)) is not None]
        pages = [(one.name, f"/verification/{one.assessment_id}") for one in concerned]
        return Todo(
            kind,
            sum(count(sheet) for sheet in concerned),
            min(days, default=None),
            pages[0][1] if len(pages) == 1 else f"/verification?state={state}",
            pages[:SHOWN_SHEETS] if len(pages) > 1 else (),
        )

    sheets, verify_by = work.sheets, work.verify_by
    in_hand = [sheet for sheet in sheets if sheet.state is _S.IN_VERIFICATION]
    yield todo(TodoKind.BEGIN, sheets, state=_S.SUBMITTED, due=verify_by)
    yield todo(
        TodoKind.JUDGE,
        in_hand,
        state=_S.IN_VERIFICATION,
        due=verify_by,
        count=lambda sheet: sheet.verdicts_left - sheet.answered,
    )
    yield todo(
        TodoKind.JUDGE_AGAIN,
        in_hand,
        state=_S.IN_VERIFICATION,
        due=verify_by,
        count=lambda sheet: sheet.answered,
    )
    yield todo(
        TodoKind.DECIDE_APPEALS,
        sheets,
        state=_S.UNDER_APPEAL,
        count=lambda sheet: sheet.appeals_of_others,
    )
    if reader.role is not Role.HEAD_OF_INSPECTION:
        return
    ready = [one for one in in_hand if not one.verdicts_left and not one.questions_drafted]
    yield todo(TodoKind.FINISH, ready, state=_S.IN_VERIFICATION, due=verify_by)
    decided = [sheet for sheet in sheets if not sheet.appeals_open]
    yield todo(TodoKind.SETTLE, decided, state=_S.UNDER_APPEAL)
    silent = [one for one in sheets if (day := work.answer_by(one)) and is_over(day, today)]
    yield todo(TodoKind.RESUME, silent, state=_S.RETURNED, due=work.answer_by)


def of_council(period: Period, reader: Person, today: date) -> Iterator[Todo]:
    """Count what the council approves, what it then publishes, and what it keeps apart."""
    cases = unit_cases(period, reader=reader, today=today)
    windows = {window.kind: window.closes_on for window in period.windows}
    page = f"/rankings/{period.year}/council"
    for kind, place, window in (
        (TodoKind.APPROVE, Place.READY, WindowKind.COUNCIL),
        (TodoKind.SET_ASIDE, Place.SET_ASIDE, WindowKind.COUNCIL),
    ):
        count = sum(case.place is place for case in cases)
        yield Todo(kind, count, windows.get(window), f"{page}?place={place}")
    approved = sum(case.place is Place.APPROVED for case in cases)
    due_on = windows.get(WindowKind.PUBLICATION)
    yield Todo(TodoKind.PUBLISH, approved, due_on, f"/rankings/{period.year}/publication")


def second_looks(period: Period, reader: Person) -> Todo:
    """Count the sheets that a second inspector has on hand, or may take on."""
    due_on = next((one.closes_on for one in period.windows if one.kind is WindowKind.COUNCIL), None)
    return Todo(TodoKind.SECOND_LOOKS, count_waiting(reader), due_on, "/second-looks")


def of_administrator() -> Iterator[Todo]:
    waiting = db.session.scalar(
        select(func.count()).where(User.must_change_password, User.disabled_at.is_(None))
    )
    yield Todo(TodoKind.FIRST_SIGN_IN, waiting or 0, None, "/people?waiting=1")
