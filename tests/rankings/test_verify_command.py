"""`rankings publish`, and `rankings verify` on a machine that has nothing but the file."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from emulation.cli.rankings import rankings_cli
from emulation.rankings.proofs import file_of
from emulation.rankings.queries import find_publication
from tests.rankings import reopened
from tests.verification.world import YEAR

ROOT = Path(__file__).parents[2]
FLASK = Path(sys.executable).parent / "flask"


@pytest.fixture
def files(published, browser, tmp_path):
    """Give the files of the publication as anybody downloads them."""
    code = find_publication(YEAR).code
    names = {
        "file": f"{code}.json",
        "content": f"{code}.content.json",
        "signature": f"{code}.sig",
        "key": f"{code}.pem",
    }
    for part, name in names.items():
        answer = browser.open(f"/publications/{code}/{part}", status=200)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        (tmp_path / name).write_bytes(answer.data)
    return {part: tmp_path / name for part, name in names.items()}


def verify(*arguments):
    """Run the command far from the program, with no database and nowhere to keep anything."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("EMULATION", "DATABASE", "TEST_", "FLASK"))
    }
    environment["EMULATION_DATA"] = "/dev/null/nowhere"
    return subprocess.run(
        [FLASK, "--app", ROOT / "wsgi.py", "rankings", "verify", *arguments],
        cwd=Path(arguments[0]).parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_published_file_is_checked_on_a_machine_without_a_database(files):
    done = verify(files["file"], "--key", files["key"])

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"CQTT-{YEAR}-1: Tỉnh Bắc Giang {YEAR}")
    assert done.stdout.endswith("the file fits\n")
    assert "open" not in done.stdout


def test_changed_file_is_named_with_exit_code_one(files):
    tree = json.loads(files["file"].read_text())
    tree["content"]["units"][0]["sheet"]["lines"]["A1"]["verified"]["points"] = "0.50"
    files["file"].write_text(json.dumps(tree))

    done = verify(files["file"])

    assert done.returncode == 1
    assert "Xã Đại Hóa (07420), A1, verified: 0.50 is stated, 1.00 is computed" in done.stdout
    assert "does not fit" in done.stderr
    assert "Traceback" not in done.stderr


def test_signature_is_checked_by_openssl_alone(files):
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl here")
    command = [openssl, "pkeyutl", "-verify", "-pubin", "-inkey", files["key"], "-rawin"]
    command += ["-in", files["content"], "-sigfile", files["signature"]]

    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "Signature Verified Successfully")

    files["content"].write_bytes(files["content"].read_bytes().replace(b"82.55", b"92.55"))
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def run(*arguments):
    return CliRunner().invoke(rankings_cli, [str(one) for one in arguments])


def test_files_that_cannot_be_read_are_exit_code_two(files, tmp_path):
    assert run("verify", tmp_path / "missing.json").exit_code == 2
    no_key = tmp_path / "key.txt"
    no_key.write_text("no key")
    assert run("verify", files["file"], "--key", no_key).exit_code == 2


@pytest.fixture
def command(app):
    def invoke(*arguments):
        return app.test_cli_runner().invoke(args=["rankings", *map(str, arguments)])

    return invoke


def test_council_publishes_and_corrects_from_the_command_line(command, approved, tmp_path):
    done = command("publish", YEAR, "--by", "council")
    assert done.output.startswith("published: CQTT-2024-1 sha256 ")
    first = tmp_path / "first.json"
    first.write_bytes(file_of(find_publication(YEAR)))

    assert (
        "would stay the same"
        in command("publish", YEAR, "--by", "council", "--correct", "--reason", "Sai.").output
    )
    reopened.put_right(approved)
    done = command("publish", YEAR, "--by", "council", "--correct", "--reason", "Sai.")
    assert done.output.startswith("published: CQTT-2024-2 sha256 ")
    second = tmp_path / "second.json"
    second.write_bytes(file_of(find_publication(YEAR)))
    done = run("verify", second, "--previous", first)
    assert done.exit_code == 0
    assert "corrects CQTT-2024-1" in done.output


@pytest.mark.parametrize("username", ["official", "inspector", "signer", "nobody", "leader"])
def test_nobody_else_publishes_from_the_command_line(command, approved, username):
    done = command("publish", YEAR, "--by", username)
    assert done.exit_code == 1
    assert "no member of a council" in done.output
    assert find_publication(YEAR) is None


def test_commands_that_make_no_sense_are_refused_in_a_sentence(command, published):
    assert command("publish", YEAR, "--by", "council", "--correct").exit_code == 2
    assert command("publish", YEAR, "--by", "council", "--reason", "x").exit_code == 2
    for arguments in ((YEAR, "--by", "council"), (2031, "--by", "council")):
        done = command("publish", *arguments)
        assert done.exit_code == 1
        assert done.output.startswith("Error: ")
