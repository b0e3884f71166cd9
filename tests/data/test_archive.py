from __future__ import annotations

import hashlib
import io
import json
import os
import random
import signal
import stat
import tarfile
from pathlib import Path

import pytest

from data.archive import FORMAT, MANIFEST, SEAL, VERSION, ArchiveWriter
from data.unarchive import ArchiveReader, ArchiveRefused

FILES = {"home/a": b"alpha", "home/deep/b": b"", "home/" + "long" * 40: bytes(range(256)) * 100}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    target = tmp_path / "backup.chiron"
    with ArchiveWriter(target) as writer:
        for name, content in FILES.items():
            writer.add(name, io.BytesIO(content))
        writer.finish({"kind": "test"})
    return target


def test_what_was_written_is_read_back(archive: Path) -> None:
    with ArchiveReader(archive) as reader:
        assert reader.manifest["kind"] == "test"
        assert {name: reader.read(name) for name, _ in reader.files()} == FILES
        assert {name: entry.sha256 for name, entry in reader.files()} == {
            name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()
        }


def test_it_is_a_plain_tar_for_its_owner_alone(archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with tarfile.open(archive) as tar:
        assert tar.getnames() == [*FILES, MANIFEST, SEAL]


def test_the_digest_that_is_returned_is_that_of_the_file(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path / "x") as writer:
        writer.add("a", io.BytesIO(b"alpha"))
        digest = writer.finish({})
    assert hashlib.sha256((tmp_path / "x").read_bytes()).hexdigest() == digest


def test_a_file_is_added_from_where_it_stands(tmp_path: Path) -> None:
    content = io.BytesIO(b"not this, but this")
    content.seek(10)
    with ArchiveWriter(tmp_path / "x") as writer:
        writer.add("a", content)
        writer.finish({})
    with ArchiveReader(tmp_path / "x") as reader:
        assert reader.read("a") == b"but this"


def test_an_archive_that_is_not_finished_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), ArchiveWriter(tmp_path / "x") as writer:
        writer.add("a", io.BytesIO(b"alpha"))
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_not_overwritten(archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(FileExistsError, match="choose another name"):
        ArchiveWriter(archive)
    assert archive.read_bytes() == before


def test_two_writers_of_one_file_do_not_mix_and_a_killed_one_is_swept_out(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        writer = ArchiveWriter(tmp_path / "x")
        writer.add("half", io.BytesIO(b"alpha"))
        (writer.scratch / "left").write_text("behind")
        os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    with ArchiveWriter(tmp_path / "x") as writer:
        with pytest.raises(FileExistsError, match="is being written"):
            ArchiveWriter(tmp_path / "x")
        writer.add("a", io.BytesIO(b"alpha"))
        writer.finish({})
    with ArchiveReader(tmp_path / "x") as reader:
        assert [name for name, _ in reader.files()] == ["a"]
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def refused(path: Path) -> bool:
    try:
        with ArchiveReader(path) as reader:
            for name, _ in reader.files():
                reader.read(name)
    except ArchiveRefused as error:
        assert str(path) in str(error)
        return True
    return False


def test_any_altered_byte_is_found(archive: Path) -> None:
    whole, draw = archive.read_bytes(), random.Random(3)  # noqa: S311
    places = {0, len(whole) - 1, *(draw.randrange(len(whole)) for _ in range(300))}
    for place in sorted(places):
        altered = bytearray(whole)
        altered[place] ^= 1 << draw.randrange(8)
        archive.write_bytes(altered)
        assert refused(archive), place


def test_any_cut_or_addition_is_found(archive: Path) -> None:
    whole = archive.read_bytes()
    for length in (0, 1, 511, 512, 1024, len(whole) // 2, len(whole) - 512, len(whole) - 1):
        archive.write_bytes(whole[:length])
        assert refused(archive), length
    for more in (b"x", b"\0", b"\0" * 512, b"\0" * 10240 + b"x", b"\0" * 100_000):
        archive.write_bytes(whole + more)
        assert refused(archive), len(more)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "missing")
    assert refused(tmp_path)
    with tarfile.open(tmp_path / "other.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("a"))
    assert refused(tmp_path / "other.tar")


def forge(path: Path, members: list[tuple[tarfile.TarInfo, bytes]], files: dict[str, bytes]) -> None:
    """An archive with a right seal, made by somebody who means harm."""
    listed = {name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in files.items()}
    manifest = json.dumps({"format": FORMAT, "version": VERSION, "files": listed}).encode()
    stream = io.BytesIO()
    tar = tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT)
    for header, data in [*members, (tarfile.TarInfo(MANIFEST), manifest)]:
        header.size = len(data)
        tar.addfile(header, io.BytesIO(data))
    seal = tarfile.TarInfo(SEAL)
    content = hashlib.sha256(stream.getvalue()).hexdigest().encode()
    seal.size, seal.mode = len(content), 0o600
    tar.addfile(seal, io.BytesIO(content))
    tar.close()
    path.write_bytes(stream.getvalue())


def test_a_forged_archive_with_honest_names_would_pass(tmp_path: Path) -> None:
    forge(tmp_path / "x", [(tarfile.TarInfo("home/a"), b"alpha")], {"home/a": b"alpha"})
    assert not refused(tmp_path / "x")


@pytest.mark.parametrize(
    "name", ["../out", "/etc/passwd", "home/../../out", "home//a", "./a", "a\\b", "home/./a", "..", "a/.."]
)
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    forge(tmp_path / "x", [(tarfile.TarInfo(name), b"alpha")], {name: b"alpha"})
    assert refused(tmp_path / "x")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_what_is_no_plain_file_is_refused(tmp_path: Path, kind: bytes) -> None:
    header = tarfile.TarInfo("home/a")
    header.type, header.linkname = kind, "/etc/passwd"
    forge(tmp_path / "x", [(header, b"")], {"home/a": b""})
    assert refused(tmp_path / "x")


def test_files_that_the_manifest_does_not_know_or_knows_otherwise_are_refused(tmp_path: Path) -> None:
    held = [(tarfile.TarInfo("home/a"), b"alpha")]
    for number, files in enumerate(
        [{}, {"home/a": b"alpha", "home/b": b""}, {"home/a": b"longer"}, {"home/a": b"ALPHA"}]
    ):
        forge(tmp_path / str(number), held, files)
        assert refused(tmp_path / str(number)), files


def test_a_name_given_twice_is_refused(tmp_path: Path) -> None:
    twice = [(tarfile.TarInfo("home/a"), b"alpha"), (tarfile.TarInfo("home/a"), b"alpha")]
    forge(tmp_path / "x", twice, {"home/a": b"alpha"})
    assert refused(tmp_path / "x")
