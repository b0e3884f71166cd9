"""What the pictures show: one concept a picture, and nothing held out that is trained on under another name."""

from __future__ import annotations

import pytest

pytest.importorskip("emoji", reason="emoji is not installed (extra 'fusion')")

from core.training.space.concepts import LANGUAGES, concepts, held_out_names, plain

AMONG = concepts()


def test_every_concept_has_a_name_in_every_language() -> None:
    assert len(AMONG) > 1000
    assert all(set(one.names) == set(LANGUAGES) and all(one.names.values()) for one in AMONG)


def test_near_duplicates_are_left_out() -> None:
    codes = {one.code for one in AMONG}
    assert "1f3fb" not in codes  # a skin tone
    assert "1f1e6" not in codes  # a letter of flags
    assert sum("o’clock" in one.names["en"] or "thirty" in one.names["en"] for one in AMONG) == 1  # noqa: RUF001


def test_no_word_of_a_held_out_name_ends_a_name_that_is_trained_on() -> None:
    held = {one.names["en"].split()[-1] for one in AMONG if one.held_out}
    trained = {word for one in AMONG if not one.held_out for word in one.names["en"].split()}
    assert len(held) > 100
    assert not held & trained


def test_held_out_names_are_of_all_languages() -> None:
    one = next(one for one in AMONG if one.held_out)
    assert set(one.names.values()) <= held_out_names(AMONG)


def test_names_are_plain_words() -> None:
    assert plain(":Jack-O-Lantern_now:") == "jack o lantern now"
