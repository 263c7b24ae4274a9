"""The commands on the log, as scripts see them."""

import pytest
from sqlalchemy import text, update

from emulation.audit.keys import signing_key
from emulation.audit.models import AuditDetail
from emulation.audit.notes import read_note
from emulation.database import write_tx
from tests.audit.logs import as_owner_of_the_database, rebuild, sealed_log, write_log


@pytest.fixture
def run(app, database):
    def run(*words):
        database.session.rollback()
        return app.test_cli_runner().invoke(args=["audit", *words])

    return run


def change_something(session):
    session.execute(update(AuditDetail).where(AuditDetail.seq == 3).values(reason="khác"))


def test_a_log_that_fits_is_ok(run, tmp_path):
    kept = tmp_path / "kept.txt"
    kept.write_text(sealed_log(5))
    write_log(2)

    done = run("verify", "--checkpoint", str(kept))

    assert done.exit_code == 0
    assert done.stdout.startswith("ok: 7 events, root ")
    assert "1 from elsewhere" in done.stdout


def test_an_empty_log_fits(run):
    assert run("verify").stdout.startswith("ok: 0 events")


def test_a_changed_event_is_named_and_the_exit_code_is_1(run):
    sealed_log(5)
    with as_owner_of_the_database() as session:
        change_something(session)

    done = run("verify")

    assert (done.exit_code, done.stdout) == (1, "")
    assert "event 3: its details are not those that were written down" in done.stderr


def test_a_rebuilt_log_is_named_against_the_checkpoint_that_was_kept(run, tmp_path):
    kept = tmp_path / "kept.txt"
    kept.write_text(sealed_log(5))
    with as_owner_of_the_database() as session:
        change_something(session)
        rebuild(session)

    assert run("verify").exit_code == 0
    done = run("verify", "--checkpoint", str(kept))
    assert done.exit_code == 1
    assert "events 1 to 5: at least one is not what the checkpoint over 5 events" in done.stderr


def test_a_checkpoint_saved_with_other_line_ends_is_still_one(run, tmp_path):
    kept = tmp_path / "kept.txt"
    kept.write_bytes(sealed_log(5).replace("\n", "\r\n").encode())

    assert run("verify", "--checkpoint", str(kept)).exit_code == 0


@pytest.mark.parametrize("content", ["", "not a checkpoint", "a\nb\nc\n\n— name AAAAAAAA\n"])
def test_a_file_that_is_no_checkpoint_gives_exit_code_2(run, tmp_path, content):
    sealed_log(3)
    kept = tmp_path / "kept.txt"
    kept.write_text(content)

    done = run("verify", "--checkpoint", str(kept))

    assert done.exit_code == 2
    assert done.stderr.startswith("kept.txt: ")


def test_a_database_without_a_log_gives_exit_code_2(run):
    with write_tx() as session:
        session.execute(text("ALTER TABLE audit_node RENAME TO somewhere_else"))
    try:
        assert run("verify").exit_code == 2
    finally:
        with write_tx() as session:
            session.execute(text("ALTER TABLE somewhere_else RENAME TO audit_node"))


def test_the_checkpoint_is_printed_as_the_note_over_everything_so_far(run):
    write_log(4)

    done = run("checkpoint")

    assert read_note(done.stdout, [signing_key().public_key_text]).split("\n")[1] == "4"
    assert run("checkpoint").stdout == done.stdout


def test_there_is_no_checkpoint_of_an_empty_log(run):
    done = run("checkpoint")
    assert (done.exit_code, done.stdout) == (1, "")


def test_the_public_key_is_printed_and_the_secret_one_is_not(run, app, data_folder):
    assert run("key").stdout == signing_key().public_key_text + "\n"


def test_erasing_needs_a_reason_and_says_which_event_keeps_it(run):
    sealed_log(3)

    assert run("erase", "2").exit_code == 2
    assert run("erase", "2", "--reason", " ").exit_code == 2
    done = run("erase", "2", "--reason", "Theo yêu cầu của công dân")
    assert done.exit_code == 0
    assert "event 4 says so" in done.stdout
    assert run("erase", "2", "--reason", "Lần nữa").exit_code == 1
    assert "1 details erased" in run("verify").stdout
