import pytest

from emulation.rules.successions import Became, Origin, Place, origins

LAST = {code: Place(rank, "L1") for rank, code in enumerate("ABCD", start=1)}


@pytest.mark.parametrize(
    ("unit", "became", "origin"),
    [
        ("A", [], Origin(LAST["A"])),
        ("Z", [], Origin(None)),
        ("N", [Became("A", "N")], Origin(LAST["A"])),
        ("N", [Became("B", "N"), Became("A", "N")], Origin(None, ("A", "B"))),
        ("N", [Became("A", "N", whole=False)], Origin(None, ("A",))),
        ("N", [Became("A", "N"), Became("A", "M", whole=False)], Origin(None, ("A",))),
        ("A", [Became("B", "A")], Origin(LAST["B"])),
        ("A", [Became("A", "M", whole=False)], Origin(None, ("A",))),
        ("A", [Became("A", "A", whole=True), Became("B", "A", whole=False)],
         Origin(None, ("A", "B"))),
    ],
)  # fmt: skip
def test_a_merged_or_split_unit_is_new_and_a_renamed_one_is_not(unit, became, origin):
    assert origins([unit], LAST, became) == {unit: origin}
