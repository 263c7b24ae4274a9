"""Heads of papers as communes write them, and what can be read from them."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.document_headers import Header, header_of, kind_called, kind_name_of
from emulation.rules.issuers import same_office

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

PLAN = (
    f"ỦY BAN NHÂN DÂN XÃ ĐẠI HÓA ------- {COUNTRY} {MOTTO} --------------- Số: 12/KH-UBND "
    "Đại Hóa, ngày 15 tháng 01 năm 2024 KẾ HOẠCH Xây dựng chính quyền thân thiện năm 2024 "
    "Căn cứ Quyết định số 468/QĐ-TTg ngày 27 tháng 3 năm 2021 của Thủ tướng Chính phủ"
)
DECISION_LINE_BY_LINE = (
    f"ỦY BAN NHÂN DÂN {COUNTRY} XÃ ĐẠI HÓA {MOTTO} Số: 05/2024/QĐ-UBND Đại Hóa, ngày 3 tháng 5 "
    "năm 2024 QUYẾT ĐỊNH Về việc kiện toàn Bộ phận Một cửa CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ ĐẠI HÓA "
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015"
)
LETTER_WITH_OLD_SPELLING = (
    "UỶ BAN NHÂN DÂN PHƯỜNG TRẦN PHÚ CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập – Tự do – Hạnh "
    "phúc Số: 123 /UBND-VX V/v đôn đốc niêm yết thủ tục Trần Phú, ngày 09 tháng 12 năm 2024 "
    "Kính gửi: Các tổ dân phố Thực hiện Công văn số 88/UBND-NC ngày 01/12/2024"
)
REPORT_OF_A_BOARD = (
    f"UBND XÃ ĐẠI HÓA BAN CHỈ ĐẠO CẢI CÁCH HÀNH CHÍNH {COUNTRY} {MOTTO} Số: 07/BC-BCĐ Đại Hóa, "
    "ngày 30 tháng 6 năm 2024 BÁO CÁO Kết quả cải cách hành chính 6 tháng đầu năm 2024"
)
NOTICE_UNDER_A_DISTRICT = (
    f"UBND HUYỆN TÂN YÊN UBND THỊ TRẤN CAO THƯỢNG {COUNTRY} {MOTTO} Số: 41/TB-UBND "
    "Cao Thượng, ngày 2 tháng 10 năm 2024 THÔNG BÁO Kết luận kiểm tra công vụ"
)
MINUTES = (
    f"{COUNTRY} {MOTTO} BIÊN BẢN Họp dân thôn Chùa Hôm nay, vào hồi 19 giờ 30 phút, "
    "ngày 12 tháng 3 năm 2024, tại nhà văn hóa thôn Chùa"
)


@pytest.mark.parametrize(
    ("text", "number", "day", "issuer", "year", "kind"),
    [
        (PLAN, "12/KH-UBND", date(2024, 1, 15), "UBND xã Đại Hóa", 2024, "Kế hoạch"),
        (
            DECISION_LINE_BY_LINE,
            "05/2024/QĐ-UBND",
            date(2024, 5, 3),
            "UBND xã Đại Hóa",
            None,
            "Quyết định",
        ),
        (
            LETTER_WITH_OLD_SPELLING,
            "123/UBND-VX",
            date(2024, 12, 9),
            "UBND phường Trần Phú",
            None,
            "Công văn",
        ),
        (
            REPORT_OF_A_BOARD,
            "07/BC-BCĐ",
            date(2024, 6, 30),
            "Ban chỉ đạo cải cách hành chính, UBND xã Đại Hóa",
            2024,
            "Báo cáo",
        ),
        (
            NOTICE_UNDER_A_DISTRICT,
            "41/TB-UBND",
            date(2024, 10, 2),
            "UBND thị trấn Cao Thượng",
            None,
            "Thông báo",
        ),
        (MINUTES, "", date(2024, 3, 12), "", None, ""),
    ],
)
def test_a_plain_head_is_read(text, number, day, issuer, year, kind):
    assert header_of(text) == Header(number, day, issuer, year, kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ảnh chụp bộ phận một cửa",
        # A head whose number and day nobody filled in, as drafts have it.
        "Số:      /KH-UBND Đại Hóa, ngày     tháng     năm 2024",
        "Căn cứ Quyết định số 12/QĐ-UBND ngày 15 tháng 01 năm 2024 của ỦY BAN NHÂN DÂN XÃ ĐẠI HÓA",
        "Theo kế hoạch số 12/KH-UBND của xã",
    ],
)
def test_without_a_plain_head_nothing_is_offered(text):
    found = header_of(text)

    assert (found.number, found.dated_on, found.issuer) == ("", None, "")


def test_a_day_that_does_not_exist_is_not_offered():
    assert header_of("Đại Hóa, ngày 31 tháng 02 năm 2024").dated_on is None


def test_a_day_in_figures_is_read_too():
    assert header_of("Đại Hóa, ngày 15/01/2024").dated_on == date(2024, 1, 15)


def test_two_years_in_a_title_say_nothing():
    text = "KẾ HOẠCH Khắc phục tồn tại năm 2023, nhiệm vụ năm 2024"

    assert header_of(text).proves_year is None


def test_a_name_of_which_letters_were_lost_is_not_offered():
    assert header_of("ỦY BAN NHÂN DÂN XÃ TÂN TkUNG Số: 125/QĐ-UBND").issuer == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ủy ban nhân dân thị trấn Chũ", "UBND thị trấn Chũ", True),
        ("UỶ BAN NHÂN DÂN XÃ ĐẠI HÓA", "UBND xã Đại Hoá", True),
        ("UBND xã Đại Hóa", "UBND xã Minh Đức", False),
        ("", "UBND xã Minh Đức", False),
    ],
)
def test_an_office_is_the_same_in_full_and_in_short(one, other, same):
    assert same_office(one, other) is same


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("12/KH-UBND", "Kế hoạch"),
        ("05/2024/QĐ-UBND", "Quyết định"),
        ("15-BC/ĐU", "Báo cáo"),
        ("123/UBND-VX", "Công văn"),
        ("12/XY-UBND", ""),
        ("", ""),
    ],
)
def test_a_number_calls_its_paper(number, kind):
    assert kind_name_of(number) == kind


def test_the_kind_is_the_one_whose_title_begins_so():
    titles = {
        "plan": "Kế hoạch",
        "dispatch": "Công văn, văn bản chỉ đạo",
        "list": "Danh sách, bảng kê",
        "attendance": "Danh sách tham dự có ký nhận",
    }

    assert kind_called("Kế hoạch", titles) == "plan"
    assert kind_called("Công văn", titles) == "dispatch"
    assert kind_called("Danh sách", titles) == ""
    assert kind_called("Tờ trình", titles) == ""
    assert kind_called("", titles) == ""


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    found = header_of(unicodedata.normalize("NFC", text))

    assert len(found.number) <= 60
    assert len(found.issuer) <= 200


PIECES = [
    *("ỦY BAN NHÂN DÂN", "UBND", "BAN CHỈ ĐẠO", "XÃ ĐẠI HÓA", "TkUNG", "PHƯỜNG 1", "KẾ HOẠCH"),
    *(
        "Số: 12/KH-UBND",
        "Số",
        "ngày 31 tháng 2 năm 2024",
        "năm 2024",
        "SỞ",
        "-----",
        COUNTRY,
        MOTTO,
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_pieces_of_heads_in_any_order_can_be_read(pieces):
    found = header_of(" ".join(pieces))

    assert found.number in {"", "12/KH-UBND"}
    assert found.dated_on is None


@given(
    st.integers(1, 9999),
    st.sampled_from(["KH-UBND", "QĐ-UBND", "BC-BCĐ", "UBND-VX", "TB-HĐND"]),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)
def test_every_number_and_day_in_the_usual_place_is_found(number, symbol, day):
    head = PLAN.split(" Số:", maxsplit=1)[0]
    found = header_of(
        f"{head} Số: {number}/{symbol} Đại Hóa, ngày {day.day:02d} tháng {day.month:02d} "
        f"năm {day.year} KẾ HOẠCH"
    )

    assert (found.number, found.dated_on) == (f"{number}/{symbol}", day)
