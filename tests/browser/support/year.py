"""The year that stories take place in: the one of today, with every window open."""

from datetime import UTC, datetime

from emulation.rules.deadlines import local_day

WINDOWS = ("initiative_registration", "self_assessment", "verification", "council", "publication")


def this_year():
    return local_day(datetime.now(UTC)).year


def open_the_year(council, year, look=lambda _name: None):
    """Open the year on the council's pages, all its windows reaching from new year to new year."""
    council.go_to("Kỳ đánh giá")
    look("years-none")
    council.follow("Mở kỳ đánh giá")
    council.desk.fill("[name=year]", str(year))
    council.press("Đề xuất lịch")
    council.desk.wait_for_selector("[name=self_assessment_opens_on]")
    look("year-calendar")
    for window in WINDOWS:
        council.desk.fill(f"[name={window}_opens_on]", f"01/01/{year}")
        council.desk.fill(f"[name={window}_closes_on]", f"31/01/{year + 1}")
    council.press("Mở kỳ đánh giá")
    council.is_told(f"Đã mở kỳ đánh giá {year}")
    look("year-open")
