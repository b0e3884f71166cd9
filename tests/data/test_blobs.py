from __future__ import annotations

import hashlib
import io
import os
import stat
import threading
import time
import tracemalloc
from pathlib import Path

import pytest

from data.blobs import STALE_SECONDS, BlobCorrupt, BlobMissing, BlobStore


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


def path_of(store: BlobStore, digest: str) -> Path:
    return store.root / digest[:2] / digest


@pytest.mark.parametrize("data", [b"", b"x", os.urandom(100_000)])
def test_what_was_put_is_got_by_its_digest(store: BlobStore, data: bytes) -> None:
    digest = store.put(data)
    assert digest == hashlib.sha256(data).hexdigest()
    assert store.get(digest) == data
    assert store.has(digest)
    assert BlobStore(store.root).get(digest) == data


def test_the_same_bytes_are_kept_once(store: BlobStore) -> None:
    assert store.put(b"film") == store.put(b"film")
    store.put(b"another")
    assert sorted(store.digests()) == sorted(hashlib.sha256(data).hexdigest() for data in (b"film", b"another"))
    assert store.size() == len(b"film") + len(b"another")


def test_blobs_are_for_their_owner_alone(store: BlobStore) -> None:
    path = path_of(store, store.put(b"film"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("content", [b"", b"fild", b"film and more"])
def test_an_altered_blob_is_refused_and_healed_by_putting_it_again(store: BlobStore, content: bytes) -> None:
    digest = store.put(b"film")
    path_of(store, digest).write_bytes(content)
    with pytest.raises(BlobCorrupt, match="restore it from a backup"):
        store.get(digest)
    store.put(b"film")
    assert store.get(digest) == b"film"


@pytest.mark.parametrize(
    "digest", ["", "0" * 64, "../../etc/passwd", "0" * 63, "A" * 64, "0" * 64 + "\n", "/etc/passwd"]
)
def test_what_is_not_there_is_missing_and_nothing_else_is_reachable(store: BlobStore, digest: str) -> None:
    assert not store.has(digest)
    with pytest.raises(BlobMissing):
        store.get(digest)
    store.delete(digest)


def test_a_deleted_blob_is_gone(store: BlobStore) -> None:
    digest = store.put(b"film")
    store.delete(digest)
    assert not store.has(digest)
    assert list(store.digests()) == []


def test_a_write_that_fails_leaves_nothing(store: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
        patched.setattr(os, "fsync", full)
        store.put(b"film")
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


def test_threads_that_put_the_same_bytes_do_not_clash(store: BlobStore) -> None:
    data = os.urandom(1 << 20)
    threads = [threading.Thread(target=store.put, args=(data,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get(hashlib.sha256(data).hexdigest()) == data
    assert len([path for path in store.root.rglob("*") if path.is_file()]) == 1


def test_drafts_of_a_killed_process_are_swept_out_when_they_are_old(store: BlobStore) -> None:
    old, young = store.root / ".incoming" / "old", store.root / ".incoming" / "young"
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    os.utime(old, (0, time.time() - STALE_SECONDS - 1))
    BlobStore(store.root)
    assert (old.exists(), young.exists()) == (False, True)


def test_a_file_is_kept_whole_and_once(store: BlobStore, tmp_path: Path) -> None:
    data = os.urandom(3 * 1024 * 1024 + 5)
    (tmp_path / "film").write_bytes(data)
    digest = store.put_file(tmp_path / "film")
    assert digest == hashlib.sha256(data).hexdigest() == store.put(data)
    assert store.path(digest).read_bytes() == data
    assert stat.S_IMODE(store.path(digest).stat().st_mode) == 0o600
    before = store.path(digest).stat().st_ino
    assert store.put_file(tmp_path / "film") == digest
    assert store.path(digest).stat().st_ino == before
    with (tmp_path / "film").open("rb") as file:
        assert store.put_file(file) == digest
    assert not list((store.root / ".incoming").iterdir())


def test_a_large_file_costs_no_memory(store: BlobStore, tmp_path: Path) -> None:
    with (tmp_path / "film").open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    tracemalloc.start()
    digest = store.put_file(tmp_path / "film")
    store.check(digest)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


def test_a_file_that_cannot_be_read_to_its_end_leaves_nothing(store: BlobStore, tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError("the disk is gone")
            return super().read(size)

    with pytest.raises(OSError, match="disk is gone"):
        store.put_file(Broken(b"x" * (3 << 20)))
    with pytest.raises(FileNotFoundError):
        store.put_file(tmp_path / "nothing")
    assert list(store.digests()) == []
    assert not list((store.root / ".incoming").iterdir())


def test_an_altered_large_blob_is_noticed_and_healed(store: BlobStore, tmp_path: Path) -> None:
    (tmp_path / "film").write_bytes(b"film")
    digest = store.put_file(tmp_path / "film")
    store.check(digest)
    path_of(store, digest).write_bytes(b"flim")
    with pytest.raises(BlobCorrupt, match="restore it from a backup"):
        store.check(digest)
    assert store.put_file(tmp_path / "film") == digest
    store.check(digest)


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_only_what_is_there_has_a_path(store: BlobStore, digest: str) -> None:
    for ask in (store.path, store.check):
        with pytest.raises(BlobMissing):
            ask(digest)
