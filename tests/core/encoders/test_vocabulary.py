"""The words of a domain."""

import pytest

from core.encoders.sentences import split
from core.encoders.vocabulary import Vocabulary, VocabularyError

TOML = b"""
decoys = ["subcutaneous emphysema", "body mass index"]

[spellings]
edema = ["oedema"]

[[concept]]
id = "edema"
kind = "finding"
label = "Edema"
terms = ["pulmonary edema"]
bare = ["edema"]
unless = ["leg", "extremity"]

[[concept]]
id = "emphysema"
kind = "finding"
terms = ["emphysema"]

[[concept]]
id = "mass"
kind = "finding"
terms = ["mass"]

[[concept]]
id = "opacity"
kind = "finding"
terms = ["opacity"]

[[concept]]
id = "embolism"
kind = "condition"
cased = ["PE"]
"""


def found(note: str) -> list[tuple[str, str]]:
    layout = split(note)
    mentions = [
        (m.concept.id, note[layout.tokens[m.first].start : layout.tokens[m.stop - 1].end])
        for s in layout.sentences
        for m in Vocabulary.load(TOML).find(
            note, layout.tokens, layout.norms, s.first, s.stop, s.section.name if s.section else ""
        )
    ]
    return mentions


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Pulmonary Oedema", [("edema", "Pulmonary Oedema")]),
        ("opacities", [("opacity", "opacities")]),
        ("masses", [("mass", "masses")]),
        ("subcutaneous emphysema", []),
        ("body mass index", []),
        ("edema", [("edema", "edema")]),
        ("leg edema", []),
        ("edema of both legs", []),
        ("Extremities: edema", []),
        ("pulmonary edema and leg pain", [("edema", "pulmonary edema")]),
        ("PE", [("embolism", "PE")]),
        ("pe", []),
    ],
)
def test_what_is_found(note: str, expected: list[tuple[str, str]]) -> None:
    assert found(note) == expected


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"\xff", "TOML"),
        (b"[[concept", "TOML"),
        (b'[[concept]]\nid = "a"\nkind = "mood"', "concept.0.kind"),
        (b'[[concept]]\nid = "a"\nkind = "finding"\ntrems = ["b"]', "trems"),
        (b"decoys = []", "concept"),
    ],
)
def test_a_malformed_vocabulary_is_named(data: bytes, named: str) -> None:
    with pytest.raises(VocabularyError, match=named):
        Vocabulary.load(data)


def test_the_digest_is_that_of_the_bytes() -> None:
    assert Vocabulary.load(TOML).digest != Vocabulary.load(TOML + b"\n").digest
