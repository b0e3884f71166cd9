"""What is no package, or one made to do harm, is refused before anything of it is unpacked."""

import io
import struct
import zipfile

import pytest

from core.intake.refusal import Code, Refused
from domains.vocabulary.packages.child.container import Container, safe, unzstd
from domains.vocabulary.packages.limits import Limits
from tests.domains.vocabulary.packages.making import package, png, zipped, zstd


def opened(content: bytes, limits: Limits | None = None) -> Container:
    return Container(io.BytesIO(content), limits or Limits())


def refused(content: bytes, limits: Limits | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        made = opened(content, limits)
        made.database()
        [made.content(entry) for entry in made.media()]
    return caught.value


def test_a_package_tells_its_database_and_media() -> None:
    made = opened(package(media={"a.png": png(), "ü b.png": png(1)}))
    assert made.database().startswith(b"SQLite format 3")
    assert [entry.name for entry in made.media()] == ["a.png", "ü b.png"]
    assert [made.content(entry) for entry in made.media()] == [png(), png(1)]


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\3\4 cut", zipped({"readme.txt": b"x"})])
def test_what_is_no_package_is_refused(content: bytes) -> None:
    assert refused(content).code == Code.KIND


@pytest.mark.parametrize("name", ["../evil", "a/../../evil", "/etc/passwd", "\\\\server\\x", "C:evil", "..\\evil"])
def test_names_that_climb_out_are_refused(name: str) -> None:
    assert "leads out of its folder" in str(refused(package(files={name: b"x"})))


@pytest.mark.parametrize("name", ["../evil.png", "/etc/passwd", "a/b.png", "..", "C:\\x.png", "a\0.png", "x" * 300])
def test_media_names_that_are_no_file_names_are_refused(name: str) -> None:
    assert refused(package(media={name: png()})).code == Code.MALFORMED


def test_a_link_in_place_of_a_file_is_refused() -> None:
    buffer = io.BytesIO(package())
    with zipfile.ZipFile(buffer, "a") as file:
        entry = zipfile.ZipInfo("7")
        entry.external_attr = 0o120777 << 16
        file.writestr(entry, "/etc/passwd")
    assert "link" in str(refused(buffer.getvalue()))


def test_too_many_files_are_refused() -> None:
    content = package(files={str(at): b"" for at in range(40)})
    assert refused(content, Limits(entries=30)).code == Code.LENGTH
    assert "at most 30" in str(refused(content, Limits(entries=30)))


def test_a_bomb_by_ratio_is_refused_unopened() -> None:
    assert refused(package(files={"9": bytes(80 * 2**20)})).code == Code.RATIO


def test_a_bomb_by_size_is_refused_unopened() -> None:
    assert refused(package(files={"9": bytes(3 * 2**20)}), Limits(unpacked=2 * 2**20)).code == Code.RATIO


def test_files_that_overlap_are_refused() -> None:
    content = bytearray(package(files={"8": b"a" * 500, "9": b"b" * 500}))
    first = content.rindex(b"PK\1\2", 0, content.rindex(b"PK\1\2"))
    last = content.rindex(b"PK\1\2")
    content[last + 42 : last + 46] = content[first + 42 : first + 46]
    assert refused(bytes(content)).code in (Code.RATIO, Code.TRUNCATED)


def test_the_same_name_twice_is_refused() -> None:
    buffer = io.BytesIO(package())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as file:
        file.writestr("media", b"{}")
    assert refused(buffer.getvalue()).code == Code.MALFORMED


def test_an_encrypted_file_is_refused() -> None:
    content = bytearray(package())
    at = content.rindex(b"PK\1\2")
    content[at + 8] |= 1
    assert refused(bytes(content)).code == Code.CODEC


def test_a_damaged_file_is_refused() -> None:
    content = bytearray(package())
    at = content.index(b"collection.anki21") + 40
    content[at : at + 30] = bytes(30)
    assert refused(bytes(content)).code in (Code.TRUNCATED, Code.MALFORMED)


def test_a_zstd_bomb_is_stopped_at_its_bound() -> None:
    with pytest.raises(Refused) as caught:
        unzstd(zstd(bytes(2**24)), 2**20)
    assert caught.value.code == Code.RATIO
    assert unzstd(zstd(b"x" * 1000), 1000) == b"x" * 1000


@pytest.mark.parametrize("content", [b"no zstd", zstd(b"x" * 99)[:-3] + b"!!!"])
def test_broken_zstd_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        unzstd(content, 1000)


@pytest.mark.parametrize("listed", [b"[]", b"{", b'{"0": 1}', b"[" * 100_000])
def test_a_broken_list_of_media_is_refused(listed: bytes) -> None:
    assert refused(package(files={"media": listed})).code == Code.MALFORMED


def test_a_package_of_the_future_is_refused() -> None:
    assert "newer kind" in str(refused(package(files={"meta": b"\x08\x09"})))


def test_names_are_composed() -> None:
    assert safe("u\u0308.png") == "\u00fc.png"


def test_a_file_larger_than_its_bound_is_refused() -> None:
    assert refused(package(media={"a.png": b"x" * 5000}), Limits(media=4000)).code == Code.BYTES


def test_sizes_that_lie_do_not_unpack_more() -> None:
    content = bytearray(package(files={"9": b"a" * 100_000}))
    at = content.rindex(b"PK\1\2")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    made = opened(bytes(content))
    with pytest.raises(Refused):
        made._read("9", 1000)
