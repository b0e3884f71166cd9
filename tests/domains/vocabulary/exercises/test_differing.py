"""The diff is what was meant and what was typed, interleaved."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.vocabulary.exercises.differing import pieces, slips
from domains.vocabulary.exercises.forms import graphemes

WORD = st.text(alphabet="abcéñかガ한كि ", min_size=1, max_size=12).filter(lambda text: bool(text.strip()))


def drawn(meant: str, typed: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in pieces(meant, typed)]


def test_letters_left_out_added_and_changed_are_told() -> None:
    assert drawn("strawberry", "strawbery") == [("same", "strawber"), ("missing", "r"), ("same", "y")]
    assert drawn("dog", "doog") in (
        [("same", "do"), ("extra", "o"), ("same", "g")],
        [("same", "d"), ("extra", "o"), ("same", "og")],
    )
    assert drawn("house", "mouse") == [("extra", "m"), ("missing", "h"), ("same", "ouse")]
    assert drawn("house", "huose") == [("same", "h"), ("extra", "uo"), ("missing", "ou"), ("same", "se")]


def test_an_accent_is_told_apart_from_a_letter() -> None:
    assert drawn("été", "ete") == [("accent", "é"), ("same", "t"), ("accent", "é")]
    assert drawn("Dog", "dog") == [("same", "Dog")]


def test_nothing_typed_and_something_else_typed() -> None:
    assert drawn("dog", " ") == [("missing", "dog")]
    assert drawn("dog", "xyzw") == [("extra", "xyzw"), ("missing", "dog")]


@given(WORD, WORD)
@settings(max_examples=150, deadline=None)
def test_pieces_put_together_again_give_both_words(meant: str, typed: str) -> None:
    found = pieces(meant, typed)
    assert "".join(piece.text for piece in found if piece.kind != "extra") == unicodedata.normalize(
        "NFC", meant.strip()
    )


@given(WORD, WORD)
@settings(max_examples=100, deadline=None)
def test_slips_are_a_symmetric_distance(one: str, two: str) -> None:
    assert slips(one, two) == slips(two, one)
    assert (slips(one, two) == 0) == (one == two)


def test_slips_count_a_swap_once() -> None:
    assert (slips("house", "huose"), slips("house", "hose"), slips("a", "b")) == (1, 1, 1)


@pytest.mark.parametrize(("text", "count"), [("किताब", 3), ("e\u0301", 1), ("👩\u200d🚀", 1), ("หมู", 2)])
def test_a_grapheme_is_what_a_reader_sees(text: str, count: int) -> None:
    assert len(graphemes(text)) == count
