"""Where the running application keeps its pictures, and what it draws before anybody asks."""

from collections.abc import Iterable

from flask import current_app

from emulation.evidence.pictures.ahead import draw_ahead
from emulation.evidence.pictures.cache import Cache
from emulation.evidence.pictures.pages import Original
from emulation.storage import Store


def picture_cache() -> Cache:
    return Cache(current_app.config["DATA_FOLDER"] / "previews")


def draw_what_arrived(originals: Iterable[Original], store: Store) -> None:
    """Have the first pages drawn soon, unless the settings leave that to whoever looks first."""
    if current_app.config["PICTURES_AHEAD"]:
        draw_ahead(originals, store, picture_cache())
