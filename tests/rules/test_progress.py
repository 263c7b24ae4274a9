import pytest

from emulation.rules.progress import ItemFacts, RowState, progress, row_state
from emulation.rules.scoring import ItemState


def item(code="A1", state=ItemState.SCORED, **more):
    return ItemFacts(code, code[0], state, **more)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (item(), RowState.DONE),
        (item(state=ItemState.MISSING), RowState.NOT_SCORED),
        (item(state=ItemState.MISSING, evidence_required=True), RowState.NOT_SCORED),
        (item(evidence_required=True), RowState.EVIDENCE_MISSING),
        (item(evidence_required=True, evidence_count=1), RowState.DONE),
        (item(state=ItemState.NOT_APPLICABLE, evidence_required=True), RowState.DONE),
        (item(automatic=True, evidence_required=True), RowState.AUTOMATIC),
        (item(automatic=True, state=ItemState.MISSING), RowState.NOT_SCORED),
        (item(returned=True, evidence_required=True), RowState.RETURNED),
        (item(returned=True, state=ItemState.MISSING), RowState.RETURNED),
        (item(returned=True, automatic=True), RowState.RETURNED),
    ],
)
def test_a_row_has_the_state_that_must_be_dealt_with_first(facts, state):
    assert row_state(facts) is state


def test_a_sheet_counts_its_groups_and_itself_alike():
    found = progress(
        [
            item("A1"),
            item("A2", ItemState.MISSING),
            item("A3", evidence_required=True),
            item("B1", automatic=True),
            item("B2", returned=True),
        ]
    )

    assert (found.done, found.total, found.complete) == (2, 5, False)
    assert found.not_scored == ("A2",)
    assert found.evidence_missing == ("A3",)
    assert found.returned == ("B2",)
    assert list(found.groups) == ["A", "B"]
    assert (found.groups["A"].done, found.groups["A"].total) == (1, 3)
    assert (found.groups["B"].done, found.groups["B"].total) == (1, 2)
    assert sum(group.done for group in found.groups.values()) == found.done


def test_a_sheet_without_rows_is_complete():
    assert progress([]).complete
