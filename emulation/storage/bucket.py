"""An S3-compatible bucket: bytes under the same names, put there whole before any row names them.

Nothing is linked in a bucket: bytes that arrive again are put again, which changes nothing but
their date. A killed upload leaves nothing, since an object appears when all of it has arrived.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from emulation.storage.arriving import Arrivals, Arrived, Source, Stored
from emulation.storage.keeping import Damaged, Kept, StoreUnavailable, checked

PART = 5 * 1024 * 1024
PIECE = 1024 * 1024
PARTS_AT_ONCE = 2
KEPT, ASIDE = "kept", "set-aside"


class BucketStore:
    """Objects named by their hash; bytes wait on this disk only while they are looked at."""

    def __init__(self, bucket: S3Store, folder: Path) -> None:
        self.bucket = bucket
        self.arrivals = Arrivals(folder / "arriving")
        self.receive = self.arrivals.receive

    @classmethod
    def of(cls, settings: Mapping[str, str], folder: Path) -> "BucketStore":
        """Return the store in the bucket of these settings; its connections are kept open."""
        return cls(_bucket(tuple(sorted(settings.items()))), folder)

    def keep(self, arrived: Arrived) -> Stored:
        try:
            obstore.put(
                self.bucket,
                _name(KEPT, arrived.stored.sha256),
                arrived.path,
                chunk_size=PART,
                max_concurrency=PARTS_AT_ONCE,
            )
        except (BaseError, OSError) as error:
            raise StoreUnavailable from error
        return arrived.stored

    def put(self, stream: Source, *, limit: int) -> Stored:
        with self.receive(stream, limit=limit) as arrived:
            return self.keep(arrived)

    def exists(self, sha256: str) -> bool:
        try:
            obstore.head(self.bucket, _name(KEPT, sha256))
        except (NotFoundError, FileNotFoundError):
            return False
        except BaseError as error:
            raise StoreUnavailable from error
        return True

    @contextmanager
    def fetch(self, sha256: str) -> Iterator[Path]:
        with self.receive(self._stream(sha256), limit=2**62) as arrived:
            if arrived.stored.sha256 != sha256:
                raise Damaged(sha256)
            yield arrived.path

    def _stream(self, sha256: str) -> "_Pieces":
        try:
            found = obstore.get(self.bucket, _name(KEPT, sha256))
            return _Pieces(found.stream(min_chunk_size=PIECE))
        except (NotFoundError, FileNotFoundError) as error:
            raise FileNotFoundError(sha256) from error
        except BaseError as error:
            raise StoreUnavailable from error

    def kept(self) -> Iterator[Kept]:
        for name, size, put_at in self._listed(KEPT):
            yield Kept(name, size, put_at)

    def set_aside(self, sha256: str) -> None:
        self._move(sha256, KEPT, ASIDE)

    def take_back(self, sha256: str) -> bool:
        try:
            self._move(sha256, ASIDE, KEPT)
        except FileNotFoundError:
            return False
        return True

    def set_aside_before(self, moment: datetime) -> Iterator[str]:
        for name, _size, put_at in self._listed(ASIDE):
            if put_at < moment:
                yield name

    def destroy(self, sha256: str) -> None:
        try:
            obstore.delete(self.bucket, _name(ASIDE, sha256))
        except BaseError as error:
            raise StoreUnavailable from error

    def _listed(self, part: str) -> Iterator[tuple[str, int, datetime]]:
        try:
            for page in obstore.list(self.bucket, prefix=part):
                for one in page:
                    yield one["path"].rsplit("/", 1)[-1], one["size"], one["last_modified"]
        except BaseError as error:
            raise StoreUnavailable from error

    def _move(self, sha256: str, source: str, target: str) -> None:
        try:
            obstore.copy(self.bucket, _name(source, sha256), _name(target, sha256))
            obstore.delete(self.bucket, _name(source, sha256))
        except (NotFoundError, FileNotFoundError) as error:
            raise FileNotFoundError(sha256) from error
        except BaseError as error:
            raise StoreUnavailable from error


class _Pieces:
    """The pieces of a download, read as a file is; a connection that breaks is said so."""

    def __init__(self, pieces: "obstore.BytesStream") -> None:
        self.pieces = pieces

    def read(self, size: int, /) -> bytes:
        try:
            return bytes(next(self.pieces, b""))
        except BaseError as error:
            raise StoreUnavailable from error


@lru_cache(maxsize=4)
def _bucket(settings: tuple[tuple[str, str], ...]) -> S3Store:
    options = dict(settings)
    name, prefix = options.pop("bucket"), options.pop("prefix", "")
    endpoint = options.get("endpoint", "")
    return S3Store(
        name,
        prefix=prefix or None,
        region=options["region"],
        endpoint=endpoint or None,
        access_key_id=options["access_key_id"],
        secret_access_key=options["secret_access_key"],
        client_options={
            "allow_http": endpoint.startswith("http://"),
            "connect_timeout": "5s",
            "timeout": "60s",
        },
        retry_config={"max_retries": 2},
    )


def _name(part: str, sha256: str) -> str:
    return f"{part}/{checked(sha256)[:2]}/{sha256}"
