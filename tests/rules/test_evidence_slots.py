"""Which kinds of document are there and which are missing."""

from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.evidence_slots import slots_of

KINDS = st.lists(st.sampled_from(["plan", "decision", "photo", "report", ""]), max_size=8)
ASKED = st.lists(st.sampled_from(["plan", "decision", "photo", "report"]), unique=True)


def test_kinds_are_said_in_the_order_they_are_asked_for():
    found = slots_of(["plan", "decision"], ["decision", "photo", "", "decision"])

    assert [(slot.kind, slot.count) for slot in found.slots] == [("plan", 0), ("decision", 2)]
    assert found.missing == ("plan",)
    assert found.others == 2


def test_nothing_asked_for_leaves_nothing_missing():
    assert slots_of([], ["plan"]).missing == ()


@given(ASKED, KINDS)
def test_every_document_is_counted_once(asked, kinds):
    found = slots_of(asked, kinds)

    assert sum(slot.count for slot in found.slots) + found.others == len(kinds)


@given(ASKED, KINDS)
def test_what_is_missing_is_what_was_asked_for_and_is_not_there(asked, kinds):
    assert set(slots_of(asked, kinds).missing) == set(asked) - set(kinds)


@given(ASKED, KINDS, st.sampled_from(["plan", "decision", "photo"]))
def test_one_more_document_never_leaves_more_missing(asked, kinds, more):
    fewer, found = slots_of(asked, kinds), slots_of(asked, [*kinds, more])

    assert set(found.missing) == set(fewer.missing) - {more}


@given(ASKED, KINDS)
def test_the_order_in_which_documents_came_does_not_matter(asked, kinds):
    assert slots_of(asked, kinds) == slots_of(asked, list(reversed(kinds)))
