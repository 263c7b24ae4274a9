"""Signed notes, keys and checkpoints as C2SP writes them."""

import stat
from base64 import b64encode

import pytest

from emulation.audit.keys import key_in_use, new_secret, signing_key
from emulation.audit.notes import WrongNote, read_note, write_note
from emulation.audit.signatures import (
    WrongKey,
    read_public_key,
    read_signing_key,
    secret_text,
    signing_key_from,
)
from emulation.audit.tree_heads import TreeHead, head_text, read_head
from emulation.config import WrongSetting
from emulation.rules.merkle import EMPTY_ROOT

# The key and note in the documentation of golang.org/x/mod/sumdb/note.
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_NOTE = GO_TEXT + (
    "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
    "otpRZb6KE6RyyBwJnAM=\n"
)

KEY = signing_key_from("province.example/log", bytes(range(32)))
OTHER_KEY = signing_key_from("province.example/log", bytes(32))
TEXT = "province.example/log\n3\n" + b64encode(EMPTY_ROOT).decode() + "\n"


def test_keys_and_notes_are_those_that_other_programs_write():
    key = read_signing_key(GO_SECRET)

    assert key.public_key_text == GO_PUBLIC
    assert write_note(GO_TEXT, key) == GO_NOTE
    assert read_note(GO_NOTE, [GO_PUBLIC]) == GO_TEXT


def test_a_note_is_read_back_by_who_has_the_public_key():
    note = write_note(TEXT, KEY)

    assert read_note(note, [OTHER_KEY.public_key_text, KEY.public_key_text]) == TEXT


def test_a_note_signed_by_somebody_else_is_refused():
    with pytest.raises(WrongNote, match="no known key"):
        read_note(write_note(TEXT, OTHER_KEY), [KEY.public_key_text])


@pytest.mark.parametrize("place", range(len(TEXT) - 1))
def test_a_note_in_which_one_letter_changed_is_refused(place):
    note = write_note(TEXT, KEY)
    letter = "!" if note[place] != "!" else "?"

    with pytest.raises(WrongNote, match="does not belong"):
        read_note(note[:place] + letter + note[place + 1 :], [KEY.public_key_text])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "no signature\n",
        "no end\n\n— name AAAAAAAA",
        "not a line\n\n- name AAAAAAAA\n",
        "no name\n\n—  AAAAAAAA\n",
        "not base64\n\n— name ====\n",
        "too short\n\n— name AAAA\n",
        "a bell \a\n\n— name AAAAAAAA\n",
        "many\n\n" + "— name AAAAAAAA\n" * 101,
    ],
)
def test_what_is_not_a_note_is_refused_with_a_sentence(note):
    with pytest.raises(WrongNote, match=r"\w"):
        read_note(note, [KEY.public_key_text])


def test_signatures_of_witnesses_do_not_disturb():
    note = write_note(TEXT, KEY)
    witness = signing_key_from("witness.example", b"w" * 32)
    cosigned = note + write_note(TEXT, witness).rpartition("\n\n")[2]

    assert read_note(cosigned, [KEY.public_key_text]) == TEXT
    assert read_note(cosigned, [witness.public_key_text]) == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000+",
        "na me+00000000+AAAA",
        "name+zz+AAAA",
        "name+00000000+" + b64encode(b"\x01" + bytes(32)).decode(),
        "name+00000000+" + b64encode(b"\x02" + bytes(32)).decode(),
    ],
)
def test_what_is_not_a_key_is_refused(text):
    with pytest.raises(WrongKey):
        read_public_key(text)
    with pytest.raises(WrongKey):
        read_signing_key("PRIVATE+KEY+" + text)
    with pytest.raises(WrongKey):
        read_signing_key(text)


def test_a_checkpoint_is_read_as_it_was_written():
    head = TreeHead("province.example/log", 20852163, b"r" * 32)

    assert read_head(head_text(head)) == head
    assert read_head(head_text(head) + "a line of somebody else\n") == head


@pytest.mark.parametrize(
    "text",
    [
        "log\n1\n",
        "log\n\n" + b64encode(bytes(32)).decode() + "\n",
        "log\n01\n" + b64encode(bytes(32)).decode() + "\n",
        "log\n-1\n" + b64encode(bytes(32)).decode() + "\n",
        "log\n" + "9" * 30 + "\n" + b64encode(bytes(32)).decode() + "\n",
        "log\n1\n" + b64encode(bytes(31)).decode() + "\n",
        "log\n1\nđ\n",
    ],
)
def test_what_is_not_a_checkpoint_is_refused(text):
    with pytest.raises(WrongNote):
        read_head(text)


def test_the_key_is_made_once_and_read_by_its_owner_alone(tmp_path):
    key = key_in_use(None, tmp_path)

    assert key_in_use(None, tmp_path).public_key_text == key.public_key_text
    assert key_in_use(tmp_path / "signing.key", tmp_path / "elsewhere").key_id == key.key_id
    assert stat.S_IMODE((tmp_path / "signing.key").stat().st_mode) == 0o600
    assert "private" not in repr(key).lower()


def test_two_installations_have_keys_of_different_names():
    assert read_signing_key(new_secret()).name != read_signing_key(new_secret()).name


def test_a_named_key_file_that_is_missing_is_not_replaced_by_a_new_key(tmp_path):
    with pytest.raises(WrongSetting, match=r"lost\.key"):
        key_in_use(tmp_path / "lost.key", tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_file_that_holds_something_else_is_refused_without_showing_it(tmp_path):
    file = tmp_path / "signing.key"
    file.write_text("PRIVATE+KEY+secret words")

    with pytest.raises(WrongSetting, match="not a signing key") as refused:
        key_in_use(None, tmp_path)
    assert "secret words" not in str(refused.value)


def test_the_running_program_has_its_key(app):
    with app.app_context():
        key = signing_key()
    assert read_public_key(key.public_key_text).accepts(b"content", key.sign(b"content"))
    assert secret_text("name", bytes(32)).startswith("PRIVATE+KEY+name+")
