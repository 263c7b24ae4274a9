"""Counting what a sheet has put forward against what its criteria set asks for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.criteria.files import load_path
from emulation.rules.completeness import Filled, application_count, completeness
from emulation.rules.criteria_facts import ApplicationDocument
from tests.rules.conftest import SHIPPED

SET = load_path(SHIPPED)
CODES = [one.code for one in SET.criteria]
KINDS = st.sampled_from([*SET.evidence_kinds, "", "no such kind"])
SHEETS = st.dictionaries(st.sampled_from([*CODES, "P1"]), st.lists(KINDS, max_size=4))
ASKING = [one.code for one in SET.criteria if one.evidence]


def filled(code, kinds, **options):
    found = completeness(SET, {code: kinds}, **options)
    return next(one for one in found.criteria if one.code == code)


def two_kinds():
    return next(one for one in SET.criteria if len(one.evidence) == 2)


def test_an_empty_sheet_has_nothing_of_everything():
    found = completeness(SET, {})

    assert (found.whole.there, found.whole.asked) == (0, len(ASKING))
    assert found.complete_headings.there == 0
    assert found.complete_headings.asked == 5


def test_one_document_counts_and_the_missing_kind_is_named():
    criterion = two_kinds()

    one = filled(criterion.code, [criterion.evidence[1]])

    assert one.filled is Filled.KINDS_MISSING
    assert one.slots.missing == criterion.evidence[:1]
    found = completeness(SET, {criterion.code: [criterion.evidence[1]]})
    assert (found.whole.there, found.whole.lacking_kinds) == (1, 1)


def test_every_kind_makes_a_criterion_complete():
    criterion = two_kinds()

    assert filled(criterion.code, list(criterion.evidence)).filled is Filled.COMPLETE


def test_a_document_without_a_kind_counts_and_names_no_kind():
    one = filled(two_kinds().code, [""])

    assert (one.filled, one.slots.others, one.documents) == (Filled.KINDS_MISSING, 1, 1)


def test_what_does_not_apply_is_not_asked_for_and_not_counted():
    found = completeness(SET, {}, excused={ASKING[0]})

    assert found.whole.asked == len(ASKING) - 1
    assert filled(ASKING[0], [], excused={ASKING[0]}).filled is Filled.NOT_ASKED


def test_a_heading_is_complete_once_no_criterion_in_it_is_without_documents():
    heading = SET.headings[0]
    codes = [one.code for one in SET.criteria if one.heading == heading.code and one.evidence]

    almost = completeness(SET, {code: [""] for code in codes[1:]})
    whole = completeness(SET, {code: [""] for code in codes})

    assert not almost.headings[heading.code].complete
    assert whole.headings[heading.code].complete
    assert whole.complete_headings.there == 1


@given(SHEETS, st.sets(st.sampled_from(CODES)))
def test_headings_add_up_to_the_whole(kinds, excused):
    found = completeness(SET, kinds, excused=excused)

    for name in ("there", "asked", "lacking_kinds", "missing"):
        parts = [getattr(one, name) for one in found.headings.values()]
        assert sum(parts) == getattr(found.whole, name)
    assert 0 <= found.whole.lacking_kinds <= found.whole.there <= found.whole.asked
    assert [one.code for one in found.criteria] == CODES


@given(SHEETS, st.sampled_from(ASKING), KINDS)
def test_one_more_document_never_lowers_a_count(kinds, code, kind):
    before = completeness(SET, kinds)
    after = completeness(SET, kinds | {code: [*kinds.get(code, []), kind]})

    assert after.whole.there >= before.whole.there
    assert after.whole.asked == before.whole.asked


def test_the_real_set_asks_for_five_papers():
    found = application_count(SET.application_file, {"HS1", "HS3", "HS9"})

    assert (found.there, found.asked, found.missing) == (2, 5, ("HS2", "HS4", "HS5"))
    assert application_count(SET.application_file, {f"HS{n}" for n in range(1, 6)}).complete


def test_optional_papers_are_not_missing():
    slots = [replace(SET.application_file[0], required=False), SET.application_file[1]]

    found = application_count(slots, {"HS2"})

    assert (found.there, found.asked, found.complete) == (1, 1, True)


@pytest.mark.parametrize("there", [set(), {"HS1"}])
def test_a_set_without_an_application_file_misses_nothing(there):
    found = application_count((), there)

    assert (found.there, found.asked, found.complete) == (0, 0, True)


def test_a_paper_says_its_title_in_both_languages():
    assert all(isinstance(one, ApplicationDocument) for one in SET.application_file)
    assert SET.application_file[0].title_vi == "Tờ trình của UBND cấp xã"
    assert SET.application_file[0].title_en.startswith("Submission letter")
