"""`criteria check` and `criteria score`: pure, exact, and clear about what is wrong."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from emulation.cli.criteria import criteria_cli

SHIPPED = Path(__file__).parents[2] / "emulation" / "data" / "criteria_bac_giang.yaml"
EXAMPLE = {
    "answers": {
        "A1": {"met": True},
        "A2": {"plan_issue_date": "2024-02-15"},
        "A3": {"plan_tasks_completed": 18, "plan_tasks_total": 20},
        "C2": {"completed_early": 610, "completed_on_time": 2, "completed_total": 625},
        "P1": {"provincial_awards": 1},
        "M3": {"unremedied_inspection_conclusions": 1},
    },
    "metrics": {"leaders_reprimanded": 0},
    "not_applicable": ["C6"],
}


def run(*arguments):
    return CliRunner().invoke(click.Group(commands=[criteria_cli]), ["criteria", *arguments])


@pytest.fixture
def score(tmp_path):
    def scored(content, *options):
        file = tmp_path / "answers.json"
        if isinstance(content, bytes):
            file.write_bytes(content)
        else:
            text = content if isinstance(content, str) else json.dumps(content)
            file.write_text(text, encoding="utf-8")
        return run("score", str(SHIPPED), str(file), *options)

    return scored


def test_a_sound_set_is_ok_with_its_sums():
    result = run("check", str(SHIPPED))

    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == [
        "ok: CQTT-BG 2024.1",
        (
            "5 headings (20 + 25 + 20 + 15 + 20 = 100 points), 9 groups, 54 criteria, "
            "6 adjustments, 4 levels"
        ),
    ]


def test_a_broken_set_is_named_line_by_line(tmp_path):
    broken = tmp_path / "set.yaml"
    text = SHIPPED.read_text(encoding="utf-8")
    broken.write_text(
        text.replace("core_total: 100", "core_total: 99").replace("pillar: staff", "pillars: x", 1),
        encoding="utf-8",
    )

    result = run("check", str(broken))

    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert [line.split(": ", 2)[0] for line in lines] == ["set.yaml"] * 2
    assert "line " in lines[0]
    assert "headings: the parts add up to 100, not to 99" in result.stderr
    assert "pillars is not a known key" in result.stderr


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"a: [", b"- 1"])
def test_something_else_than_a_set_is_refused(tmp_path, content):
    broken = tmp_path / "set.yaml"
    broken.write_bytes(content)

    for command in (["check", str(broken)], ["score", str(broken), str(SHIPPED)]):
        result = run(*command)
        assert result.exit_code == 2
        assert result.stderr.startswith("set.yaml: ")


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    result = run("check", str(tmp_path / "nothing.yaml"))

    assert result.exit_code == 2
    assert "does not exist" in result.stderr


def test_the_published_example(score):
    result = score(EXAMPLE)

    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["items"]["A1"] == {
        "points": "1.00",
        "max": "1.00",
        "state": "scored",
        "because": {"formula": "boolean", "inputs": {"met": True}},
    }
    assert found["items"]["A2"]["points"] == "1.00"
    assert found["items"]["A2"]["because"]["label_en"] == "by 28 February"
    assert found["items"]["A3"]["points"] == "1.35"
    assert found["items"]["C2"]["points"] == "3.52"
    assert found["items"]["C2"]["because"]["ratio"] == "0.979200"
    assert found["items"]["C2"]["because"]["ratio_exact"] == "612/625"
    assert found["items"]["C6"]["state"] == "not_applicable"
    assert found["items"]["B1"] == {
        "points": "0.00",
        "max": "1.00",
        "state": "missing",
        "because": {"inputs": {}, "missing": ["met"]},
    }
    assert found["groups"]["A"] == "3.35"
    assert found["headings"]["H2"] == {"points": "3.52", "max": "22.50"}
    assert (found["core"], found["bonus"], found["deduction"]) == ("7.05", "1.00", "0.50")
    assert (found["total"], found["level"]) == ("7.55", "L0")
    assert {"kind": "min_total", "code": "total", "level": "L1"} in found["reasons"]
    assert {"kind": "zero_criterion", "code": "B1", "level": "L2"} in found["reasons"]
    assert "A1" not in found["missing"]
    assert "B1" in found["missing"]


def test_keys_are_sorted_and_letters_are_vietnamese(score):
    text = score(EXAMPLE).stdout

    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert "đến hết 28/02" in text


def test_a_list_of_sheets_gives_a_list_of_results_in_the_same_order(score):
    sheets = [{"answers": {"A1": {"met": met}}} for met in (True, False, True)]

    found = json.loads(score(sheets).stdout)

    assert [one["items"]["A1"]["points"] for one in found] == ["1.00", "0.00", "1.00"]
    assert json.loads(score([]).stdout) == []


def test_the_year_can_be_another_one(score):
    answers = {"answers": {"A2": {"plan_issue_date": "2025-01-31"}}}

    assert score(answers).exit_code == 2
    assert json.loads(score(answers, "--year", "2025").stdout)["items"]["A2"]["points"] == "1.50"


def test_answers_with_a_byte_order_mark_are_read(score):
    assert score("\ufeff" + json.dumps(EXAMPLE)).exit_code == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty"),
        ("   \n", "the file is empty"),
        (b"\xff\xfe{}", "the file is not saved as UTF-8"),
        ('{"answers": {}', "this is not JSON"),
        ('{"answers": {"A1": {"met": true}, "A1": {"met": false}}}', "A1 is written twice"),
        ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ("7", "expected an object with answers"),
        ("null", "expected an object with answers"),
        ("{}", "answers is missing"),
        ('{"answers": []}', "answers: expected an object of criteria"),
        ('{"answers": {}, "metrics": 3}', "metrics: expected an object of metrics"),
        ('{"answers": {}, "metric": {}}', "metric: not a known key"),
        ('{"answers": {}, "not_applicable": "C6"}', "not_applicable: expected a list"),
        ('{"answers": {}, "not_applicable": ["A1"]}', "the set does not let A1 be left out"),
        ('{"answers": {}, "not_applicable": ["C6", 4]}', "not_applicable[1]: there is no"),
        ('{"answers": {"Z1": {}}}', "answers.Z1: there is no criterion Z1"),
        ('{"answers": {"A1": true}}', "answers.A1: expected an object of figures"),
        ('{"answers": {"A1": {"meet": true}}}', "answers.A1.meet: not a field here"),
        ('{"answers": {"A1": {"met": "true"}}}', 'answers.A1.met: "true" is not a boolean'),
        (
            '{"answers": {"A3": {"plan_tasks_completed": 21, "plan_tasks_total": 20}}}',
            "answers.A3.plan_tasks_completed: 21 is above the total 20",
        ),
        ('{"answers": {"A4": {"publicity_sessions": -1}}}', "-1 is below 0"),
        ('{"answers": {"A4": {"publicity_sessions": NaN}}}', "NaN is not a number"),
        ('{"answers": {"A4": {"publicity_sessions": Infinity}}}', "Infinity is not a number"),
        ('{"answers": {"A4": {"publicity_sessions": 1e309}}}', "is above the largest value"),
        ('{"answers": {"A4": {"publicity_sessions": 1e99999999999}}}', "Infinity is not a number"),
        (
            '{"answers": {"A4": {"publicity_sessions": 1000000000000000000}}}',
            "1000000000000000000 is above the largest value 1000000000000",
        ),
        ('{"answers": {"A4": {"publicity_sessions": %s}}}' % ("9" * 9000), "not a number"),
        ('{"answers": {"A4": {"publicity_sessions": 0.5}}}', "0.5 is not a whole number"),
        ('{"answers": {"C6": {"par_index_percent": 90.123}}}', "more than 2 decimals"),
        ('{"answers": {"C6": {"par_index_percent": 101}}}', "is above the largest value 100"),
        ('{"answers": {"A2": {"plan_issue_date": "2023-12-31"}}}', "2023-12-31 is not in 2024"),
        ('{"answers": {"A2": {"plan_issue_date": "31/01/2024"}}}', "is not a date"),
        ('{"answers": {}, "metrics": {"leaders_warned": true}}', "true is not a count"),
        ('{"answers": {}, "metrics": {"weather": 1}}', "metrics.weather: not a field here"),
        ('[{"answers": {}}, {"answers": {"A1": {"met": 1}}}]', "[1].answers.A1.met: 1 is not"),
    ],
)
def test_wrong_answers_are_named_with_their_path(score, content, said):
    result = score(content)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr


def test_every_fault_is_named_at_once(score):
    result = score(
        {
            "answers": {"A1": {"met": 1}, "X": {}, "A4": {"publicity_sessions": -2}},
            "metrics": {"leaders_warned": "no"},
            "not_applicable": ["A1"],
        }
    )

    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 5
