"""What invented papers say: sentences of everyday office work, with figures of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

# Each takes a count, a share, a day or a person's part from what `_figures` invents.
SENTENCES = (
    "Bộ phận Một cửa đã tiếp nhận {n} hồ sơ, trả trước hạn và đúng hạn {p}% số hồ sơ đến kỳ trả.",
    "Ủy ban nhân dân đã niêm yết {s} thủ tục hành chính tại trụ sở và trang thông tin điện tử.",
    "Tỷ lệ hồ sơ nộp trực tuyến đạt {p}%, tăng so với cùng kỳ nhờ tổ công nghệ số cộng đồng.",
    "Đã bố trí {s} ghế chờ, quạt mát, nước uống và bàn viết cho người dân đến giao dịch.",
    "Chủ tịch Ủy ban nhân dân tiếp công dân định kỳ {s} buổi, không có buổi nào bị hoãn.",
    "Qua khảo sát {n} người dân, {p}% hài lòng và rất hài lòng với thái độ phục vụ.",
    "Toàn bộ công chức đeo thẻ, mặc trang phục đúng quy định và ký cam kết văn hóa công sở.",
    "Đã tổ chức {s} hội nghị đối thoại giữa người đứng đầu cấp ủy, chính quyền với nhân dân.",
    "Các ý kiến tại hội nghị được tổng hợp thành {s} nhóm việc, giao từng bộ phận trả lời.",
    "Camera tại khu vực tiếp dân hoạt động liên tục, dữ liệu được lưu {s} ngày theo quy chế.",
    "Mã QR tra cứu thủ tục được dán tại {s} nhà văn hóa thôn và cổng trụ sở.",
    "Phản ánh, kiến nghị của công dân được xử lý xong {n} trường hợp, còn {s} việc đang xem xét.",
    "Thanh toán phí, lệ phí không dùng tiền mặt đạt {p}% số giao dịch phát sinh.",
    "Kết quả giải quyết thủ tục hành chính được số hóa {n} bản, gắn với kho dữ liệu của công dân.",
    "Đoàn thanh niên cử {s} tình nguyện viên hỗ trợ người cao tuổi kê khai trên điện thoại.",
    "Xin lỗi bằng văn bản đối với {s} hồ sơ chậm, nêu rõ nguyên nhân và hẹn lại ngày trả.",
    "Quỹ vì người nghèo vận động được {n} triệu đồng, hỗ trợ sửa {s} ngôi nhà dột nát.",
    "Đường trục thôn được bê tông hóa thêm {n} mét, nhân dân hiến {s} nghìn mét vuông đất.",
    "Mô hình ngày thứ Bảy tình nguyện giải quyết được {n} lượt hồ sơ đất đai và hộ tịch.",
    "Trạm y tế khám, cấp thuốc cho {n} lượt người, lập hồ sơ sức khỏe điện tử đạt {p}%.",
    "Ban Thanh tra nhân dân giám sát {s} công trình, kiến nghị khắc phục {s} nội dung.",
    "Công tác chứng thực thực hiện ngay trong ngày đối với {n} việc, không phát sinh đơn thư.",
    "Hệ thống loa truyền thanh phát {n} tin, bài về cải cách hành chính và chuyển đổi số.",
    "Hộ nghèo giảm còn {p} phần nghìn, hộ cận nghèo được rà soát công khai từng thôn.",
    "Nhà văn hóa {s} thôn có tủ sách, wifi miễn phí và lịch sinh hoạt cộng đồng hằng tuần.",
    "Công chức tư pháp liên thông đăng ký khai sinh, cấp thẻ bảo hiểm cho {n} trẻ em.",
    "Lịch công tác tuần của lãnh đạo được công khai trước ngày thứ Hai trên bảng điện tử.",
    "Tổ hòa giải các thôn hòa giải thành {s} vụ việc, đạt {p}% tổng số vụ phát sinh.",
    "Kho lưu trữ được sắp xếp lại, lập mục lục {n} hồ sơ và bàn giao đúng thời hạn.",
    "Việc lấy ý kiến nhân dân về quy hoạch có {n} phiếu, đồng thuận {p}%.",
    "Chốt trực cải cách hành chính kiểm tra đột xuất {s} lần, nhắc nhở {s} trường hợp.",
    "Trường mầm non và tiểu học phối hợp mở {s} lớp kỹ năng số cho phụ huynh.",
    "Chi hội phụ nữ ra mắt {s} tuyến đường hoa, duy trì vệ sinh môi trường mỗi cuối tuần.",
    "Công an phụ trách địa bàn kích hoạt {n} tài khoản định danh điện tử tại nhà.",
    "Thiết bị tra cứu tại sảnh được nâng cấp, thời gian chờ bình quân còn {s} phút.",
    "Sổ theo dõi văn bản đi đến vận hành trên môi trường mạng, ký số {p}% văn bản.",
    "Nội quy phòng họp trực tuyến được ban hành, tổ chức {s} cuộc họp không giấy tờ.",
    "Danh mục việc phải công khai gồm {s} nội dung, đã thực hiện đủ theo từng quý.",
    "Bưu điện trả kết quả tại nhà cho {n} hồ sơ, người dân không phải đi lại lần hai.",
    "Cuộc thi tìm hiểu chính quyền thân thiện thu hút {n} bài dự thi của các chi bộ.",
    "Hợp tác xã nông nghiệp được hướng dẫn đăng ký mã vùng trồng cho {s} héc-ta vải thiều.",
    "Bãi xe, khu vệ sinh và lối đi cho người khuyết tật tại trụ sở được sửa chữa xong.",
    "Kinh phí tiết kiệm chi thường xuyên đạt {n} triệu đồng, dùng mua sắm máy quét và máy in.",
    "Hội người cao tuổi góp ý {s} lượt vào dự thảo quy ước, hương ước của các thôn.",
    "Đường dây nóng nhận {n} cuộc gọi, trả lời trong ngày {p}%.",
    "Tập huấn nghiệp vụ cho {s} trưởng thôn về dân chủ ở cơ sở và hòa giải.",
    "Cựu chiến binh quản lý {s} tuyến đường tự quản, lắp thêm {n} bóng điện chiếu sáng.",
    "Phiếu đánh giá đặt tại quầy thu về {n} phiếu hợp lệ, không có phiếu chê về thái độ.",
)
DECISION, REPORT = "QUYẾT ĐỊNH", "BÁO CÁO"
SUBJECTS = {
    DECISION: "Ban hành kế hoạch xây dựng chính quyền thân thiện năm {year}",
    REPORT: "Kết quả thực hiện các tiêu chí chính quyền thân thiện năm {year}",
}
SYMBOLS = {DECISION: "QĐ", REPORT: "BC"}
OPENINGS = {
    DECISION: "Căn cứ Luật Tổ chức chính quyền địa phương; theo đề nghị của công chức"
    " Văn phòng - Thống kê, Ủy ban nhân dân {commune} quyết định:",
    REPORT: "Thực hiện chỉ đạo của cấp trên, Ủy ban nhân dân {commune} báo cáo như sau:",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """An official paper in words, before it is drawn, typed or scanned."""

    unit: str
    kind: str
    number: str
    day: date
    subject: str
    paragraphs: Sequence[str]

    @property
    def text(self) -> str:
        return " ".join((self.unit, self.number, self.kind, self.subject, *self.paragraphs))


def invent_letter(commune: str, kind: str, number: int, day: date, random: Random) -> Letter:
    """Write a decision or a report that no other commune has."""
    chosen = random.sample(SENTENCES, random.randint(11, 15))
    numbered = [
        f"{place}. {_with_figures(sentence, random)}"
        for place, sentence in enumerate(chosen, start=1)
    ]
    return Letter(
        unit=commune,
        kind=kind,
        number=f"{number}/{SYMBOLS[kind]}-UBND",
        day=day,
        subject=SUBJECTS[kind].format(year=day.year),
        paragraphs=(OPENINGS[kind].format(commune=commune[0].lower() + commune[1:]), *numbered),
    )


def _with_figures(sentence: str, random: Random) -> str:
    share = f"{random.randint(71, 99)},{random.randint(1, 9)}"
    return sentence.format(n=random.randint(110, 2900), s=random.randint(2, 46), p=share)
