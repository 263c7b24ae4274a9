"""Initiatives of the example province: the named models of the press, a few for each agency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import insert

from emulation.database import db
from emulation.initiatives.models import Initiative, InitiativeField
from emulation.periods.models import Participant
from emulation.rules.collation import fold


@dataclass(frozen=True, slots=True)
class Idea:
    title: str
    field: InitiativeField
    problem: str
    solution: str
    measure: str
    unit: str
    baseline: int
    target: int


F = InitiativeField
IDEAS: Sequence[Idea] = (
    Idea(
        "Ngày Chủ nhật vì dân",
        F.SERVICE_HOURS,
        "Người đi làm xa không đến được trong giờ hành chính.",
        "Mở bộ phận một cửa sáng Chủ nhật, từ 7 giờ 30 đến 11 giờ.",
        "Lượt người đến làm thủ tục mỗi tháng",
        "lượt",
        240,
        300,
    ),
    Idea(
        "Thứ Sáu nhanh",
        F.PROCEDURES,
        "Một số thủ tục đơn giản vẫn phải hẹn lại nhiều ngày.",
        "Giải quyết xong trong buổi năm nhóm thủ tục vào thứ Sáu.",
        "Số ngày giải quyết bình quân",
        "ngày",
        3,
        1,
    ),
    Idea(
        "Làm hết việc, không làm hết giờ",
        F.SERVICE_HOURS,
        "Cuối ngày còn người chờ nhưng hết giờ tiếp nhận.",
        "Bố trí cán bộ trực đến khi hết người chờ, kể cả ngày nghỉ.",
        "Số hồ sơ phải hẹn sang ngày sau",
        "hồ sơ",
        46,
        10,
    ),
    Idea(
        "Thứ Hai không hẹn",
        F.PROCEDURES,
        "Người dân phải đi lại nhiều lần để lấy kết quả.",
        "Trả kết quả ngay trong ngày thứ Hai với thủ tục chứng thực.",
        "Số lần đi lại bình quân",
        "lần",
        2,
        1,
    ),
    Idea(
        "Thứ Sáu không hẹn, không viết",
        F.ONE_STOP_SHOP,
        "Người cao tuổi khó tự viết tờ khai.",
        "Cán bộ hỏi và điền tờ khai giúp, in cho người dân ký.",
        "Thời gian chờ bình quân",
        "phút",
        35,
        15,
    ),
    Idea(
        "Thứ Ba ba không, một có",
        F.CONDUCT,
        "Còn phản ánh về thái độ phục vụ.",
        "Không chờ lâu, không phiền hà, không thu thêm; có nụ cười.",
        "Phản ánh về thái độ trong năm",
        "phản ánh",
        6,
        0,
    ),
    Idea(
        "Trả kết quả tại nhà cho người cao tuổi",
        F.HOME_SERVICE,
        "Người cao tuổi, người khuyết tật khó đến trụ sở.",
        "Đoàn viên thanh niên mang kết quả đến tận nhà.",
        "Hồ sơ trả tại nhà mỗi năm",
        "hồ sơ",
        0,
        180,
    ),
    Idea(
        "Chứng thực chữ ký tại nhà cho người khuyết tật",
        F.HOME_SERVICE,
        "Người bệnh nặng không đến được trụ sở.",
        "Tổ lưu động chứng thực tại nhà theo lịch đăng ký.",
        "Lượt chứng thực tại nhà",
        "lượt",
        0,
        60,
    ),
    Idea(
        "Mã QR tra cứu thủ tục tại nhà văn hóa thôn",
        F.DIGITAL,
        "Người dân không biết cần giấy tờ gì.",
        "Dán mã QR danh mục thủ tục tại từng thôn, tổ dân phố.",
        "Lượt tra cứu mỗi tháng",
        "lượt",
        0,
        400,
    ),
    Idea(
        "Trợ lý Zalo báo tiến độ hồ sơ",
        F.DIGITAL,
        "Người dân gọi điện hỏi tiến độ nhiều lần.",
        "Nhắn tin tự động khi hồ sơ chuyển bước.",
        "Cuộc gọi hỏi tiến độ mỗi tuần",
        "cuộc",
        70,
        20,
    ),
    Idea(
        "Thanh toán phí bằng mã QR tại quầy",
        F.PAYMENT,
        "Phần lớn phí, lệ phí còn thu tiền mặt.",
        "Đặt mã QR tại quầy, hướng dẫn người dân quét mã.",
        "Tỷ lệ thanh toán không tiền mặt",
        "%",
        35,
        90,
    ),
    Idea(
        "Thẻ dịch vụ công cho hộ gia đình",
        F.COMMUNICATION,
        "Tài khoản dịch vụ công bị quên, phải tạo lại.",
        "In thẻ nhỏ ghi cách đăng nhập, số hỗ trợ cho từng hộ.",
        "Hộ có tài khoản dịch vụ công",
        "hộ",
        900,
        1600,
    ),
    Idea(
        "Hộp thư góp ý điện tử của Chủ tịch",
        F.COMMUNICATION,
        "Ý kiến người dân đến chậm.",
        "Lập hộp thư điện tử, trả lời trong ba ngày làm việc.",
        "Ngày trả lời bình quân",
        "ngày",
        9,
        3,
    ),
    Idea(
        "Góc chờ thân thiện cho trẻ em và người già",
        F.ONE_STOP_SHOP,
        "Nơi chờ thiếu ghế, thiếu nước uống.",
        "Bố trí ghế ưu tiên, nước uống, góc đọc sách.",
        "Mức hài lòng về nơi chờ",
        "%",
        81,
        95,
    ),
    Idea(
        "Tổ công nghệ số lưu động về thôn",
        F.DIGITAL,
        "Thôn xa ít nộp hồ sơ trực tuyến.",
        "Mỗi tuần một buổi tổ công nghệ số về hỗ trợ tại thôn.",
        "Hồ sơ nộp trực tuyến của thôn xa",
        "%",
        38,
        75,
    ),
    Idea(
        "Sổ tay thủ tục bằng tiếng dân tộc",
        F.COMMUNICATION,
        "Đồng bào dân tộc thiểu số khó hiểu văn bản.",
        "In sổ tay song ngữ các thủ tục thường gặp.",
        "Thủ tục có bản song ngữ",
        "thủ tục",
        0,
        25,
    ),
    Idea(
        "Liên thông khai sinh, thường trú, bảo hiểm trong ngày",
        F.PROCEDURES,
        "Ba thủ tục phải nộp ở ba nơi.",
        "Nộp một lần tại một cửa, trả kết quả trong ngày.",
        "Số ngày giải quyết",
        "ngày",
        5,
        1,
    ),
    Idea(
        "Lịch trực một cửa công khai theo tuần",
        F.ORGANISATION,
        "Người dân không biết ai trực, trực khi nào.",
        "Công khai lịch trực và số điện thoại từng cán bộ.",
        "Cuộc gọi đến đường dây nóng",
        "cuộc",
        55,
        20,
    ),
)
CLOSES = (2, 28)
SHARE_SHORT, SHARE_LATE = 0.09, 0.06


def register_all(
    participants: Sequence[Participant], people: Mapping[int, int], year: int, random: Random
) -> Mapping[int, tuple[int, int]]:
    """Register two to five initiatives for each agency; return (all, on time) by participant."""
    rows: list[dict[str, Any]] = []
    counts: dict[int, tuple[int, int]] = {}
    for participant in participants:
        number = 2 if random.random() < SHARE_SHORT else random.choice((3, 3, 3, 4, 4, 5))
        made = [
            row_of(idea, participant, people[participant.unit_id], year, random)
            for idea in random.sample(IDEAS, number)
        ]
        rows += made
        counts[participant.id] = number, sum(not row["late"] for row in made)
    db.session.execute(insert(Initiative), rows)
    return counts


def row_of(
    idea: Idea, participant: Participant, user_id: int, year: int, random: Random
) -> dict[str, Any]:
    late = random.random() < SHARE_LATE
    day = (
        date(year, 3, random.randint(3, 20))
        if late
        else date(year, 1, 8) + timedelta(days=random.randint(0, 45))
    )
    return {
        "participant_id": participant.id,
        "title": idea.title,
        "title_folded": fold(idea.title),
        "field": idea.field,
        "problem": idea.problem,
        "solution": idea.solution,
        "measure": idea.measure,
        "measure_unit": idea.unit,
        "baseline": Decimal(idea.baseline),
        "target": Decimal(idea.target),
        "starts_on": day + timedelta(days=random.randint(10, 60)),
        "registered_at": datetime(day.year, day.month, day.day, 3, 30, tzinfo=UTC),
        "registered_on": day,
        "registered_by_id": user_id,
        "late": late,
    }
