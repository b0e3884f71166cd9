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


ABOVE = b"""
corrected = ["edema"]

[spellings]
edema = ["eddema"]

[[concept]]
id = "cardiomegaly"
kind = "finding"
loose = ["enlarged"]
beside = ["heart", "cardiac silhouette"]

[[concept]]
id = "edema"
kind = "finding"
terms = ["edema"]
"""


def _layered(note: str) -> list[str]:
    vocabulary = Vocabulary.layered(TOML, ABOVE)
    layout = split(note, vocabulary.phrases)
    sentences = [(s.first, s.stop) for s in layout.sentences]
    return [
        found.concept.id
        for first, stop in sentences
        for found in vocabulary.find(layout.text, layout.tokens, layout.norms, first, stop)
    ]


@pytest.mark.parametrize(
    "note",
    ["The heart is enlarged", "Heart is not enlarged", "cardiac silhouette: enlarged", "Heart appears mildly enlarged"],
)
def test_a_loose_term_counts_behind_the_word_that_gives_it_its_sense(note: str) -> None:
    assert _layered(note) == ["cardiomegaly"]


@pytest.mark.parametrize("note", ["Enlarged liver", "Heart normal, liver enlarged", "Heart normal. Enlarged spleen"])
def test_a_loose_term_by_itself_is_none(note: str) -> None:
    assert _layered(note) == []


def test_a_layer_takes_the_place_of_the_findings_below_and_keeps_the_rest() -> None:
    vocabulary = Vocabulary.layered(TOML, ABOVE)
    assert set(vocabulary.concepts) == {"cardiomegaly", "edema", "embolism"}
    assert vocabulary.corrected == ("edema",)
    assert _layered("PE and eddema, oedema, no mass") == ["embolism", "edema", "edema"]
    assert vocabulary.digest != Vocabulary.load(TOML).digest
