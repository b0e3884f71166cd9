"""A sentence without a source, or with a word that its sources lack, cannot be made."""

import pytest

from domains.telemedicine.drafting.support import Unsupported, is_supported, sourced, unheard

SAID = ["Any fever?", "No.", "I cough at night."]


def test_a_supported_sentence_keeps_its_sources() -> None:
    assert sourced("She coughs at night.", [2], SAID).sources == (2,)
    assert sourced("The patient denies fever.", [0, 1], SAID).text == "The patient denies fever."


@pytest.mark.parametrize(
    ("text", "sources", "reason"),
    [
        ("She coughs at night.", [], "names no utterance"),
        ("She coughs at night.", [3], "names no utterance"),
        ("She coughs at night.", [-1], "names no utterance"),
        ("She coughs at night.", [0, 1], "coughs, night"),
        ("She coughs blood.", [2], "blood"),
        ("She has coughed for 2 days.", [2], "2, days"),
    ],
)
def test_an_unsupported_one_is_refused(text: str, sources: list[int], reason: str) -> None:
    with pytest.raises(Unsupported, match=reason):
        sourced(text, sources, SAID)
    assert not is_supported(text, sources, SAID)


def test_what_is_unheard_is_named_in_order() -> None:
    assert unheard("Rash and fever with cough", ["cough"]) == ["rash", "fever"]
