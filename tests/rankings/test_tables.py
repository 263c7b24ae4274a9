from decimal import Decimal

from emulation.rankings.queries import PublishedLine
from emulation.rankings.tables import TableChoice, chosen, last_passing
from emulation.rankings.wording import order_sentence, reason_words, short_level, short_place
from emulation.rules.collation import fold


def line(name, rank, total, **facts):
    base = {
        "unit_id": 1,
        "assessment_id": 1,
        "unit_code": name,
        "unit_name": name,
        "name_folded": fold(name),
        "kind": "commune",
        "district_name": "Huyện Yên Thế",
        "cluster": "Huyện Yên Thế",
        "rank": rank,
        "cluster_rank": rank,
        "last_rank": None,
        "total": None if total is None else Decimal(total),
        "self_total": None,
        "level": "L1",
        "last_level": "",
        "headings": {},
        "reasons": [],
        "unranked_because": "",
    }
    return PublishedLine(**(base | facts))


LINES = [
    line("Xã Đồng Tiến", 1, "95"),
    line("Xã An Thượng", 2, "80", last_rank=5),
    line("Xã Dương Đức", 3, "79.99", last_rank=1, district_name="Huyện Lạng Giang"),
    line("Xã Bố Hạ", None, None),
]


def names(lines):
    return [one.unit_name.removeprefix("Xã ") for one in lines]


def test_names_follow_the_vietnamese_alphabet_with_d_before_crossed_d():
    assert names(chosen(LINES, TableChoice(sort="name"))) == [
        "An Thượng",
        "Bố Hạ",
        "Dương Đức",
        "Đồng Tiến",
    ]


def test_units_without_a_figure_come_last_in_both_directions():
    assert names(chosen(LINES, TableChoice(sort="total")))[-1] == "Bố Hạ"
    assert names(chosen(LINES, TableChoice(sort="-total")))[-1] == "Bố Hạ"


def test_search_forgives_accents_and_filters_keep_the_order():
    assert names(chosen(LINES, TableChoice(search="duong duc"))) == ["Dương Đức"]
    assert names(chosen(LINES, TableChoice(district="Huyện Yên Thế")))[0] == "Đồng Tiến"


def test_gold_line_stands_under_the_last_total_at_the_standard():
    assert last_passing(LINES, Decimal(80)) == 1
    assert last_passing(LINES, Decimal(99)) is None


def test_moves_are_places_gained_since_last_year():
    assert [one.move for one in LINES] == [None, 3, -2, None]


def test_a_sort_that_does_not_exist_means_by_rank():
    assert TableChoice.sent({"sort": "password"}).by_rank


def test_words_under_the_table_name_every_key_in_order(app):
    headings = [{"code": "H5", "vi": "Mức độ hài lòng", "en": "Satisfaction"}]
    with app.test_request_context():
        words = order_sentence(["total_final desc", "heading_H5 desc"], headings, "vi")
        assert words == "tổng điểm thẩm định; Mức độ hài lòng"
        assert reason_words({"kind": "min_total", "code": "total"}) == (
            "Tổng điểm dưới mức tối thiểu"
        )
        assert reason_words({"kind": "zero_criterion", "code": "E1"}).endswith("(E1)")


def test_titles_are_shortened_for_narrow_columns():
    assert short_level("Đạt chuẩn mức độ 3 (kiểu mẫu)") == "Mức độ 3"
    assert short_level("Chưa đạt chuẩn") == "Chưa đạt chuẩn"
    assert short_place("Thành phố Bắc Giang") == "TP Bắc Giang"
