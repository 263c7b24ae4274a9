"""The sentences that say how a criterion is scored."""

import pytest
from flask_babel import force_locale

from emulation.criteria import wording
from emulation.criteria.checking import check_set
from emulation.criteria.problems import _SENTENCES, problem_rows
from emulation.rules.criteria_problems import InvalidCriteriaSet, ProblemCode
from tests.criteria.sets import SHIPPED, SMALL

VIETNAMESE = {
    "A1": ["Đạt: 1,5 điểm; không đạt: 0."],
    "A2": ["Số liệu: Sessions."],
    "B1": [
        "Tỷ lệ: (Early + on time) ÷ Completed.",
        "Từ 99%: 2 điểm; từ 90% trở xuống: 0; ở giữa tính theo tỷ lệ tương ứng.",
        "Không phát sinh: 0 điểm.",
    ],
    "B2": [
        "Tỷ lệ: Done ÷ Planned.",
        "Từ 100%: 2 điểm; từ 80% đến dưới 100%: tỷ lệ × 2; dưới 80%: 0.",
        "Không phát sinh: được 2 điểm.",
    ],
    "B3": [
        "Số liệu: Late reports.",
        "Tính từ 2 điểm; mỗi trường hợp trừ 0,25 điểm, không dưới 0.",
    ],
}


@pytest.fixture
def rules(app):
    with app.test_request_context():
        yield check_set(SMALL).rules


@pytest.mark.parametrize("code", VIETNAMESE)
def test_scoring_is_said_in_vietnamese(rules, code):
    assert wording.scale_sentences(rules.criterion(code), "vi") == VIETNAMESE[code]


def test_scoring_is_said_in_english(rules):
    assert wording.scale_sentences(rules.criterion("A1"), "en") == ["Met: 1.5 points; not met: 0."]


def test_bands_are_a_table_or_one_line(rules):
    criterion = rules.criterion("A2")

    assert wording.bands(criterion) == [("từ 24 buổi", "2,5"), ("dưới 24", "0")]
    assert wording.scale_in_one_line(criterion, "en") == "24 or more: 2.5; fewer: 0"


def test_what_lowers_the_level_is_said(rules):
    sentences = wording.condition_sentences(rules, rules.criterion("A1"))
    assert sentences == ["Không đăng ký: xếp mức “Chưa đạt” dù tổng điểm bao nhiêu."]
    assert wording.level_sentence(rules.levels[0]) == (
        "Tổng điểm từ 8; mỗi nội dung đạt từ 60% điểm tối đa"
    )


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_every_criterion_of_the_shipped_set_has_words(app, locale):
    rules = check_set(SHIPPED.read_bytes()).rules
    with app.test_request_context(), force_locale(locale):
        for criterion in rules.criteria:
            assert wording.scale_in_one_line(criterion)
            assert wording.evidence_titles(rules, criterion.evidence)
        assert all(map(wording.adjustment_sentence, rules.adjustments))
        assert len(wording.calendar_entries(rules)) == 12


def test_every_problem_has_a_sentence_in_both_languages():
    assert set(_SENTENCES) == set(ProblemCode)


def test_problem_is_said_to_the_person_who_wrote_the_file(app):
    with pytest.raises(InvalidCriteriaSet) as refused:
        check_set(SMALL.replace("max: 4, title", "max: bốn, title"))
    with app.test_request_context():
        rows = problem_rows(refused.value.problems)
    assert (5, "headings[0].max", "Chỗ này cần số, không phải chữ 'bốn'.") in rows
