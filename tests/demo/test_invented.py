"""Invented figures are plausible to the rules, repeatable, and their files are real."""

import io
from random import Random

import pypdfium2
import pytest
from PIL import Image

from emulation.criteria.files import load_path
from emulation.demo.load import CRITERIA
from emulation.demo.papers import papers_of
from emulation.demo.quality import Qualities
from emulation.demo.sheets import invented_lines
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


def test_papers_open_and_are_the_same_every_time():
    made, again = (
        papers_of("Xã Đồng Tiến", "07243", 2024, Random(5))  # noqa: S311 (invented figures)
        for _ in range(2)
    )

    assert [paper.content for paper in made] == [paper.content for paper in again]
    for paper in made:
        if paper.media_type is MediaType.PDF:
            document = pypdfium2.PdfDocument(paper.content)
            assert len(document) == 1
            document.close()
        else:
            with Image.open(io.BytesIO(paper.content)) as picture:
                assert picture.size == (960, 640)
