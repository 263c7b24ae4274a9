"""`rankings compute`: from a table of results to the ranking, without a database."""

import csv
import io
import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from emulation.cli.rankings import rankings_cli

SHIPPED = Path(__file__).parents[2] / "emulation" / "data" / "criteria_bac_giang.yaml"
COLUMNS = (
    "unit_code unit_name cluster total H1 H2 H3 H4 H5 initiatives_effective self_total level "
    "status last_rank last_level"
).split()
ROW = {
    "cluster": "Tân Yên",
    "total": "90",
    "H1": "18",
    "H2": "22",
    "H3": "18",
    "H4": "14",
    "H5": "18",
    "initiatives_effective": "3",
    "self_total": "91.5",
    "level": "L2",
    "status": "verified",
    "last_rank": "",
    "last_level": "",
}


def row(code, **more):
    return {"unit_code": code, "unit_name": f"Xã {code}", **ROW, **more}


@pytest.fixture
def compute(tmp_path):
    def computed(rows, *options):
        file = tmp_path / "results.csv"
        if isinstance(rows, bytes):
            file.write_bytes(rows)
        else:
            text = rows if isinstance(rows, str) else table(rows)
            file.write_text(text, encoding="utf-8")
        arguments = ["rankings", "compute", str(SHIPPED), str(file), *options]
        return CliRunner().invoke(click.Group(commands=[rankings_cli]), arguments)

    return computed


def table(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def test_the_ranked_table_with_ties_classes_and_target(compute):
    rows = [
        row("A", total="80", level="L1", last_rank="1", last_level="L1"),
        row("B", total="95.25", level="L3", last_rank="4", last_level="L2"),
        row("C"),
        row("D", unit_name="Xã Bình"),
        row("E", total="70", level="L0"),
        row("F", status="returned", total="", level=""),
    ]

    result = compute(rows)

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "ranking": [
            {
                "unit_code": code,
                "rank": place,
                "cluster_rank": place,
                "total": total,
                "level": level,
                "tied_with": tied,
                "classification": classification,
            }
            for code, place, total, level, tied, classification in [
                ("B", 1, "95.25", "L3", [], "excellent"),
                ("D", 2, "90.00", "L2", ["C"], None),
                ("C", 2, "90.00", "L2", ["D"], None),
                ("A", 4, "80.00", "L1", [], None),
                ("E", 5, "70.00", "L0", [], None),
            ]
        ],
        "unranked": [{"unit_code": "F", "reason": "returned"}],
        "target": {
            "recognised": 4,
            "of": 6,
            "share": "0.6667",
            "target": "0.60",
            "missing": 0,
            "not_risen": ["A"],
        },
    }


def test_ranks_are_given_before_rounding(compute):
    rows = [row("A", total="90.001"), row("B", total="90.004"), row("C", total="27001/300")]

    found = json.loads(compute(rows).stdout)["ranking"]

    assert [(one["rank"], one["unit_code"], one["total"]) for one in found] == [
        (1, "B", "90.00"),
        (2, "C", "90.00"),
        (3, "A", "90.00"),
    ]


def test_the_order_of_the_rows_and_of_the_columns_does_not_matter(compute):
    rows = [row("A", total="90.5"), row("B"), row("C", total="70")]
    text = table(rows)
    turned = [list(reversed(line)) for line in csv.reader(io.StringIO(text))]
    other = io.StringIO()
    csv.writer(other).writerows([turned[0], *reversed(turned[1:])])

    assert compute(other.getvalue()).stdout == compute(rows).stdout


def test_the_target_is_that_of_the_year(compute):
    found = json.loads(compute([row("A", level="L0")], "--year", "2025").stdout)

    assert found["target"]["target"] == "1.00"
    assert found["target"]["missing"] == 1


def test_a_byte_order_mark_and_blank_lines_are_no_fault(compute):
    assert compute("\ufeff" + table([row("A")]) + "\n,,,,,,,,,,,,,,\n").exit_code == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"total": ""}, "row 2, total: is missing"),
        ({"total": "90,5"}, "row 2, total: '90,5' is not a number"),
        ({"total": "NaN"}, "row 2, total: 'NaN' is not a number"),
        ({"total": "inf"}, "row 2, total: 'inf' is not a number"),
        ({"total": "1e2"}, "row 2, total: '1e2' is not a number"),
        ({"total": "-1"}, "row 2, total: -1 is not between 0 and 100"),
        ({"total": "100.01"}, "row 2, total: 100.01 is not between 0 and 100"),
        ({"total": "1000000000000000000"}, "row 2, total: "),
        ({"total": "1/0"}, "row 2, total: '1/0' is not a number"),
        ({"total": "90.1234567"}, "row 2, total: 90.1234567 has more than 6 decimals"),
        ({"H1": "18.001"}, "row 2, H1: 18.001 has more than 2 decimals"),
        ({"H1": "20.01"}, "row 2, H1: 20.01 is not between 0 and 20"),
        ({"H1": ""}, "row 2, H1: is missing"),
        ({"initiatives_effective": "2.5"}, "row 2, initiatives_effective: '2.5' is not a whole"),
        ({"initiatives_effective": "-2"}, "row 2, initiatives_effective: '-2' is not a whole"),
        ({"initiatives_effective": "٣"}, "row 2, initiatives_effective: "),
        ({"self_total": "many"}, "row 2, self_total: 'many' is not a number"),
        ({"level": "L9"}, "row 2, level: 'L9' is not one of: L3, L2, L1, L0"),
        ({"level": ""}, "row 2, level: is missing"),
        ({"last_rank": "0"}, "row 2, last_rank: ranks begin at 1"),
        ({"last_rank": "first"}, "row 2, last_rank: 'first' is not a whole number"),
        ({"last_level": "L"}, "row 2, last_level: 'L' is not one of"),
        ({"unit_code": ""}, "row 2, unit_code: is missing"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row(compute, change, said):
    result = compute([row("A", **change)])

    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr


def test_a_unit_may_stand_once_only(compute):
    result = compute([row("A"), row("B"), row("A")])

    assert result.exit_code == 2
    assert "row 4, unit_code: A stands already in row 2" in result.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty"),
        (",".join(COLUMNS) + "\n", "no rows below its header"),
        ("unit_code,total\nA,90\n", "row 1: the column unit_name is missing"),
        (",".join([*COLUMNS, "H9"]) + "\n", "row 1: H9 is not a known column"),
        (",".join([*COLUMNS, "H1"]) + "\n", "row 1: the column H1 stands twice"),
        (",".join(COLUMNS) + "\nA,Xã,1\n", "row 2: 3 cells under 15 columns"),
        (",".join(COLUMNS) + '\nA,"Xã\n', "this is not CSV"),
        (b"unit_code\xff\n", "the file is not saved as UTF-8"),
        (",".join(COLUMNS) + "\nA\0\n", "NUL"),
    ],
)
def test_a_wrong_table_is_refused(compute, content, said):
    result = compute(content)

    assert result.exit_code == 2
    assert said in result.stderr


def test_every_fault_is_named_at_once(compute):
    result = compute([row("A", total="x", level="y"), row("B", H2="30"), row("", last_rank="z")])

    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 5
