"""What a note asserts and a film denies."""

import math

import numpy as np
import pytest

from core.case import Modality
from core.finding import Evidence, Finding, Reading, Region, State
from domains.chest import heatsides
from domains.chest.contradictions import SILENT, candidates, find, name_of
from domains.chest.heatsides import Reliability, heat_side

LABELS = ("Effusion", "Pneumonia", "Mass", "Edema", "Pleural_Thickening")
PLACE = Region(10, 20, 30, 40, 0.5)


def _reading(**logits: float) -> Reading:
    heard = {label: logits.get(label, -3.0) for label in LABELS}
    evidence = (Evidence("image", Modality.IMAGE, 1.0, (PLACE,)),)
    findings = tuple(Finding(label, -2.0, evidence, State.UNDECIDED) for label in LABELS)
    return Reading(findings, (), "0" * 64, alone={"image": heard, "note": {}})


def _found(note: str, **logits: float) -> list[tuple[str, str]]:
    return [(each.label, each.note_status) for each in find(note, _reading(**logits))]


def test_a_finding_that_the_film_denies_is_told_with_its_words_and_the_film() -> None:
    note = "FINDINGS: Large effusion. Pneumonia."
    (each,) = find(note, _reading(Effusion=-6.0, Pneumonia=2.0))
    assert (each.label, each.note_status, each.side, each.regions) == ("Effusion", "present", "", (PLACE,))
    assert note[each.span_start : each.span_end] == each.text == "effusion"
    assert each.image_probability == pytest.approx(1 / (1 + math.exp(6.0)))


def test_a_finding_that_the_note_denies_and_the_film_shows() -> None:
    assert _found("No effusion.", Effusion=3.0) == [("Effusion", "absent")]
    assert _found("No effusion.", Effusion=-3.0) == []


def test_where_note_and_film_agree_there_is_nothing() -> None:
    assert _found("Effusion. No mass, no edema.", Effusion=2.0, Mass=-4.0, Edema=-4.0) == []


@pytest.mark.parametrize(
    "note",
    ["Rule out effusion.", "History of effusion.", "Mother had effusion.", "Effusion cannot be excluded.", "", "   "],
)
@pytest.mark.parametrize("logit", [-9.0, 9.0])
def test_doubt_history_and_family_contradict_nothing(note: str, logit: float) -> None:
    assert _found(note, Effusion=logit) == []


def test_silence_counts_in_a_note_that_describes_a_film_and_in_no_other() -> None:
    described = "No mass, no edema, no pneumonia, no pleural thickening."
    assert _found(described, Effusion=3.0) == [("Effusion", SILENT)]
    (each,) = find(described, _reading(Effusion=3.0))
    assert (each.span_start, each.span_end, each.text) == (None, None, "")
    assert _found("Cough and fever for three days.", Effusion=3.0) == []


def test_the_film_is_silent_on_what_it_is_not_fit_for() -> None:
    reading = Reading((), (), "0" * 64, alone={"image": {"Effusion": 3.0}})
    assert [each.label for each in candidates("No hernia, no effusion.", reading)] == ["Effusion"]
    assert candidates("No effusion.", Reading((), (), "0" * 64)) == ()


def test_the_gravest_comes_first() -> None:
    scores = [each.score for each in candidates("Effusion. Mass. No edema.", _reading(Effusion=-2.0, Edema=4.0))]
    assert scores == sorted(scores, reverse=True)


def test_a_question_is_answered_by_what_follows_it() -> None:
    note = "INDICATION: pneumonia?\nIMPRESSION: No pneumonia."
    assert _found(note, Pneumonia=4.0) == [("Pneumonia", "absent")]


def test_a_finding_denied_on_one_side_is_not_denied() -> None:
    assert _found("No left effusion.", Effusion=5.0) == []
    assert _found("Right effusion. No left effusion.", Effusion=5.0) == []


def test_the_more_a_note_denies_the_less_a_denial_says() -> None:
    alone, amid = "No effusion.", "No effusion, no pneumonia, no mass, no edema, no pleural thickening."
    few, many = (
        next(each for each in candidates(note, _reading(Effusion=1.0)) if each.label == "Effusion")
        for note in (alone, amid)
    )
    assert few.score > many.score


def test_a_side_is_held_against_the_heat_map_only_where_it_was_shown_to_be_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heat = np.zeros((4, 4))
    heat[1, 0] = 1.0  # the left of the picture is the patient's right
    reading = _reading(Effusion=3.0)
    reading = Reading(reading.findings, (), "0" * 64, {"Effusion": heat}, alone=reading.alone)
    assert find("Left effusion.", reading) == ()
    monkeypatch.setattr(
        "domains.chest.contradictions.reliability", lambda _weights: {"Effusion": Reliability(19, 20, 0.76)}
    )
    (each,) = find("Left effusion.", reading)
    assert (each.side, each.note_status) == ("left", "present")
    assert find("Right effusion.", reading) == ()
    assert find("Bilateral effusions.", reading) == ()


def test_the_side_of_a_heat_map_is_the_patients() -> None:
    left, right = np.zeros((3, 5)), np.zeros((3, 5))
    left[0, 4] = right[0, 0] = 1.0
    assert (heat_side(left), heat_side(right), heat_side(np.ones((3, 5))), heat_side(None)) == ("left", "right", "", "")


def test_a_table_of_sides_that_is_missing_or_of_other_weights_shows_nothing(tmp_path: object) -> None:
    assert heatsides.shown(tmp_path) == {}  # type: ignore[arg-type]


def test_names_are_those_of_the_terminal() -> None:
    assert name_of("Pleural_Thickening") == "pleural thickening"
