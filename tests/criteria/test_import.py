"""A criteria set goes in as a whole and comes out as it went in."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from emulation.audit.models import AuditEvent
from emulation.criteria import queries
from emulation.criteria.checking import check_set
from emulation.criteria.files import read_text
from emulation.criteria.models import CriteriaSetVersion, LineKind
from emulation.criteria.operations import FrozenSet, Outcome, import_set
from emulation.database import db, write_tx
from emulation.rules.criteria_problems import InvalidCriteriaSet
from emulation.rules.criteria_set import build
from tests.criteria.sets import AT, SHIPPED, SMALL, imported


def stored_sets():
    return db.session.scalar(select(func.count(CriteriaSetVersion.id)))


def test_every_line_of_the_sheet_is_stored_in_order(database):
    stored = imported()

    lines = queries.lines(stored.id)
    assert [line.code for line in lines] == "A1 A2 B1 B2 B3 P1 M1 CONDITIONS".split()
    assert [line.position for line in lines] == list(range(1, 9))
    assert [line.kind for line in lines][-3:] == [
        LineKind.BONUS,
        LineKind.DEDUCTION,
        LineKind.CONDITIONS,
    ]
    assert [line.max_points for line in lines[:2]] == [Decimal("1.50"), Decimal("2.50")]
    assert lines[2].group_code == "B"
    assert lines[2].heading_code == "H2"


def test_what_was_imported_is_what_the_rules_read(database):
    text = SHIPPED.read_text(encoding="utf-8")
    stored = imported(text)

    tree, places = read_text(text)
    assert queries.rule_set(stored.id) == build(tree, places=places)
    assert len(queries.lines(stored.id)) == 61


def test_rules_of_a_set_are_built_once(database):
    stored = imported()

    assert queries.rule_set(stored.id) is queries.rule_set(stored.id)


def test_same_content_again_changes_nothing(database):
    first = imported()
    with write_tx():
        again = import_set("# a comment\n" + SMALL.replace("1.5,", "1.50,"), by=None, at=AT)

    assert again.outcome is Outcome.UNCHANGED
    assert again.criteria_set.id == first.id
    assert db.session.scalar(select(func.count(AuditEvent.seq))) == 1


def test_version_that_no_year_uses_is_replaced(database):
    imported()
    with write_tx():
        replaced = import_set(SMALL.replace("Nhóm A", "Nhóm đầu"), by=None, at=AT)

    assert replaced.outcome is Outcome.REPLACED
    assert stored_sets() == 1
    assert queries.rule_set(replaced.criteria_set.id).group("A").title_vi == "Nhóm đầu"
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert event.action == "criteria.import"
    assert event.before["digest"] != event.after["digest"]


def test_version_in_use_is_not_replaced(database):
    stored = imported()
    with write_tx() as session:
        session.get(CriteriaSetVersion, stored.id).frozen_at = AT

    with pytest.raises(FrozenSet), write_tx():
        import_set(SMALL.replace("Nhóm A", "Nhóm đầu"), by=None, at=AT)
    assert queries.rule_set(stored.id).group("A").title_vi == "Nhóm A"


def test_changed_content_goes_in_as_a_version_of_its_own(database):
    imported()
    newer = imported(SMALL.replace('version: "1"', 'version: "2"'))

    assert stored_sets() == 2
    assert queries.get_set("SMALL").id == newer.id
    assert queries.get_set("SMALL", "1").version == "1"


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (SMALL.replace("code: SMALL", "code: a/b"), "meta.code"),
        (SMALL.replace('version: "1"', f'version: "{"1" * 30}"'), "meta.version"),
        (SMALL.replace("code: A1", f"code: {'A' * 30}"), "A" * 30),
        (SMALL.replace("code: A1", "code: CONDITIONS"), "CONDITIONS"),
        (SMALL.replace("core_total: 10", "score_decimals: 3, core_total: 10"), "score_decimals"),
        (SMALL.replace("Nhóm A", '"Nhóm \\0"'), "groups.0.title_vi"),
        (SMALL.replace("max: 4, title", "max: 5, title"), "headings"),
        ("", ""),
        ("a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b", ""),
    ],
)
def test_wrong_file_is_refused_whole(database, wrong, place):
    with pytest.raises(InvalidCriteriaSet) as refused, write_tx():
        import_set(wrong, by=None, at=AT)

    assert any(place in problem.path for problem in refused.value.problems)
    assert stored_sets() == 0


def test_every_problem_is_named_with_its_line():
    wrong = SMALL.replace("max: 4, title", "max: 5, title").replace("zero_at: 0.9", "zero_at: 2")

    with pytest.raises(InvalidCriteriaSet) as refused:
        check_set(wrong)
    lines = [problem.line for problem in refused.value.problems]
    assert len(lines) > 2
    assert None not in lines


def test_file_in_another_encoding_is_refused_with_a_sentence():
    with pytest.raises(InvalidCriteriaSet) as refused:
        check_set("meta: {title_vi: Bộ}".encode("utf-16"))
    assert "UTF-8" in str(refused.value)


def test_file_of_many_megabytes_is_refused_before_it_is_read():
    with pytest.raises(InvalidCriteriaSet) as refused:
        check_set(b"x" * 2_100_000)
    assert "larger than 2 MB" in str(refused.value)
