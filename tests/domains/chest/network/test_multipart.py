import pytest

from domains.chest.network.multipart import Unreadable, joined, parts

KIND = 'multipart/related; type="application/dicom"; boundary="b"'


def test_what_is_joined_comes_apart_again() -> None:
    objects = [b"DICM one", b"\r\n--", b"", b"two\r\n"]
    assert list(parts(*joined(objects))) == objects


def test_a_body_of_one_kind_is_one_part() -> None:
    assert list(parts("application/dicom", b"--b\r\n")) == [b"--b\r\n"]


@pytest.mark.parametrize("preamble", [b"", b"ignored\r\n"])
def test_what_stands_before_the_first_boundary_is_ignored(preamble: bytes) -> None:
    body = preamble + b"--b\r\nContent-Type: application/dicom\r\n\r\nfilm\r\n--b--\r\n"
    assert list(parts(KIND, body)) == [b"film"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/related", b"--b\r\n\r\nfilm\r\n--b--"),
        (KIND, b""),
        (KIND, b"nothing"),
        (KIND, b"--b\r\n\r\nfilm"),
        (KIND, b"--b\r\nContent-Type: x\r\nfilm\r\n--b--"),
        (KIND, b"--b\r\n" + b"x" * 20_000 + b"\r\n\r\nfilm\r\n--b--"),
        (KIND, b"--b"),
    ],
)
def test_what_cannot_be_told_apart_is_said(kind: str, body: bytes) -> None:
    with pytest.raises(Unreadable, match="answer"):
        list(parts(kind, body))
