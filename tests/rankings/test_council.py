"""The council sees where every unit stands, and approves what nothing blocks."""

from datetime import date

import pytest
from sqlalchemy import delete, select, update

from emulation.assessments.models import Assessment
from emulation.assessments.queries import sheet_facts
from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.periods.models import Extension, Participant
from emulation.periods.queries import get_period
from emulation.rankings import operations
from emulation.rules.approval import Place
from emulation.rules.collation import fold
from emulation.rules.deadlines import ExtensionKind, local_day
from emulation.rules.errors import StepNotYours
from emulation.rules.workflow import AssessmentState
from emulation.units.models import Unit, UnitKind
from emulation.verification.models import Appeal
from tests.support.queries import count_queries
from tests.support.small_year import adder
from tests.support.tables import saved
from tests.verification.world import YEAR, later

COUNCIL_PAGE = f"/rankings/{YEAR}/council"


def state_of(assessment_id):
    db.session.rollback()
    return db.session.scalar(select(Assessment.state).where(Assessment.id == assessment_id))


def actions():
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)))


def test_council_approves_the_verified_sheets_of_one_district(browser, verified):
    browser.sign_in(verified.users["council"])
    page = browser.get(COUNCIL_PAGE)
    forms = [f for f in page.select("form") if f.select_one("[name=district_id]")]

    page = browser.submit(forms[0])

    assert "Đã phê duyệt 1 hồ sơ." in page.select_one(".flashes").text
    assert state_of(verified.sheet_id) is AssessmentState.APPROVED
    assert state_of(verified.other_sheet_id) is AssessmentState.DRAFT
    assert actions()[-1] == "rankings.approve"


def test_pressing_approve_twice_changes_nothing_more(browser, verified):
    browser.sign_in(verified.users["council"])
    form = browser.get(COUNCIL_PAGE).select_one(".panel__head .row-actions form")

    browser.submit(form)
    browser.submit(form)

    assert actions().count("rankings.approve") == 1


def test_without_a_verified_sheet_there_is_nothing_to_approve(browser, world):
    browser.sign_in(world.users["council"])
    request_id = "0c8b0dd2-4f36-4a55-8d34-9e60c5a9c001"

    page = browser.post(f"/rankings/{YEAR}/approvals", {"request_id": request_id}, status=409)

    assert "Không có hồ sơ nào đủ điều kiện phê duyệt" in page.select_one(".flashes").text


def test_a_district_that_cannot_be_read_approves_nothing(browser, verified):
    browser.sign_in(verified.users["council"])
    data = {"request_id": "0c8b0dd2-4f36-4a55-8d34-9e60c5a9c002", "district_id": "x"}

    browser.post(f"/rankings/{YEAR}/approvals", data, status=400)

    states = set(db.session.scalars(select(Assessment.state)))
    assert AssessmentState.APPROVED not in states


def test_verified_but_unapproved_sheets_are_not_ranked_in_the_preview(browser, verified):
    browser.sign_in(verified.users["council"])

    page = browser.get(f"{COUNCIL_PAGE}/preview")

    assert "Chưa phê duyệt hồ sơ nào." in page.text


def test_nobody_but_the_council_approves(verified):
    leader = verified.people["leader"]

    with pytest.raises(StepNotYours), write_tx():
        operations.approve(get_period(YEAR), by=leader, at=later(9))


@pytest.mark.parametrize("name", ["official", "inspector", "head", "leader", "administrator"])
def test_the_councils_pages_do_not_exist_for_others(browser, verified, name):
    browser.sign_in(verified.users[name])

    browser.get(COUNCIL_PAGE, status=404)
    browser.get(f"/rankings/{YEAR}/publication", status=404)


def approve(world, *, days=9, **facts):
    with write_tx():
        period = get_period(YEAR)
        return operations.approve(period, by=world.people["council"], at=later(days), **facts)


def add_appeal(world, *, filed=True, decision=None):
    signer, head = world.people["signer"].id, world.people["head"].id
    line = sheet_facts(world.sheet_id).lines["A1"]
    saved(
        Appeal(
            assessment_id=world.sheet_id,
            criterion_id=line.criterion_id,
            text="Đề nghị xem lại.",
            drafted_by_id=signer,
            drafted_at=later(4),
            filed_by_id=signer if filed else None,
            filed_at=later(4) if filed else None,
            decision=decision,
            reason="Đã rà soát." if decision else "",
            decided_by_id=head if decision else None,
            decided_at=later(5) if decision else None,
        )
    )


def put(world, state, **columns):
    with write_tx() as session:
        session.execute(
            update(Assessment).where(Assessment.id == world.sheet_id).values(state=state, **columns)
        )


def refused_because(world, **facts):
    with pytest.raises(operations.NothingToApprove) as refused:
        approve(world, **facts)
    return [one.place for one in refused.value.skipped]


def test_a_verified_sheet_waits_for_the_last_of_its_appeal_days(verified):
    assert refused_because(verified, days=8) == [Place.APPEAL_DAYS]
    assert approve(verified, days=9).approved == (verified.sheet_id,)


def test_more_days_for_an_appeal_keep_a_sheet_waiting(verified):
    participant_id = sheet_facts(verified.sheet_id).participant.id
    saved(
        Extension(
            participant_id=participant_id,
            kind=ExtensionKind.APPEAL,
            until=local_day(later(20)),
            reason="Lũ lụt",
            granted_by_id=verified.people["council"].id,
            granted_at=later(4),
        )
    )

    assert refused_because(verified, days=20) == [Place.APPEAL_DAYS]
    assert approve(verified, days=21).approved


def test_a_settled_sheet_is_approved_without_waiting(verified):
    put(verified, AssessmentState.SETTLED, settled_at=later(3))

    assert approve(verified, days=3).approved == (verified.sheet_id,)


def test_an_appeal_that_nobody_decided_blocks(verified):
    add_appeal(verified)

    assert refused_because(verified) == [Place.APPEALS_OPEN]


def test_an_appeal_that_was_never_filed_blocks_no_longer_than_its_days(verified):
    add_appeal(verified, filed=False)

    assert refused_because(verified, days=8) == [Place.APPEAL_DAYS]
    assert approve(verified, days=9).approved


def test_the_update_itself_tests_what_the_rule_said(verified):
    """Whatever the reading before it says, the statement approves nothing that is blocked."""
    add_appeal(verified)
    sheet = db.session.get_one(Assessment, verified.sheet_id)
    ready = {sheet.id: sheet.version}

    def try_it(at=9):
        with write_tx():
            return operations.approve_ready(
                get_period(YEAR), ready, AssessmentState.APPROVED, later(at)
            )

    assert try_it() == set()
    with write_tx() as session:
        session.execute(delete(Appeal))
    assert try_it(at=8) == set()
    put(verified, AssessmentState.VERIFIED, set_aside_at=later(4), set_aside_reason="Đơn thư")
    assert try_it() == set()
    put(verified, AssessmentState.VERIFIED, set_aside_at=None, set_aside_reason="")
    assert try_it() == {verified.sheet_id}


def test_chosen_units_are_approved_and_the_others_named_with_why(browser, verified):
    browser.sign_in(verified.users["council"])
    browser.get(COUNCIL_PAGE)
    sheet = db.session.get_one(Assessment, verified.sheet_id)
    other = db.session.get_one(Assessment, verified.other_sheet_id)
    data = {
        "request_id": "0c8b0dd2-4f36-4a55-8d34-9e60c5a9c003",
        "scope": "chosen",
        "sheets": [f"{sheet.id}:{sheet.version}", f"{other.id}:{other.version}"],
    }

    page = browser.post(f"/rankings/{YEAR}/approvals", data)

    told = page.select_one(".flashes").text
    assert "Đã phê duyệt 1 hồ sơ." in told
    assert "Xã Minh Đức (chưa nộp)" in told
    assert state_of(verified.other_sheet_id) is AssessmentState.DRAFT


def test_a_sheet_that_changed_since_the_page_was_opened_is_left_out(verified):
    chosen = {verified.sheet_id: 1}

    with pytest.raises(operations.NothingToApprove) as refused:
        approve(verified, chosen=chosen)

    assert [(one.name, one.place) for one in refused.value.skipped] == [("Xã Đại Hóa", None)]


def test_choosing_nobody_approves_nobody(browser, verified):
    browser.sign_in(verified.users["council"])
    data = {"request_id": "0c8b0dd2-4f36-4a55-8d34-9e60c5a9c004", "scope": "chosen"}

    page = browser.post(f"/rankings/{YEAR}/approvals", data, status=400)

    assert "Chọn ít nhất một đơn vị." in page.select_one(".flashes").text
    assert state_of(verified.sheet_id) is AssessmentState.VERIFIED


def test_every_figure_opens_the_list_behind_it(browser, verified):
    browser.sign_in(verified.users["council"])
    page = browser.get(COUNCIL_PAGE)

    link = page.select_one(".total-row a[href*=not_submitted]")
    listed = browser.get(link["href"].split("#")[0])

    names = [cell.text.strip() for cell in listed.select("#chosen tbody th")]
    assert link.text.split()[0] == "1"
    assert names == ["Xã Minh Đức"]


def test_a_unit_is_found_without_accents(browser, verified):
    browser.sign_in(verified.users["council"])

    page = browser.get(f"{COUNCIL_PAGE}?q=dai+hoa")

    assert [cell.text.strip() for cell in page.select("#chosen tbody th")] == ["Xã Đại Hóa"]


def test_the_overview_asks_as_many_questions_for_many_units_as_for_few(browser, verified):
    browser.sign_in(verified.users["council"])
    browser.get(COUNCIL_PAGE)
    with count_queries() as few:
        browser.get(COUNCIL_PAGE)
    with write_tx() as session:
        add_units(session, 30)
    with count_queries() as many:
        page = browser.get(COUNCIL_PAGE)

    assert len(page.select("#chosen tbody tr")) == 32
    assert len(many) == len(few)


def add_units(session, count):
    """Let more communes take part, each with a draft of its own."""
    period, add = get_period(YEAR), adder(session)
    for number in range(count):
        name = f"Xã Mới {number}"
        facts = {"code": f"09{number:03}", "name": name, "name_folded": fold(name)}
        unit = add(
            Unit(
                **facts,
                kind=UnitKind.COMMUNE,
                parent_id=period.province_id,
                valid_from=date(2020, 1, 1),
            )
        )
        part = add(
            Participant(
                **facts,
                period_id=period.id,
                unit_id=unit.id,
                assessed=True,
                kind=UnitKind.COMMUNE,
                district_name="Huyện Mới",
                province_id=period.province_id,
            )
        )
        add(Assessment(participant_id=part.id))
