"""The disk on which files arrive: when it is nearly full, the rest of it is for the database."""

import shutil
from pathlib import Path

from flask import current_app

from emulation.evidence.uploading.refusals import DiskNearlyFull
from emulation.rules.evidence_room import is_nearly_full


def require_space(folder: Path) -> None:
    """Raise DiskNearlyFull unless the disk of this folder has room to spare."""
    if not has_space(folder):
        raise DiskNearlyFull


def has_space(folder: Path) -> bool:
    """Tell whether files may arrive there; a disk that cannot be asked is found out by writing."""
    try:
        disk = shutil.disk_usage(folder if folder.is_dir() else current_app.config["DATA_FOLDER"])
    except OSError:
        return True
    least = current_app.config["EVIDENCE_LEAST_FREE_PERCENT"]
    return not is_nearly_full(free=disk.free, total=disk.total, least_percent=least)
