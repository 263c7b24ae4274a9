"""Papers typed by an office program give back every letter that they show."""

from datetime import date
from random import Random

import pypdfium2
import pytest

from emulation.demo.files.letters import DECISION, REPORT, invent_letter
from emulation.demo.files.typed import typed


@pytest.mark.parametrize("commune", ["Thị trấn Chũ", "Phường Trần Nguyên Hãn", "Xã Đông Phú"])
@pytest.mark.parametrize("kind", [DECISION, REPORT])
def test_the_text_of_a_typed_paper_has_the_words_that_it_shows(commune, kind):
    letter = invent_letter(commune, kind, 12, date(2024, 10, 5), Random(1))  # noqa: S311 (invented)

    page = pypdfium2.PdfDocument(typed(letter))[0].get_textpage().get_text_bounded()

    words = page.split()
    for part in (commune.upper(), letter.kind, letter.subject, *letter.paragraphs):
        assert set(part.split()) <= set(words)
