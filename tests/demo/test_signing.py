"""The signed papers of the example province: one as it was signed, one changed afterwards."""

from datetime import UTC, datetime
from random import Random

import pytest

from emulation.demo.papers import Drafts, typed_of
from emulation.demo.reuse import NOW, Invented
from emulation.demo.signing import CHANGED, SIGNED, with_signatures
from emulation.evidence.signatures.apart import look
from emulation.evidence.signatures.trust import Trust
from emulation.evidence.signatures.verdicts import Reason, State

OTHER = ("07528", NOW), 0
ARRIVAL = datetime(2024, 11, 5, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def invented():
    random = Random(1)  # noqa: S311 (no secret is made of it)
    papers = {}
    for owner, _place in (*SIGNED, CHANGED, OTHER):
        drafts = Drafts.of("Xã Tân Sơn", *owner, random)
        papers[owner] = [typed_of(drafts.decision, random), typed_of(drafts.report, random)]
    return papers, with_signatures(Invented(papers, ())).papers


@pytest.mark.parametrize(
    ("which", "state", "reason"),
    [
        (SIGNED[0], State.CANNOT_VERIFY, Reason.NO_ROOTS),
        (CHANGED, State.INVALID, Reason.FORBIDDEN_CHANGE),
    ],
)
def test_signed_papers_are_what_the_pages_are_to_show(invented, tmp_path, which, state, reason):
    owner, place = which
    path = tmp_path / "paper"
    path.write_bytes(invented[1][owner][place].content)

    found = look(path, Trust(), arrived_at=ARRIVAL)

    assert [(one.state, one.reason) for one in found.signatures] == [(state, reason)]
    assert found.signatures[0].signer.startswith("Ủy ban nhân dân")
    assert found.signatures[0].claimed_at < ARRIVAL


def test_all_other_papers_stay_as_they_were(invented):
    before, after = invented
    signed = {(owner, place) for owner, place in (*SIGNED, CHANGED)}

    for owner, papers in after.items():
        for place, paper in enumerate(papers):
            assert ((owner, place) in signed) != (paper == before[owner][place])
