"""Reads Word and Excel files as headings, paragraphs and tables, to be shown without Office.

Run as `contents PATH KIND`; what it prints is read by `contents.reading`.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from emulation.evidence.checks.program import limit_ourselves
from emulation.evidence.checks.verdicts import Kind

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 200, 30, 10
MOST_BLOCKS = 1500
LONGEST_CELL = 500
LONGEST_PARAGRAPH = 20_000
LOWEST_HEADING = 4
HEADING, PARAGRAPH, ITEM, TABLE = "heading", "paragraph", "item", "table"


def contents_of(path: Path, kind: Kind) -> dict[str, Any]:
    return word(path) if kind is Kind.DOCX else excel(path)


def word(path: Path) -> dict[str, Any]:
    """Return the text and the tables in their order; pictures are only counted."""
    document = docx.Document(str(path))
    blocks: list[dict[str, Any]] = []
    for one in document.iter_inner_content():
        block = paragraph(one) if isinstance(one, Paragraph) else table(one)
        if block:
            blocks.append(block)
        if len(blocks) > MOST_BLOCKS:
            break
    part = {
        "name": "",
        "hidden": False,
        "blocks": blocks[:MOST_BLOCKS],
        "is_cut": len(blocks) > MOST_BLOCKS or any(block.get("is_cut") for block in blocks),
    }
    return {"parts": [part], "more": 0, "pictures": len(document.inline_shapes)}


def paragraph(one: Paragraph) -> dict[str, Any] | None:
    text = one.text.strip()
    if not text:
        return None
    style = (one.style.name or "") if one.style is not None else ""
    if style == "Title" or style.startswith("Heading "):
        level = int(style[-1]) if style[-1:].isdigit() else 1
        return {"kind": HEADING, "level": min(level, LOWEST_HEADING), "text": text[:LONGEST_CELL]}
    properties = one._p.pPr  # noqa: SLF001 (the library shows numbering nowhere else)
    listed = style.startswith("List") or (properties is not None and properties.numPr is not None)
    return {"kind": ITEM if listed else PARAGRAPH, "text": text[:LONGEST_PARAGRAPH]}


def table(one: Table) -> dict[str, Any] | None:
    rows = [[cell_text(cell) for cell in cells] for cells in cells_of(one)]
    if not any(any(row) for row in rows):
        return None
    is_cut = len(one.rows) > MOST_ROWS or len(one.columns) > MOST_COLUMNS
    return {"kind": TABLE, "rows": rows, "is_cut": is_cut}


def cells_of(one: Table) -> Iterator[Sequence[str]]:
    """Give the texts of each row; a cell that spans several columns says its text once."""
    for number, row in enumerate(one.rows):
        if number == MOST_ROWS:
            return
        texts, before = [], None
        for cell in row.cells[:MOST_COLUMNS]:
            texts.append("" if cell._tc is before else cell.text.strip())  # noqa: SLF001 (see above)
            before = cell._tc  # noqa: SLF001 (the element tells one cell from the next)
        yield texts


def excel(path: Path) -> dict[str, Any]:
    """Return the first sheets, each with its first rows and columns."""
    with CalamineWorkbook.from_path(str(path)) as book:
        about = [one for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
        parts = [
            sheet(
                book.get_sheet_by_name(one.name),
                hidden=one.visible is not SheetVisibleEnum.Visible,
            )
            for one in about[:MOST_SHEETS]
        ]
    return {"parts": parts, "more": max(len(about) - MOST_SHEETS, 0), "pictures": 0}


def sheet(one: CalamineSheet, *, hidden: bool) -> dict[str, Any]:
    found = one.to_python(skip_empty_area=True, nrows=MOST_ROWS)
    rows = [[cell_text(cell) for cell in row[:MOST_COLUMNS]] for row in found]
    return {
        "name": one.name[:LONGEST_CELL],
        "hidden": hidden,
        "blocks": [{"kind": TABLE, "rows": rows}] if any(any(row) for row in rows) else [],
        "is_cut": one.height > MOST_ROWS or one.width > MOST_COLUMNS,
        "height": one.height,
        "width": one.width,
    }


def cell_text(cell: object) -> str | float:
    """Return what the cell shows: days as they are written here, figures as figures."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return cell if abs(cell) < 10**15 else f"{cell:g}"
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}".removesuffix(" 00:00")
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, time | timedelta):
        return str(cell)
    return str(cell).strip()[:LONGEST_CELL]


if __name__ == "__main__":
    limit_ourselves()
    sys.stdout.write(json.dumps(contents_of(Path(sys.argv[1]), Kind(sys.argv[2]))))
