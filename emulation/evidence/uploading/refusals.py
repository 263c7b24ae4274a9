"""Why no file can be taken at all, whatever is in it, and the sentence for each reason."""

from flask_babel import gettext as _

from emulation.formatting import file_size, number
from emulation.rules.errors import RuleBroken
from emulation.rules.evidence_room import Room


class NotTaken(RuleBroken):
    """There is no room for the file now; nothing of it was kept."""


class QuotaPassed(NotTaken):
    """The unit's documents of the year would take more than they may."""

    def __init__(self, room: Room, size: int) -> None:
        super().__init__(f"{size} bytes more do not fit into {room.left_bytes}")
        self.room = room
        self.size = size


class DiskNearlyFull(NotTaken):
    """What is left of the disk is for the database; files are not taken."""


class TooManyParts(NotTaken):
    """The person has begun more uploads than one person can be busy with."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} uploads are unfinished")
        self.most = most


def not_taken_sentence(refusal: NotTaken) -> str:
    """Say what stands against it, and what can be done."""
    if isinstance(refusal, QuotaPassed):
        return room_sentence(refusal.room, refusal.size)
    if isinstance(refusal, TooManyParts):
        return str(
            _(
                "%(count)s uploads were begun and not finished. Finish or discard one of them, or "
                "begin again tomorrow.",
                count=number(refusal.most, 0),
            )
        )
    return str(
        _(
            "The disk for evidence is nearly full, so no file is taken now. Points are saved as "
            "usual. Tell the office that runs the program."
        )
    )


def room_sentence(room: Room, size: int) -> str:
    if size <= room.left_bytes:
        return str(
            _(
                "Your agency may put forward %(most)s files this year and has %(used)s. Use files "
                "that are there already, or ask the office that runs the program for more room.",
                most=number(room.most_files, 0),
                used=number(room.used_files, 0),
            )
        )
    return str(
        _(
            "The files would take %(size)s, and of the %(most)s that your agency may use this year "
            "%(left)s are left. Send smaller files, or ask the office that runs the program for "
            "more room.",
            size=file_size(size),
            most=file_size(room.most_bytes),
            left=file_size(room.left_bytes),
        )
    )
