"""A criteria set small enough to read, with one criterion of each kind."""

from datetime import UTC, datetime
from pathlib import Path

from emulation.criteria.operations import import_set
from emulation.database import write_tx

SHIPPED = Path(__file__).parents[2] / "emulation" / "data" / "criteria_bac_giang.yaml"
AT = datetime(2023, 12, 1, 3, tzinfo=UTC)

SMALL = """
meta: {code: SMALL, version: "1", title_vi: Bộ nhỏ, title_en: Small set, valid_from: 2024-01-01,
       core_total: 10, official: true}
headings:
  - {code: H1, max: 4, title_vi: Nội dung một, title_en: Heading one, groups: [A]}
  - {code: H2, max: 6, title_vi: Nội dung hai, title_en: Heading two, groups: [B]}
groups:
  - code: A
    max: 4
    title_vi: Nhóm A
    title_en: Group A
    criteria:
      - {code: A1, max: 1.5, method: boolean, title_vi: Có đăng ký, title_en: Registered,
         deadline: "01-31", knock_out: {metric: met, op: is, value: false, reason_vi: Không đăng ký,
         reason_en: Not registered}}
      - code: A2
        max: 2.5
        method: tiered
        input: sessions
        title_vi: Số buổi
        title_en: Sessions
        tiers:
          - {label_vi: từ 24 buổi, label_en: 24 or more, min: 24, points: 2.5}
          - {label_vi: dưới 24, label_en: fewer, else: true, points: 0}
  - code: B
    max: 6
    title_vi: Nhóm B
    title_en: Group B
    criteria:
      - {code: B1, max: 2, method: ratio, formula: linear, numerator: [early, on_time],
         denominator: completed, zero_at: 0.9, full_at: 0.99, not_applicable: zero,
         title_vi: Đúng hạn, title_en: On time}
      - {code: B2, max: 2, method: ratio, formula: proportional, numerator: done,
         denominator: planned, cutoff: 0.8, not_applicable: full, title_vi: Hoàn thành,
         title_en: Completed}
      - {code: B3, max: 2, method: deduction, input: late_reports, per_unit: 0.25,
         title_vi: Báo cáo, title_en: Reports}
adjustments:
  bonus_cap: 1
  deduction_cap: 1
  items:
    - {code: P1, method: bonus, per_unit: 0.5, cap: 1, input: awards, title_vi: Khen thưởng,
       title_en: Awards}
    - {code: M1, method: deduction, per_unit: 0.5, cap: 1, input: warnings, title_vi: Nhắc nhở,
       title_en: Warnings}
levels:
  - {code: L1, title_vi: Đạt chuẩn, title_en: Recognised, min_total: 8, min_heading_ratio: 0.6}
  - {code: L0, title_vi: Chưa đạt, title_en: Not yet, min_total: 0}
targets:
  - {year: 2024, share_recognised: 0.60}
calendar:
  initiative_registration: "02-28"
  self_assessment: ["11-01", "11-20"]
  district_appraisal: ["11-21", "12-05"]
  explanation_days: 5
  provincial_decision: "12-25"
  publication_next_year: "01-31"
"""


def imported(text=SMALL, *, at=AT):
    """Import a set as an operation does, and return its stored version."""
    with write_tx():
        return import_set(text, by=None, at=at).criteria_set
