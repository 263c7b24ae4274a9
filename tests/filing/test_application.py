"""The application file: five places, one paper in each, put there by the commune alone."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from emulation.audit.changes import now
from emulation.audit.models import AuditEvent
from emulation.database import db
from emulation.evidence.comparing import compare_all
from emulation.evidence.models import Blob, Evidence, Likeness, Match
from emulation.evidence.upkeep import sweep
from emulation.filing.models import ApplicationPaper
from emulation.periods.models import Participant
from emulation.storage import store
from tests.evidence import files as made
from tests.filing.conftest import chosen, put_forward, sent_paper
from tests.support.queries import count_queries
from tests.verification.world import later

PLACES = ("HS1", "HS2", "HS3", "HS4", "HS5")


def page_of(world, suffix=""):
    return f"/filing/{world.participant_id}{suffix}"


def place(world, code="HS1", step=""):
    return page_of(world, f"/papers/{code}{step}")


def papers():
    db.session.rollback()
    return db.session.scalars(select(ApplicationPaper).order_by(ApplicationPaper.id)).all()


def actions():
    return db.session.scalars(
        select(AuditEvent.action)
        .where(AuditEvent.action.startswith("filing."))
        .order_by(AuditEvent.seq)
    ).all()


def count_of(page):
    return page.select_one(".stat b").text


def test_a_commune_fills_its_places_and_sees_what_is_missing(world, sign_in):
    browser = sign_in("official")
    page = browser.get(page_of(world))
    assert count_of(page) == "0/5"
    assert [one.text for one in page.select(".place__code")] == list(PLACES)

    form = page.select_one("#place-HS1 form")
    page = browser.post(
        form["action"], sent_paper(request_id=form.select_one("[name=request_id]")["value"])
    )

    assert count_of(page) == "1/5"
    assert page.select_one("#place-HS1 .place__paper a").text == "Tờ trình.pdf"
    assert "thiếu" in page.select_one("#place-HS2 .place__state").text
    assert actions() == ["filing.put"]


def test_the_inspection_sees_what_is_there_and_has_no_form(world, sign_in):
    sign_in("official").post(place(world), sent_paper())

    page = sign_in("inspector").get(page_of(world))

    assert count_of(page) == "1/5"
    assert not page.select("main form")
    sign_in("other_inspector").open(page_of(world), status=404)
    sign_in("other_official").open(page_of(world), status=404)


def test_a_paper_goes_through_the_checks_of_evidence(world, sign_in):
    browser = sign_in("official")

    page = browser.post(place(world), sent_paper(made.encrypted_pdf(), "khóa.pdf"), status=400)

    assert "Tệp khóa.pdf có mật khẩu." in page.text
    assert papers() == []


def test_a_document_that_is_there_already_is_used_without_sending_it_again(world, sign_in):
    by = world.people["official"]
    document = put_forward(world.participant_id, ["A1"], made.pdf(), by=by)
    browser = sign_in("official")

    page = browser.post(place(world), chosen(document))

    assert page.select_one("#place-HS1 .place__paper a").text == "Kế hoạch.pdf"
    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 1


def test_the_same_bytes_stay_the_same_document(world, sign_in):
    browser = sign_in("official")

    browser.post(place(world, "HS1"), sent_paper())
    browser.post(place(world, "HS2"), sent_paper(name="Báo cáo.pdf"))

    assert len(papers()) == 2
    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 1
    assert db.session.scalar(select(func.count()).select_from(Blob)) == 1


def test_documents_of_another_unit_cannot_be_chosen(world, sign_in):
    foreign = put_forward(world.other_id, ["A1"], made.pdf(), by=world.people["other_official"])

    sign_in("official").open(place(world), method="POST", data=chosen(foreign), status=404)

    assert papers() == []


@pytest.mark.parametrize("code", ["HS9", "A1", "x" * 300])
def test_a_place_that_the_set_does_not_name_does_not_exist(world, sign_in, code):
    sign_in("official").open(place(world, code), method="POST", data=sent_paper(), status=404)

    assert papers() == []


def test_a_replaced_paper_stays_readable(world, sign_in):
    browser = sign_in("official")
    browser.post(place(world), sent_paper())
    first = papers()[0].id

    page = browser.post(
        place(world), sent_paper(made.pdf("blue"), "Tờ trình mới.pdf", version=str(first))
    )

    assert page.select_one("#place-HS1 .place__paper a").text == "Tờ trình mới.pdf"
    assert page.select_one("#place-HS1 .plain-list a").text == "Tờ trình.pdf"
    old, new = papers()
    assert (old.withdrawn_at is not None, new.replaces_id) == (True, old.id)
    assert actions() == ["filing.put", "filing.replace"]


def test_the_same_paper_again_changes_nothing(world, sign_in):
    browser = sign_in("official")
    browser.post(place(world), sent_paper())

    browser.post(place(world), sent_paper(version=str(papers()[0].id)))

    assert len(papers()) == 1
    assert actions() == ["filing.put"]


def test_a_draft_gives_a_paper_up_and_keeps_the_document(world, sign_in):
    browser = sign_in("official")
    page = browser.post(place(world), sent_paper())

    page = browser.submit(page.select_one("#place-HS1 .place__state form"))

    assert count_of(page) == "0/5"
    assert papers()[0].withdrawn_by_id == world.people["official"].id
    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 1
    assert actions() == ["filing.put", "filing.take_out"]


def test_who_saw_an_empty_place_does_not_cover_what_came_meanwhile(world, sign_in):
    browser = sign_in("official")
    browser.post(place(world), sent_paper())

    page = browser.post(place(world), sent_paper(made.pdf("blue"), "Bản khác.pdf"), status=409)

    assert "đã được người khác thay đổi" in page.text
    assert page.select_one("#place-HS1 .place__paper a").text == "Tờ trình.pdf"
    browser.post(
        place(world, step="/withdrawal"),
        {"request_id": str(uuid.uuid4()), "version": "999"},
        status=409,
    )
    assert len(papers()) == 1


def test_sending_twice_puts_one_paper(world, sign_in):
    browser, request_id = sign_in("official"), str(uuid.uuid4())

    for _ in range(2):
        browser.post(place(world), sent_paper(request_id=request_id))

    assert len(papers()) == 1


def test_nothing_chosen_is_a_sentence(world, sign_in):
    data = {"request_id": str(uuid.uuid4()), "version": "0"}

    page = sign_in("official").post(place(world), data, status=400)

    assert "Chọn một tệp" in page.text


def test_a_submitted_file_is_closed(submitted, sign_in):
    browser = sign_in("official")

    page = browser.post(place(submitted), sent_paper(), status=409)

    assert "Hồ sơ đề nghị đã khóa" in page.text
    assert not page.select("main form")
    assert papers() == []


def test_a_returned_sheet_takes_papers_again_and_gives_none_up(world, sign_in, request):
    browser = sign_in("official")
    browser.post(place(world), sent_paper())
    first = papers()[0].id
    request.getfixturevalue("returned")

    page = browser.post(place(world, "HS2"), sent_paper(made.pdf("red"), "Báo cáo.pdf"))
    assert count_of(page) == "2/5"
    assert not page.select(".place__state form")
    page = browser.post(
        place(world), sent_paper(made.pdf("blue"), "Tờ trình 2.pdf", version=str(first))
    )
    assert page.select_one("#place-HS1 .place__paper a").text == "Tờ trình 2.pdf"
    browser.post(
        place(world, step="/withdrawal"),
        {"request_id": str(uuid.uuid4()), "version": str(papers()[-1].id)},
        status=409,
    )
    assert count_of(browser.get(page_of(world))) == "2/5"
    late = db.session.scalars(select(Evidence.added_after_submission).order_by(Evidence.id)).all()
    assert late == [False, True, True]


def test_after_the_last_day_the_page_says_who_may_give_more_time(world, sign_in):
    with time_machine.travel(later(40)):
        page = sign_in("official").post(place(world), sent_paper(), status=409)

        assert "đã đóng từ ngày 06/12/2024" in page.select_one("main .notice").text
    assert papers() == []


def test_the_page_asks_as_much_for_many_papers_as_for_none(world, sign_in):
    browser = sign_in("official")
    browser.get(page_of(world))
    with count_queries() as few:
        browser.get(page_of(world))
    for number, code in enumerate(PLACES):
        browser.post(place(world, code), sent_paper(made.picture(size=(60, 40 + number)), "a.jpg"))
    with count_queries() as many:
        page = browser.get(page_of(world))

    assert count_of(page) == "5/5"
    assert len(many) == len(few)


def test_an_agency_without_a_sheet_has_no_application_file(world, sign_in):
    district = db.session.scalars(select(Participant.id).where(~Participant.assessed)).first()

    sign_in("council").open(f"/filing/{district}", status=404)


def test_the_page_of_a_document_names_its_place_and_what_replaced_it(world, sign_in):
    browser = sign_in("official")
    browser.post(place(world), sent_paper())
    first = papers()[0]
    here = f"/evidence/{first.evidence_id}"
    assert "HS1 Tờ trình của UBND cấp xã" in " ".join(browser.get(here).text.split())

    browser.post(place(world), sent_paper(made.pdf("blue"), "Bản mới.pdf", version=str(first.id)))

    assert "thay bằng Bản mới.pdf" in browser.get(here).text


def test_a_paper_is_compared_with_the_files_of_other_units(world, sign_in, tmp_path):
    put_forward(world.other_id, ["A1"], made.pdf(), by=world.people["other_official"])
    sign_in("official").post(place(world), sent_paper(made.pdf()))
    db.session.rollback()

    assert compare_all(store(), tmp_path, clock=now) == (1, 1)

    match = db.session.scalars(select(Match)).one()
    assert match.likeness is Likeness.SAME_BYTES


def test_the_sweep_leaves_papers_alone(world, sign_in):
    sign_in("official").post(place(world), sent_paper())
    db.session.rollback()

    swept = sweep(store(), at=now() + timedelta(days=40))

    assert (swept.set_aside, swept.destroyed) == (0, 0)
    assert store().exists(papers()[0].evidence.sha256)


def test_a_paper_counts_against_the_quota(world, app, sign_in, monkeypatch):
    monkeypatch.setitem(app.config, "EVIDENCE_QUOTA", 10)

    page = sign_in("official").post(place(world), sent_paper(), status=409)

    assert page.select_one("main .notice--bad").text.strip()
    assert papers() == []
