"""Pictures of first pages and photos, drawn once by the limited program and kept by hash."""

import tempfile
from pathlib import Path

from emulation.evidence.inspection import draw_preview
from emulation.evidence.models import Blob
from emulation.storage import Damaged, Store


def preview_file(blob: Blob, store: Store, folder: Path) -> Path | None:
    """Return the picture's file, drawing it when it is asked for the first time."""
    place = folder / blob.sha256[:2] / f"{blob.sha256}.webp"
    if place.is_file():
        return place
    try:
        with store.fetch(blob.sha256) as original:
            picture = draw_preview(original, blob.media_type)
    except (FileNotFoundError, Damaged):
        return None
    if picture is None:
        return None
    place.parent.mkdir(parents=True, exist_ok=True)
    _write_whole(place, picture)
    return place


def _write_whole(place: Path, content: bytes) -> None:
    """Let nobody read half a picture, and two who draw the same one not meet."""
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(place)
