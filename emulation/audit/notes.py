"""Signed notes: a text, an empty line, and lines of signatures (C2SP signed-note)."""

from base64 import b64decode, b64encode
from binascii import Error as WrongBase64
from collections.abc import Iterable
from typing import NamedTuple

from emulation.audit.signatures import PublicKey, SigningKey, is_key_name, read_public_key

_DASH = "— "
_KEY_ID_LENGTH = 4
_MOST_SIGNATURES = 100


class WrongNote(ValueError):
    """A text is not a note signed by a key one trusts; the sentence says why."""


class _Signature(NamedTuple):
    name: str
    key_id: bytes
    content: bytes


def write_note(text: str, key: SigningKey) -> str:
    """Return the text, which ends its last line, with the signature of this key."""
    check_note_text(text)
    signature = b64encode(key.key_id + key.sign(text.encode())).decode()
    return f"{text}\n{_DASH}{key.name} {signature}\n"


def read_note(note: str, public_keys: Iterable[str | PublicKey]) -> str:
    """Return the text of a note that one of these keys signed and none of them refuses."""
    text, signatures = split_note(note)
    known = {
        (key.name, key.key_id): key
        for key in (read_public_key(key) if isinstance(key, str) else key for key in public_keys)
    }
    accepted = False
    for signature in signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not key.accepts(text.encode(), signature.content):
            raise WrongNote(f"the signature of {key.name} does not belong to this text")
        accepted = True
    if not accepted:
        names = ", ".join(signature.name for signature in signatures)
        raise WrongNote(f"it is signed by no known key (signed by: {names})")
    return text


def split_note(note: str) -> tuple[str, list[_Signature]]:
    """Return the text and the signatures of a note, unchecked."""
    text, gap, lines = note.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise WrongNote("it has no lines of signatures after an empty line")
    text += "\n"
    check_note_text(text)
    signed = lines.removesuffix("\n").split("\n")
    if len(signed) > _MOST_SIGNATURES:
        raise WrongNote(f"it carries more than {_MOST_SIGNATURES} signatures")
    return text, [_signature_in(line) for line in signed]


def check_note_text(text: str) -> None:
    if not text.endswith("\n"):
        raise WrongNote("its text does not end its last line")
    if any(letter < " " and letter != "\n" for letter in text):
        raise WrongNote("its text holds a control character")


def _signature_in(line: str) -> _Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    try:
        content = b64decode(encoded, validate=True)
    except (WrongBase64, ValueError):
        content = b""
    if not line.startswith(_DASH) or not is_key_name(name) or len(content) <= _KEY_ID_LENGTH:
        raise WrongNote(f"the line {line[:40]!r} is not a signature")
    return _Signature(name, content[:_KEY_ID_LENGTH], content[_KEY_ID_LENGTH:])
