"""Every example in docs/rules.md is true."""

import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from emulation.criteria.files import read_text
from emulation.rules.answers_file import read_answers
from emulation.rules.inputs import read_inputs
from emulation.rules.points import written
from emulation.rules.ranking import Standing, rank
from emulation.rules.scoring import score_criterion, score_sheet
from tests.rules.small_set import one_criterion

TEXT = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def examples(block):
    lines = [line.rsplit("->", 1) for line in block.splitlines() if line]
    return [(given.strip(), outcome.strip()) for given, outcome in lines]


def criteria_with_points():
    found = None
    for kind, block in BLOCKS:
        if kind == "criterion":
            found = read_text(block)[0]
        elif kind == "points":
            for given, outcome in examples(block):
                yield pytest.param(found, given, outcome, id=f"{found['code']} {given}")


def sheets():
    return [pair for kind, block in BLOCKS if kind == "sheet" for pair in examples(block)]


def test_every_formula_has_an_example():
    found = {read_text(block)[0].get("formula", read_text(block)[0]["method"])
             for kind, block in BLOCKS if kind == "criterion"}  # fmt: skip

    assert found == {"boolean", "linear", "proportional", "tiered", "deduction", "bonus"}
    assert {kind for kind, _block in BLOCKS} == {"criterion", "points", "sheet", "ranking"}


@pytest.mark.parametrize(("criterion", "given", "outcome"), list(criteria_with_points()))
def test_a_criterion_earns_what_the_page_says(criterion, given, outcome):
    found = one_criterion(criterion)
    inputs, problems = read_inputs(found, json.loads(given), year=2024)

    assert problems == ()
    assert written(score_criterion(found, inputs, year=2024).points, 2) == outcome


@pytest.mark.parametrize(("given", "outcome"), sheets())
def test_a_sheet_has_the_total_and_the_level_that_the_page_says(
    bac_giang, full_sheet, given, outcome
):
    content = {"answers": {}, **json.loads(given)}
    sheet = read_answers(json.dumps(content), bac_giang, year=2024).sheets[0]

    result = score_sheet(
        bac_giang,
        {**full_sheet, **sheet.answers},
        metrics=sheet.metrics,
        not_applicable=sheet.not_applicable,
    )

    assert f"{written(result.total, 2)} {result.level}" == outcome


def test_units_rank_as_the_page_says(bac_giang):
    block = next(block for kind, block in BLOCKS if kind == "ranking")
    rows = [(given.split(), outcome) for given, outcome in examples(block)][1:]
    standings = [
        Standing(
            unit_code=name,
            unit_name=name,
            cluster="1",
            total=Fraction(total),
            headings={"H1": 18, "H2": Decimal(h2), "H3": 18, "H4": 14, "H5": Decimal(h5)},
            initiatives_effective=int(initiatives),
            self_total=Fraction(total),
            level="L2",
            status="verified",
        )
        for (name, total, h5, h2, initiatives), _rank in rows
    ]

    found = {one.standing.unit_name: str(one.rank) for one in rank(standings, bac_giang).ranked}

    assert found == {given[0]: outcome for given, outcome in rows}
