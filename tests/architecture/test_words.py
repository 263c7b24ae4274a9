"""Every word the program shows exists in both languages."""

import re
from enum import StrEnum
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from emulation import labels

CATALOGUE = Path("emulation/data/translations/vi/LC_MESSAGES/messages.po")
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
PLACE = re.compile(r"%\((\w+)\)")
NEVER_SHOWN: set[str] = set()


@pytest.fixture(scope="module")
def vietnamese():
    with CATALOGUE.open("rb") as file:
        return read_po(file)


def stored_words():
    """Every StrEnum that the rules and the models define."""
    for path in sorted(
        [*Path("emulation/rules").glob("*.py"), *Path("emulation").rglob("models.py")]
    ):
        module = import_module(".".join(path.with_suffix("").parts))
        for name, value in vars(module).items():
            own = isinstance(value, type) and value.__module__ == module.__name__
            if own and issubclass(value, StrEnum) and name not in NEVER_SHOWN:
                yield value


def labelled():
    tables = [table for table in vars(labels).values() if isinstance(table, dict) and table]
    return {type(next(iter(table))): table for table in tables}


@pytest.mark.parametrize("enum", list(stored_words()), ids=lambda enum: enum.__qualname__)
def test_every_stored_value_has_a_label(enum):
    assert set(labelled().get(enum, ())) == set(enum)


def test_every_message_of_the_program_is_in_the_catalogue(vietnamese):
    with Path("babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    used = {
        message if isinstance(message, str) else message[0]
        for folder in {pattern.split("/")[0] for pattern, _ in methods}
        for _, _, message, _, _ in extract_from_dir(
            folder,
            [(pattern.partition("/")[2], method) for pattern, method in methods],
            {pattern.partition("/")[2]: chosen for pattern, chosen in options.items()},
            KEYWORDS,
        )
    }
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in vietnamese}
    assert used - known == set()


def test_every_message_has_its_vietnamese(vietnamese):
    empty = [
        message.id
        for message in vietnamese
        if message.id
        and (
            message.fuzzy
            or not all([message.string] if isinstance(message.string, str) else message.string)
        )
    ]
    assert empty == []


def test_the_vietnamese_names_no_value_that_the_english_does_not_have(vietnamese):
    for message in vietnamese:
        if message.id:
            english = "".join(message.id) if isinstance(message.id, tuple) else message.id
            translated = (
                message.string if isinstance(message.string, str) else "".join(message.string)
            )
            assert set(PLACE.findall(translated)) <= set(PLACE.findall(english)), english
