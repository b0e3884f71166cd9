"""Notes in another language."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.encoders.language import judge, refuse_foreign
from core.intake.refusal import Refused

CASES = tomllib.loads((Path(__file__).parent / "language_cases.toml").read_text(encoding="utf-8"))
FOREIGN = [(entry["language"], note) for entry in CASES["foreign"] for note in entry["notes"]]


def test_there_are_many_languages() -> None:
    assert len({language for language, _ in FOREIGN}) >= 12


@pytest.mark.parametrize(("language", "note"), FOREIGN, ids=lambda value: value[:30])
def test_a_foreign_note_is_refused_by_name(language: str, note: str) -> None:
    with pytest.raises(Refused, match=f"is written in {language} and was not read") as refused:
        refuse_foreign(note)
    assert refused.value.code == "language"


@pytest.mark.parametrize("note", CASES["english"]["notes"])
def test_shorthand_drug_lists_and_single_words_pass(note: str) -> None:
    refuse_foreign(note)


def test_a_long_english_note_with_a_foreign_quotation_passes() -> None:
    refuse_foreign("The patient said 'tengo dolor de pecho' and points to the left side of the chest since yesterday.")


def test_a_long_foreign_note_is_refused() -> None:
    verdict = judge("Der Patient klagt seit drei Tagen über Husten und Fieber. " * 300)
    assert verdict is not None
    assert verdict.language == "German"


def test_a_language_that_the_lists_do_not_hold_is_still_refused() -> None:
    note = "Mae gan y claf beswch a thwymyn ers tridiau, ac mae'n fyr ei anadl wrth gerdded i fyny'r grisiau."
    with pytest.raises(Refused, match="Welsh"):
        refuse_foreign(note)


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=60)
def test_any_text_is_judged(note: str) -> None:
    verdict = judge(note)
    assert verdict is None or any(letter.isalpha() for letter in note)


@given(
    st.lists(st.sampled_from("COPD CHF SOB PNA HTN DM2 r/o s/p c/o 38.5 bid prn O2 WCC 12 CRP".split()), max_size=12)
)
@settings(deadline=None)
def test_abbreviations_are_never_foreign(words: list[str]) -> None:
    assert judge(" ".join(words)) is None
