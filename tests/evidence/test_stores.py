"""What a store promises, on a disk and in a bucket of a real server alike."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import obstore
import pytest

from emulation.storage import BucketStore, Damaged, StoreUnavailable, TooLarge

MEGABYTE = 1024 * 1024
UNKNOWN = "0" * 64


def put(store, content):
    return store.put(io.BytesIO(content), limit=30 * MEGABYTE).sha256


def damage(store, sha256):
    if isinstance(store, BucketStore):
        obstore.put(store.bucket, f"kept/{sha256[:2]}/{sha256}", b"other bytes")
    else:
        place = store.path(sha256)
        place.chmod(0o600)
        place.write_bytes(b"other bytes")


@pytest.mark.parametrize("size", [1, MEGABYTE + 1, 12 * MEGABYTE + 7])
def test_gives_back_exactly_what_arrived(either_store, size):
    content = bytes(range(251)) * (size // 251 + 1)

    stored = either_store.put(io.BytesIO(content[:size]), limit=size)

    assert (stored.sha256, stored.size) == (hashlib.sha256(content[:size]).hexdigest(), size)
    assert either_store.exists(stored.sha256)
    with either_store.fetch(stored.sha256) as path:
        assert path.read_bytes() == content[:size]


def test_same_bytes_are_kept_once(either_store):
    first, second = put(either_store, b"minh"), put(either_store, b"minh")

    assert first == second
    assert [one.sha256 for one in either_store.kept()] == [first]


def test_many_who_send_the_same_at_once_all_find_it(either_store):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: put(either_store, b"x" * 200_000), range(16)))

    assert len(found) == 1
    with either_store.fetch(found.pop()) as path:
        assert path.read_bytes() == b"x" * 200_000


def test_one_byte_too_many_leaves_nothing(either_store):
    with pytest.raises(TooLarge):
        either_store.put(io.BytesIO(b"x" * 11), limit=10)

    assert list(either_store.kept()) == []
    assert list(either_store.arrivals.folder.iterdir()) == []


def test_unknown_bytes_do_not_exist(either_store):
    assert not either_store.exists(UNKNOWN)
    with pytest.raises(FileNotFoundError), either_store.fetch(UNKNOWN):
        pass


def test_changed_bytes_are_never_handed_out(either_store):
    sha256 = put(either_store, b"minh chung")
    damage(either_store, sha256)

    with pytest.raises(Damaged), either_store.fetch(sha256):
        pass


def test_nothing_of_a_download_is_left_behind(either_store):
    sha256 = put(either_store, b"minh")
    with either_store.fetch(sha256):
        pass

    assert list(either_store.arrivals.folder.iterdir()) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "0" * 63])
def test_only_a_hash_is_a_name(either_store, name):
    with pytest.raises(ValueError, match="SHA-256"):
        either_store.exists(name)


def test_what_was_set_aside_can_come_back_until_it_is_destroyed(either_store):
    sha256, other = put(either_store, b"minh"), put(either_store, b"chung")
    soon = datetime.now(UTC) + timedelta(minutes=1)

    either_store.set_aside(sha256)
    assert not either_store.exists(sha256)
    assert list(either_store.set_aside_before(soon)) == [sha256]
    assert either_store.take_back(sha256)
    with either_store.fetch(sha256) as path:
        assert path.read_bytes() == b"minh"

    either_store.set_aside(sha256)
    either_store.destroy(sha256)
    assert not either_store.take_back(sha256)
    assert [one.sha256 for one in either_store.kept()] == [other]


def test_bytes_that_arrive_again_count_as_put_now(either_store):
    sha256 = put(either_store, b"minh")
    before = next(iter(either_store.kept())).put_at

    put(either_store, b"minh")

    again = next(iter(either_store.kept()))
    assert again.sha256 == sha256
    assert again.put_at >= before


def test_a_bucket_that_does_not_answer_is_said_so(tmp_path, s3_server):
    settings = s3_server.settings("gone") | {"endpoint": "http://127.0.0.1:9"}
    store = BucketStore.of(settings, tmp_path)

    for ask in (
        lambda: put(store, b"minh"),
        lambda: store.exists(UNKNOWN),
        lambda: list(store.kept()),
    ):
        with pytest.raises(StoreUnavailable):
            ask()
    assert list(store.arrivals.folder.iterdir()) == []
