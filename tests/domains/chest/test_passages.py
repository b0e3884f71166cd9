"""What of a note was written from the film, shown where it stands."""

import pytest

from domains.chest.passages import withheld


@pytest.mark.parametrize(
    ("note", "struck"),
    [
        ("Cough for days.\nFINDINGS: Right effusion.\nIMPRESSION: Pneumonia.", ["Right effusion.", "Pneumonia."]),
        ("Indication: fever.\n\nImpression\nNo acute disease.", ["No acute disease."]),
        ("Fever. CXR shows right lower lobe pneumonia. Denies pain.", ["CXR shows right lower lobe pneumonia."]),
        ("The lungs are clear. Heart size normal.", ["The lungs are clear. Heart size normal."]),
        ("**Findings:** consolidation", ["consolidation"]),
        ("Radiology report: Opacity in the left base.", ["Opacity in the left base."]),
        ("CONCLUSION - cardiomegaly.", ["cardiomegaly."]),
        ("Cough and fever. Please exclude pneumonia on chest x-ray.", []),
        ("History: COPD. Old CXR from 2019 showed scarring.", []),
        ("Lungs clear to auscultation, heart sounds normal.", []),
    ],
)
def test_passages_from_the_film_are_found(note: str, struck: list[str]) -> None:
    spans = withheld(note)
    assert [span.text for span in spans] == struck
    assert all(note[span.start : span.end] == span.text for span in spans)
