"""`criteria import` and `criteria export`."""

import pytest

from tests.criteria.sets import SHIPPED, SMALL


@pytest.fixture
def run(app, database):
    def invoked(*words):
        database.session.remove()
        return app.test_cli_runner().invoke(args=["criteria", *map(str, words)])

    return invoked


def test_export_prints_what_was_imported(run):
    assert run("import", SHIPPED).output.startswith("added: CQTT-BG 2024.1")

    done = run("export", "CQTT-BG")
    assert done.exit_code == 0
    assert done.output == SHIPPED.read_text(encoding="utf-8")
    assert run("import", SHIPPED).output.startswith("unchanged")


def test_newest_version_is_exported_unless_one_is_named(run, tmp_path):
    for version in ("1", "2"):
        file = tmp_path / "set.yaml"
        file.write_text(SMALL.replace('version: "1"', f'version: "{version}"'), encoding="utf-8")
        assert run("import", file).exit_code == 0

    assert 'version: "2"' in run("export", "SMALL").output
    assert 'version: "1"' in run("export", "SMALL", "1").output


def test_wrong_set_is_refused_with_every_line(run, tmp_path):
    file = tmp_path / "wrong.yaml"
    file.write_text(SMALL.replace("max: 4, title", "max: 5, title"), encoding="utf-8")

    done = run("import", file)
    assert done.exit_code == 2
    assert "wrong.yaml: line" in done.stderr
    assert run("export", "SMALL").exit_code == 1


def test_unknown_set_is_named(run):
    done = run("export", "NOWHERE", "9")
    assert done.exit_code == 1
    assert "there is no criteria set NOWHERE 9" in done.stderr
