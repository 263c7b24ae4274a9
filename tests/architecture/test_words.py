"""Every word the program shows exists in both languages."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from emulation import labels
from emulation.database import Base

CATALOGUE = Path("emulation/data/translations/vi/LC_MESSAGES/messages.po")
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
NEVER_SHOWN = {
    "LineKind",  # tells a criterion from an adjustment; the line's own title is shown
    "Outcome",  # of a look for signatures: what it gave has whole sentences, in signatures/words.py
    "NoticeKind",  # each has a whole sentence with its facts, in notices/wording.py
    "SuccessionKind",  # tells whether a unit went whole or in parts to its successor
}
PLACE = re.compile(r"%\((\w+)\)")


@pytest.fixture(scope="module")
def vietnamese():
    with CATALOGUE.open("rb") as file:
        return read_po(file)


def stored_words():
    """Every StrEnum that a column of the database holds."""
    for path in Path("emulation").rglob("models.py"):
        import_module(".".join(path.with_suffix("").parts))
    columns = [column for table in Base.metadata.tables.values() for column in table.columns]
    kept = {getattr(column.type, "enum_class", None) for column in columns} - {None}
    return sorted(kept, key=lambda enum: enum.__qualname__)


LABELLED = [set(table) for table in vars(labels).values() if isinstance(table, dict)]


@pytest.mark.parametrize("enum", stored_words(), ids=lambda enum: enum.__qualname__)
def test_every_stored_value_has_a_label(enum):
    assert enum.__qualname__ in NEVER_SHOWN or set(enum) in LABELLED


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
