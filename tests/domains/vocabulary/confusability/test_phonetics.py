# ruff: noqa: RUF001 - phonetic symbols
"""Words that sound alike are told from words that do not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.vocabulary.confusability.articulation import TABLE, difference, sounds
from domains.vocabulary.confusability.drills import minimal, pairs, partners
from domains.vocabulary.confusability.phonetics import Phonetics, alike
from domains.vocabulary.views import NoteFacts

SPOKEN = st.lists(st.sampled_from(sorted(TABLE)), max_size=7).map("".join)


def test_a_transcription_becomes_its_sounds() -> None:
    assert len(sounds("ˈt͡ʃɪkɪn")) == 5
    assert sounds("tʃ") == sounds("t͡ʃ") == sounds("ʧ")
    assert sounds("ˈhaʊs.") == sounds("haʊs")
    assert sounds("iː")[0].long == 1.0
    assert sounds("ɑ̃")[0].nasal == 1.0
    assert sounds("ça")[0] == TABLE["ç"]
    assert sounds("1?!") == ()


@pytest.mark.parametrize(
    ("near", "far"),
    [(("p", "b"), ("p", "z")), (("i", "ɪ"), ("i", "ɑ")), (("m", "n"), ("m", "s")), (("s", "ʃ"), ("s", "ɡ"))],
)
def test_sounds_made_alike_are_nearer(near: tuple[str, str], far: tuple[str, str]) -> None:
    one, other = (difference(TABLE[a], TABLE[b]) for a, b in (near, far))
    assert 0.0 < one < other <= 1.0


@given(SPOKEN, SPOKEN)
@settings(max_examples=80, deadline=None)
def test_likeness_is_symmetric_and_one_for_the_same(one: str, two: str) -> None:
    there, back = alike(one, two), alike(two, one)
    if not (sounds(one) and sounds(two)):
        assert np.isnan(there)
        return
    assert there == pytest.approx(back, abs=1e-6) and 0.0 <= there <= 1.0
    assert alike(one, one) == pytest.approx(1.0)


def test_many_pairs_at_once_are_as_each_alone() -> None:
    words = ["haʊs", "maʊs", "tʃɛəɹ", "", "ˈblaʊs"]
    places = np.array([[a, b] for a in range(5) for b in range(5)])
    bulk = Phonetics(words).likeness(places)
    single = np.array([alike(words[a], words[b]) for a, b in places])
    np.testing.assert_allclose(bulk, single, atol=1e-6)


def note(id: int, ipa: str) -> NoteFacts:
    return NoteFacts(id, "deck", ipa, "", "en", "de", ipa=ipa)


def test_minimal_pairs_differ_in_one_sound() -> None:
    assert minimal("ʃɪp", "ʃiːp") and minimal("ˈkæt", "bæt")
    assert not minimal("kæt", "kæts") and not minimal("kæt", "kæt") and not minimal("a", "i")
    deck = [note(1, "pɪn"), note(2, "bɪn"), note(3, "sɪn"), note(4, "haʊs"), note(5, "pɪn")]
    assert {(a.id, b.id) for a, b in pairs(deck)} == {(1, 2), (1, 3), (2, 3), (2, 5), (3, 5)}
    assert [each.id for each in partners(deck[0], deck)] == [2, 3]
