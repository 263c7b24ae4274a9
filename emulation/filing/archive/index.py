"""The index of an archive as a Word file: A4, lying, one line for each place of each document."""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell, _Row

FONT = "Times New Roman"
TEXT, TABLE, SMALL = Pt(13), Pt(10), Pt(8)
_NOT_IN_XML = frozenset({"Cc", "Cs"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its words, how wide it is, and whether its text is set small or at the right."""

    title: str
    width: Mm
    small: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """Everything that the file says, in the words of whoever asked for it."""

    title: str
    lead: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    after: Sequence[str]


def index_file(index: Index) -> bytes:
    document = Document()
    _set_page(document)
    _set_font(document)
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(index.title)
    run.bold, run.font.size = True, Pt(14)
    for sentence in index.lead:
        line = document.add_paragraph(_printable(sentence))
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_after = Pt(2)
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    _add_table(document, index)
    for sentence in index.after:
        document.add_paragraph(_printable(sentence)).paragraph_format.space_before = Pt(6)
    _number_pages(document.sections[0].footer.paragraphs[0])
    document.core_properties.title = _printable(index.title)
    document.core_properties.author = ""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(15), Mm(12)
    section.top_margin = section.bottom_margin = Mm(15)


def _set_font(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, TEXT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    style.paragraph_format.space_after = Pt(4)


def _add_table(document: Any, index: Index) -> None:
    table = document.add_table(rows=len(index.rows) + 1, cols=len(index.columns))
    table.style = "Table Grid"
    table.autofit = False
    for grid, column in zip(table.columns, index.columns, strict=True):
        grid.width = column.width
    head, *rows = table.rows
    for cell, column in zip(head.cells, index.columns, strict=True):
        _write(cell, column.title, column, bold=True)
    _repeat(head)
    for row, values in zip(rows, index.rows, strict=True):
        _keep_together(row)
        for cell, column, text in zip(row.cells, index.columns, values, strict=True):
            _write(cell, text, column)


def _write(cell: _Cell, text: str, column: Column, *, bold: bool = False) -> None:
    cell.width = column.width
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if bold:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif column.right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(_printable(text))
    run.bold = bold
    run.font.size = SMALL if column.small and not bold else TABLE


def _repeat(row: _Row) -> None:
    """Let the head of the table stand on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 (python-docx has no word for it)


def _keep_together(row: _Row) -> None:
    """Keep a line of the table on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 (as above)


def _number_pages(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 (as above)


def _printable(text: str) -> str:
    """Return the text without signs that no XML may hold."""
    return "".join(
        letter
        for letter in text
        if letter in "\n\t"
        or (unicodedata.category(letter) not in _NOT_IN_XML and letter not in "\ufffe\uffff")
    )
