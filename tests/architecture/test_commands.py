"""The commands that people and scripts rely on exist and explain themselves."""

import pytest

COMMANDS = (
    ("assets", "build"),
    ("criteria", "check"),
    ("criteria", "export"),
    ("criteria", "import"),
    ("db", "upgrade"),
    ("demo", "load"),
    ("units", "import"),
    ("users", "import"),
)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_command_exists_and_explains_itself(app, words):
    done = app.test_cli_runner().invoke(args=[*words, "--help"])
    assert done.exit_code == 0, done.output
    explanation = done.output.partition("\n\n")[2].partition("Options:")[0]
    assert explanation.strip()
