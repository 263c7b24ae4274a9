"""A year under way, and the gate that the sheets would register, held by the tests."""

import pytest

from emulation.evidence import row_gate
from emulation.evidence.row_gate import RowAccess
from emulation.storage import Store
from tests.support.small_year import small_year


@pytest.fixture
def year(database):
    return small_year()


@pytest.fixture
def gate(monkeypatch):
    """Give what rows answer: open unless the test says otherwise."""
    answers = {"row": RowAccess.OPEN}
    monkeypatch.setattr(row_gate, "_gates", [lambda _participant, _criterion: answers["row"]])
    return answers


@pytest.fixture
def kept(tmp_path):
    return Store(tmp_path / "evidence")
