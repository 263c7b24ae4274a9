"""Invented figures are plausible to the rules, repeatable, and their files are real."""

from datetime import date
from random import Random

import pypdfium2
import pytest

from emulation.criteria.files import load_path
from emulation.demo.files.letters import REPORT, invent_letter
from emulation.demo.files.typed import typed
from emulation.demo.load import CRITERIA
from emulation.demo.papers import Drafts, papers_of, scan_of
from emulation.demo.quality import Qualities
from emulation.demo.sheets import invented_lines
from emulation.evidence.inspection import inspect
from emulation.evidence.models import MediaType
from emulation.rules.inputs import check_inputs
from emulation.rules.scoring import score_sheet


@pytest.fixture(scope="module")
def rules():
    return load_path(CRITERIA)


def sheets(rules, seed, number=40):
    random = Random(seed)  # noqa: S311 (invented figures)
    qualities = Qualities(random)
    for n in range(number):
        quality = qualities.of(f"{n:05d}", f"Huyện {n % 5}", 2024)
        yield invented_lines(rules, quality, (3, 3), 2024, random)


def test_every_invented_figure_is_one_that_the_rules_accept(rules):
    for lines in sheets(rules, 1):
        for criterion in rules.criteria:
            line = lines[criterion.code]
            assert check_inputs(criterion, line.claim, year=2024) == (), criterion.code
            assert check_inputs(criterion, line.truth, year=2024) == (), criterion.code


def test_no_claim_is_below_the_truth(rules):
    for lines in sheets(rules, 2):
        claim = {code: line.claim for code, line in lines.items()}
        truth = {code: line.truth for code, line in lines.items()}
        assert (
            score_sheet(rules, claim, year=2024).total >= score_sheet(rules, truth, year=2024).total
        )


def test_the_same_seed_makes_the_same_province(rules):
    assert list(sheets(rules, 3, 5)) == list(sheets(rules, 3, 5))


def made(seed):
    random = Random(seed)  # noqa: S311 (invented figures)
    return [
        paper
        for place in range(3)
        for paper in papers_of(
            Drafts.of("Xã Đồng Tiến", f"0724{place}", 2024, random), place, random
        )
    ]


def test_papers_are_the_same_every_time_and_of_every_kind():
    first, again = made(5), made(5)

    assert [paper.content for paper in first] == [paper.content for paper in again]
    assert {paper.media_type for paper in first} == set(MediaType) - {MediaType.PNG}
    assert all(paper.kind in paper.kinds and paper.dated_on.year == 2024 for paper in first)


def test_every_paper_passes_the_checks_of_arriving_files(tmp_path):
    for paper in made(6):
        path = tmp_path / "arrived"
        path.write_bytes(paper.content)

        assert inspect(path, paper.name).flags == (), paper.name


def test_a_typed_paper_can_be_read_letter_by_letter():
    letter = invent_letter("Xã Đồng Tiến", REPORT, 12, date(2024, 10, 5), Random(1))  # noqa: S311 (invented figures)

    document = pypdfium2.PdfDocument(typed(letter))
    text = " ".join(document[0].get_textpage().get_text_bounded().split())
    document.close()

    assert letter.subject in text
    assert all(paragraph in text for paragraph in letter.paragraphs)


def test_a_scan_holds_no_words():
    letter = invent_letter("Xã Đồng Tiến", REPORT, 12, date(2024, 10, 5), Random(1))  # noqa: S311 (invented figures)

    document = pypdfium2.PdfDocument(scan_of(letter, Random(2)).content)  # noqa: S311 (invented)
    text = document[0].get_textpage().get_text_bounded()
    document.close()

    assert text == ""
