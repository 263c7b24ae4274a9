"""How complete sheets are, on the page of one and in the lists of many."""

import csv
import io

from sqlalchemy import select, update

from emulation.assessments.models import Score
from emulation.criteria.models import CriterionLine
from emulation.database import db, write_tx
from emulation.evidence.models import Evidence
from emulation.filing.counting import list_papers
from emulation.periods.models import Period
from emulation.rules.workflow import Stage
from tests.evidence import files as made
from tests.filing.conftest import put_forward, sent_paper
from tests.support.queries import count_queries


def put(world, codes, content=None, *, kind=""):
    content = made.pdf() if content is None else content
    by = world.people["official"]
    return put_forward(world.participant_id, codes, content, by=by, kind=kind)


def page_of(world, query=""):
    return f"/filing/{world.participant_id}/completeness{query}"


def stat(page, words):
    return next(one.b.text for one in page.select(".stat") if words in one.text)


def test_the_page_names_the_kinds_that_are_there_and_those_missing(world, sign_in):
    put(world, ["A1"], kind="plan")

    page = sign_in("official").get(page_of(world))

    kinds = page.select_one("#row-A1 .kinds")
    assert "Kế hoạch" in kinds.text
    assert [one.text for one in kinds.select(".kinds__missing")] == ["Quyết định (thiếu)"]
    assert "Thiếu loại tài liệu" in page.select_one("#row-A1").text
    assert "Không có tài liệu" in page.select_one("#row-A2").text
    assert stat(page, "tiêu chí đã có minh chứng").startswith("1/")


def test_missing_only_leaves_out_what_is_complete(world, sign_in):
    put(world, ["A1"], kind="plan")
    put(world, ["A1"], made.picture(), kind="decision")
    browser = sign_in("inspector")

    page = browser.get(page_of(world, "?show=missing"))

    assert page.select_one("#row-A1") is None
    assert page.select_one("#row-A2") is not None


def test_each_row_leads_to_the_documents_of_its_criterion_and_back(world, sign_in):
    page = sign_in("official").get(page_of(world))

    url = page.select_one("#row-A1 a")["href"]
    assert url.startswith(f"/evidence/{world.participant_id}/A1?back=")
    assert "completeness%23row-A1" in url


def test_what_the_unit_says_does_not_apply_is_not_asked_for(world, sign_in):
    line_id = db.session.scalar(select(CriterionLine.id).where(CriterionLine.code == "A1"))
    with write_tx() as session:
        session.execute(
            update(Score)
            .where(
                Score.assessment_id == world.sheet_id,
                Score.criterion_id == line_id,
                Score.stage == Stage.SELF,
            )
            .values(not_applicable=True)
        )

    page = sign_in("official").get(page_of(world))

    assert "Không yêu cầu" in page.select_one("#row-A1").text


def test_the_list_holds_the_communes_of_the_inspecting_unit_and_no_others(world, sign_in):
    sign_in("official").post(f"/filing/{world.participant_id}/papers/HS1", sent_paper())

    page = sign_in("inspector").get("/filing?year=2024")

    rows = page.select("tbody tr")
    assert [row.th.text for row in rows] == ["Xã Đại Hóa"]
    assert "1/5" in rows[0].text
    assert "HS2, HS3, HS4, HS5" in rows[0].text
    assert len(sign_in("council").get("/filing?year=2024").select("tbody tr")) == 2


def test_the_list_can_be_narrowed_to_a_name_and_to_what_is_missing(world, sign_in):
    browser = sign_in("council")

    assert len(browser.get("/filing?year=2024&q=dai+hoa").select("tbody tr")) == 1
    assert len(browser.get("/filing?year=2024&show=missing").select("tbody tr")) == 2
    assert "Không tìm thấy" in browser.get("/filing?year=2024&q=zzz").text
    browser.open("/filing?year=1200", status=404)


def test_the_table_gives_the_same_numbers(world, sign_in):
    put(world, ["A1"], kind="plan")
    put(world, ["A1"], made.picture(), kind="decision")
    browser = sign_in("inspector")

    text = browser.open("/filing/table.csv?year=2024", status=200).data.decode("utf-8-sig")

    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Xã"] == "Xã Đại Hóa"
    assert row["Giấy tờ đã có trong hồ sơ đề nghị"] == "0"
    assert row["Tiêu chí đã có minh chứng"] == "1"


def test_pages_and_lists_count_alike(world, sign_in):
    put(world, ["A1", "A2", "B1"])
    page = sign_in("inspector").get(page_of(world))
    listed = sign_in("inspector").get("/filing?year=2024")

    whole = stat(page, "tiêu chí đã có minh chứng")
    assert whole == listed.select_one("tbody tr td:nth-of-type(5) a").contents[0]


def test_more_documents_and_more_communes_need_no_more_queries(world):
    period = db.session.get(Period, world.period_id)
    reader = world.people["council"]
    list_papers(period, reader=reader)
    with count_queries() as few:
        list_papers(period, reader=world.people["inspector"])
    for number in range(6):
        put(world, ["A1", "B1"], made.picture(size=(20, 20 + number)))
    with count_queries() as many:
        found = list_papers(db.session.get(Period, world.period_id), reader=reader)

    assert len(found) == 2
    assert len(many) <= len(few) + 1
    assert db.session.scalar(select(Evidence.id).limit(1))


def test_nobody_without_sheets_sees_the_list(world, sign_in):
    for name in ("official", "administrator"):
        sign_in(name).open("/filing", status=404)
        sign_in(name).open("/filing/table.csv", status=404)
