"""Distances of sounds."""

import pytest

from domains.telemedicine.lexicon.spelling import spoken
from domains.telemedicine.repair.likeness import distances


def far(one: str, two: str) -> float:
    return float(distances([spoken(one)], [spoken(two)])[0])


def test_the_same_sounds_lie_at_nothing() -> None:
    assert far("metoprolol", "metoprolol") == 0


@pytest.mark.parametrize(
    ("near", "farther"),
    [
        pytest.param(("pat", "bat"), ("pat", "rat"), id="voice before place"),
        pytest.param(("amoxicillin", "moccicillin"), ("amoxicillin", "lisinopril"), id="a name misheard"),
        pytest.param(("tap", "tapa"), ("tap", "tapss"), id="a weak vowel before a consonant"),
    ],
)
def test_what_sounds_alike_is_nearer(near: tuple[str, str], farther: tuple[str, str]) -> None:
    assert 0 < far(*near) < far(*farther)


def test_many_pairs_are_as_each_alone() -> None:
    names = ["metoprolol", "lisinopril", "aspirin", "gabapentin", "x"]
    sounds = [spoken(name) for name in names]
    pairs = [(one, two) for one in sounds for two in sounds]
    together = distances([one for one, _ in pairs], [two for _, two in pairs])
    assert list(together) == [float(distances([one], [two])[0]) for one, two in pairs]
