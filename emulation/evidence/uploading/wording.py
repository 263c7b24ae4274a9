"""How much of a unit's room for evidence is used, in a sentence."""

from flask_babel import gettext as _

from emulation.formatting import file_size, number
from emulation.rules.evidence_room import Room


def room_words(room: Room) -> str:
    """Say what the unit's files of the year take, of what they may take."""
    return str(
        _(
            "Your agency has used %(used)s of %(most)s this year, and %(files)s of at most "
            "%(most_files)s files.",
            used=file_size(room.used_bytes),
            most=file_size(room.most_bytes),
            files=number(room.used_files, 0),
            most_files=number(room.most_files, 0),
        )
    )
