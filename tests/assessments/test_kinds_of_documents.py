"""The kinds of document that criteria ask for, in the sheet's rows and on the check page."""

import io
import uuid

import pytest

from emulation.assessments.answers import answers_of, result_from
from emulation.assessments.facts import Entry
from emulation.assessments.gaps import GapKind, gaps_of
from emulation.assessments.queries import sheet_facts
from emulation.rules.workflow import Stage
from tests.assessments.sheet_world import IN_TIME
from tests.assessments.test_saving import save
from tests.evidence import files as made

JSON = {"Accept": "application/json"}
MET = Entry({"met": True})


@pytest.fixture
def official(sign_in):
    return sign_in("official")


def upload(browser, world, kind, code="A1"):
    """Put a PDF forward as this kind."""
    participant = sheet_facts(world.sheet_id).participant.id
    data = {
        "request_id": str(uuid.uuid4()),
        "kind": kind,
        "file": [(io.BytesIO(made.pdf((kind and "red") or "blue")), "a.pdf")],
    }
    browser.open(
        f"/evidence/{participant}/{code}", method="POST", data=data, headers=JSON, status=200
    )


def hints(world):
    sheet = sheet_facts(world.sheet_id)
    result = result_from(sheet, answers_of(sheet, Stage.SELF, today=IN_TIME.date()))
    return {gap.code: gap.others for gap in gaps_of(sheet, result) if gap.kind is GapKind.KINDS}


def test_a_row_names_what_it_asks_for_and_what_is_there(official, world):
    upload(official, world, "decision")

    row = official.get(f"/assessments/{world.sheet_id}/groups/A").select_one("#row-A1")

    assert "Kế hoạch" in row.select_one(".slots__missing").text
    assert "Quyết định" in row.select_one(".slots__there").text
    assert row.select_one(".evidence__facts").text.strip() == "Quyết định"


def test_a_kind_that_is_missing_is_a_hint_that_blocks_nothing(official, world):
    save(world, "A1", MET)
    upload(official, world, "decision")

    assert hints(world) == {"A1": ("plan",)}
    assert not GapKind.KINDS.blocks
    assert not GapKind.KINDS.needs_confirmation
    page = official.get(f"/assessments/{world.sheet_id}/check")
    assert any(": Kế hoạch" in one.text for one in page.select(".checklist-fold li"))


def test_files_of_no_kind_leave_every_kind_missing(official, world):
    save(world, "A1", MET)
    upload(official, world, "")

    assert hints(world) == {"A1": ("plan", "decision")}


def test_without_any_file_the_missing_evidence_is_the_gap_and_no_kind(official, world):
    save(world, "A1", MET)

    assert hints(world) == {}


def test_inspectors_see_the_kinds_and_change_nothing(official, sign_in, world):
    upload(official, world, "plan")

    row = sign_in("council").get(f"/assessments/{world.sheet_id}/groups/A").select_one("#row-A1")

    assert "Kế hoạch" in row.select_one(".slots__there").text
    assert row.select_one(".evidence__ways") is None
