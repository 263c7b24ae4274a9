"""Which files are shown as pictures, and in which sizes."""

from enum import StrEnum

from emulation.evidence.models import MediaType

WITH_PICTURE = frozenset({MediaType.PDF, MediaType.JPEG, MediaType.PNG})


class Size(StrEnum):
    """How large the longer side of a picture is: in a list, to be read, to be looked at closely."""

    THUMB = "thumb"
    PAGE = "page"
    LARGE = "large"

    @property
    def pixels(self) -> int:
        return _PIXELS[self]


_PIXELS = {Size.THUMB: 160, Size.PAGE: 1400, Size.LARGE: 2800}
