"""The store of evidence bytes: kept once, named by their SHA-256, on a disk or in a bucket."""

from flask import current_app

from emulation.storage.arriving import (
    Arrivals,
    Arrived,
    Source,
    Stored,
    TooLarge,
    Waiting,
    hash_of,
)
from emulation.storage.bucket import BucketStore
from emulation.storage.folder import FolderStore
from emulation.storage.keeping import Damaged, Kept, Store, StoreUnavailable, checked

__all__ = [
    "Arrivals",
    "Arrived",
    "BucketStore",
    "Damaged",
    "FolderStore",
    "Kept",
    "Source",
    "Store",
    "StoreUnavailable",
    "Stored",
    "TooLarge",
    "Waiting",
    "checked",
    "hash_of",
    "store",
]


def store() -> Store:
    """Return the evidence store of the running application: a folder, or the bucket it names."""
    config = current_app.config
    folder = config["DATA_FOLDER"] / "evidence"
    if bucket := config["EVIDENCE_BUCKET"]:
        return BucketStore.of(bucket, folder)
    return FolderStore(folder)
