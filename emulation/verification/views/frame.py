"""What stands around every page of one sheet: whose it is, how far, its totals, its lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from emulation.assessments.facts import SheetFacts
from emulation.assessments.pages import codes_on, page_codes, page_of
from emulation.assessments.totals import counts_overclaims
from emulation.verification.marks import Mark
from emulation.verification.queries import SheetSums, sums_of
from emulation.verification.views import wording


@dataclass(frozen=True, slots=True)
class QueueLine:
    code: str
    short_code: str
    title: str
    mark: Mark
    current: bool


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """One group of the sheet, with how many of its lines are decided."""

    title: str
    lines: tuple[QueueLine, ...]
    done: int
    all: int
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    groups: tuple[QueueGroup, ...]
    sums: SheetSums
    done: int
    all: int

    @property
    def gap(self) -> Decimal | None:
        if self.sums.claimed is None or self.sums.verified is None:
            return None
        return self.sums.verified - self.sums.claimed


def frame_of(sheet: SheetFacts, marks: Mapping[str, Mark], current: str = "") -> Frame:
    here = page_of(sheet, current) if current else ""
    groups = tuple(
        _group(sheet, page, marks, current, is_here=page == here) for page in page_codes(sheet)
    )
    return Frame(
        groups=groups,
        sums=sums_of(sheet.id),
        done=sum(group.done for group in groups),
        all=sum(group.all for group in groups),
    )


def _group(
    sheet: SheetFacts, page: str, marks: Mapping[str, Mark], current: str, *, is_here: bool
) -> QueueGroup:
    codes = codes_on(sheet, page)
    counted = [code for code in codes if not counts_overclaims(sheet, code)]
    return QueueGroup(
        title=wording.page_title(sheet, page),
        lines=tuple(
            QueueLine(
                code=code,
                short_code=wording.short_code(code),
                title=wording.line_title(sheet, code),
                mark=marks[code],
                current=code == current,
            )
            for code in codes
        ),
        done=sum(marks[code] in {Mark.AGREED, Mark.ADJUSTED} for code in counted),
        all=len(counted),
        current=is_here,
    )
