"""Pasted lists and tables."""

import pytest

from core.intake.refusal import Refused
from domains.vocabulary.decks import drafting
from domains.vocabulary.views import Draft


def pairs(text: str | bytes) -> list[tuple[str, str]]:
    return [(line.draft.word, line.draft.meaning) for line in drafting.read(text)]


@pytest.mark.parametrize(
    "text",
    [
        "casa - house\nperro - dog",
        "casa \u2013 house\nperro \u2014 dog",
        "casa\thouse\nperro\tdog",
        "casa;house\r\nperro;dog\r\n",
        "casa,house\nperro,dog",
        "casa, house\nperro, dog\n\n",
        "casa   house\nperro  dog",
        "casa = house\nperro = dog",
        "word,meaning\ncasa,house\nperro,dog",
        "meaning\tword\nhouse\tcasa\ndog\tperro",
        '"casa";"house"\n"perro";"dog"',
    ],
    ids=["dash", "long dashes", "tab", "semicolon", "comma", "comma space", "columns", "equals", "named", "turned",
         "quoted"],
)  # fmt: skip
def test_two_columns_are_told_apart(text: str) -> None:
    assert pairs(text) == [("casa", "house"), ("perro", "dog")]


def test_a_comma_in_a_meaning_does_not_cut_a_dashed_list() -> None:
    assert pairs("ir - to go, to walk\nver - to see, to look") == [("ir", "to go, to walk"), ("ver", "to see, to look")]
    assert pairs("well-known - bekannt")[0] == ("well-known", "bekannt")


@pytest.mark.parametrize("text", ["coche / carro - car", "coche; carro - car", "coche/carro\tcar"])
def test_several_answers_are_accepted(text: str) -> None:
    (line,) = drafting.read(text)
    assert (line.draft.word, tuple(line.draft.accepted), line.draft.meaning) == ("coche", ("carro",), "car")


def test_named_columns_bring_all_that_a_note_has() -> None:
    text = 'word,meaning,accepted,example,tags,level,ipa\nand/or,y/o,"a; b","Uno, dos.",x y,a2,\u02c8a\n'
    (line,) = drafting.read(text)
    assert line.draft == Draft("and/or", "y/o", ("a", "b"), "Uno, dos.", ("x", "y"), "", "a2", "\u02c8a")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"], ids=lambda name: str(name)
)
def test_encodings(encoding: str) -> None:
    text = "canción,song\nniño,boy\n"
    content = text.encode(encoding)
    assert pairs(content) == [("canción", "song"), ("niño", "boy")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("canción,song".encode("latin-1"), "CSV UTF-8"),
        ("żółw,turtle".encode("cp1250"), "CSV UTF-8"),
        ("a,b".encode("utf-32"), "CSV UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "CSV UTF-8"),
        (b"PK\x03\x04\x00\x00\x00", "CSV UTF-8"),
        (b"", "no words"),
        (b"\xef\xbb\xbf \n ", "no words"),
        (b'a,"' + b"x" * 200_000, "never closed"),
        (b"a" * (16 * 2**20 + 1), "in parts"),
    ],
    ids=["latin", "polish", "utf-32", "png", "zip", "empty", "blank", "open quote", "large"],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        drafting.read(content)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (" - house\ncasa - home", "the word is missing."),
        (f"{'x' * 501} - house", "501 characters"),
        ("a,b,c,d,e,f", "6 columns"),
        ("word,meaning,level\ncasa,house,Z9", "no level"),
    ],
)
def test_a_draft_tells_its_problem(text: str, problem: str) -> None:
    assert problem in drafting.read(text)[0].draft.problem


def test_words_that_are_there_are_marked() -> None:
    lines = drafting.marked(drafting.read("casa - house\nsol - sun\nCASA - House\ncaso - house"), {("sol", "sun")})
    assert [line.draft.problem for line in lines] == ["", drafting.KNOWN, drafting.TWICE, ""]


def test_a_single_column_is_words_without_meaning() -> None:
    assert pairs("casa\nperro") == [("casa", ""), ("perro", "")]
