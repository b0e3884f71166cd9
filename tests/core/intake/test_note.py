import pytest

from core.intake.note import read
from core.intake.refusal import Code, Refused

NOTE = "68-year-old woman, 38.5 °C, “short of breath”; naïve to β-blockers, no effusion.\r\nImpression: clear.\n"
LONGEST = 1000


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        read(data, LONGEST)
    return caught.value


def test_characters_stay_as_they_were_sent() -> None:
    assert read(NOTE.encode(), LONGEST) == NOTE
    assert read(b"\xef\xbb\xbf" + NOTE.encode(), LONGEST) == NOTE
    assert read(b"a", LONGEST) == "a"


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "\u00a0\u200b\ufeff ".encode(), b"\xef\xbb\xbf"])
def test_nothing_written(data: bytes) -> None:
    assert refusal(data).code == Code.EMPTY


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        *(("cp1252", "Windows-1252"), ("latin-1", "Windows-1252"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")),
        *(("utf-16-be", "UTF-16"), ("utf-32", "UTF-32")),
    ],
)
def test_other_encodings_are_named(encoding: str, name: str) -> None:
    text = NOTE if encoding != "latin-1" else "naïve patient, 38.5 °C, très fatiguée"
    data = text.replace("β", "b").encode(encoding)
    caught = refusal(data)
    assert caught.code == Code.ENCODING
    assert caught.sentence == f"The note is not UTF-8 (it looks like {name}); save it as UTF-8 and send it again."


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "shift-jis"])
def test_an_encoding_that_is_not_known(encoding: str) -> None:
    text = "患者は元気です" if encoding == "shift-jis" else "Пациент жалуется на кашель"
    caught = refusal(text.encode(encoding))
    assert caught.code == Code.ENCODING
    assert "not UTF-8" in caught.sentence
    assert "1252" not in caught.sentence


def test_a_cut_character() -> None:
    caught = refusal("très fatiguée é".encode()[:-1])
    assert caught.code == Code.ENCODING
    assert "middle of a character" in caught.sentence


@pytest.mark.parametrize("bad", ["\ud800", "\udfff"])
def test_half_a_surrogate(bad: str) -> None:
    assert refusal(f"a {bad} b".encode("utf-8", "surrogatepass")).code == Code.ENCODING


@pytest.mark.parametrize(
    "data",
    [b"a\0b", bytes(range(32)) * 4, b"\x89PNG\r\n\x1a\n\0\0", b"%PDF-1.7 text", b"{\\rtf1 text}", b"PK\x03\x04\0\0"],
)
def test_what_is_not_text(data: bytes) -> None:
    assert refusal(data).code == Code.BINARY


def test_a_stray_control_character_is_kept() -> None:
    assert read(b"line\x0cnext \x02 page " * 1, LONGEST) == "line\x0cnext \x02 page "


def test_length() -> None:
    assert len(read(b"x" * LONGEST, LONGEST)) == LONGEST
    caught = refusal(b"x" * (LONGEST + 1))
    assert caught.code == Code.LENGTH
    assert "1,001" in caught.sentence
