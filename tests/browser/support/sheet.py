"""What one commune has to say for itself, and how it is typed into the sheet."""

from playwright.sync_api import expect

GROUPS = (*"ABCDEFGHI", "adjustments", "conditions")
EXPLANATION = "Tài liệu lưu tại bộ phận Một cửa, đoàn xem tại chỗ."
FIGURES = {
    "plan_tasks_completed": "23",
    "plan_tasks_total": "24",
    "publicity_sessions": "26",
    "publicity_participants": "1.850",
    "staff_signed_commitment": "22",
    "staff_total": "22",
    "public_items_disclosed": "30",
    "public_items_required": "30",
    "consultations_held": "6",
    "consultations_required": "6",
    "villages_with_plenary_meeting": "11",
    "villages_total": "11",
    "supervision_recommendations_resolved": "8",
    "supervision_recommendations_total": "8",
    "procedures_posted": "142",
    "procedures_in_force": "142",
    "par_tasks_completed": "26",
    "par_tasks_total": "26",
    "completed_early": "1.900",
    "completed_on_time": "1.240",
    "completed_total": "3.150",
    "procedures_time_cut_30pct": "24",
    "par_index_percent": "91,5",
    "received_online": "2.900",
    "received_offline": "300",
    "fee_paid_cashless": "1.850",
    "fee_paid_total": "1.900",
    "results_digitised": "3.100",
    "digital_support_channels": "4",
    "initiatives_implemented": "3",
    "initiatives_recognised_effective": "2",
    "initiatives_replicated": "1",
    "room_checklist_met": "10",
    "it_checklist_met": "8",
    "office_checklist_met": "6",
    "access_checklist_met": "4",
    "service_models_running": "2",
    "oss_staff_qualified": "5",
    "oss_staff_total": "5",
    "staff_trained": "22",
    "findings_remedied_on_time": "4",
    "findings_due": "4",
    "chair_reception_days_held": "50",
    "chair_reception_days_required": "52",
    "dialogues_held": "2",
    "dialogue_conclusions_resolved": "7",
    "dialogue_conclusions_due": "7",
    "complaints_resolved_on_time": "6",
    "complaints_due": "6",
    "feedback_answered_on_time": "18",
    "feedback_due": "18",
    "votes_satisfied_or_better": "392",
    "votes_valid": "400",
    "votes_target": "400",
    "provincial_awards": "1",
}
# Whatever is counted and not named above did not happen: late reports, violations, complaints.
NONE = "0"


def figure_for(name, year):
    """Return what is typed into a field, by its name without the code of the criterion."""
    return f"15/01/{year}" if name == "plan_issue_date" else FIGURES.get(name, NONE)


def fill_rows(page, year):
    """Type into every row of the page that is open, and explain where no file will be put."""
    for row in page.locator("[data-row]").all():
        fill_row(row, year)


def fill_row(row, year):
    code = row.get_attribute("data-row")
    for box in row.locator("input[type=text][name]:not([readonly])").all():
        name = box.get_attribute("name").removeprefix(f"{code}-")
        box.fill(figure_for(name, year))
    good = "Không" if code == "CONDITIONS" else "Đạt"
    for choice in row.locator(".segments").all():
        choice.get_by_role("radio", name=good, exact=True).check()
    if row.locator(".criterion__evidence").count():
        explain(row, EXPLANATION)


def explain(row, text):
    closed = row.locator("details.criterion__note:not([open]) > summary")
    if closed.count():
        closed.click()
    row.locator("textarea").fill(text)


def expect_saved(page):
    expect(page.locator("[data-save-text]")).to_contain_text("Đã lưu lúc")
