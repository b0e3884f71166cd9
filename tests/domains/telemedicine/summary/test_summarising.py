"""The summary for the patient, part by part."""

import csv
import json
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domains.telemedicine.analysis import analysed
from domains.telemedicine.commands import app
from domains.telemedicine.summary import grade, summarised
from domains.telemedicine.summary.addressing import to_patient
from domains.telemedicine.summary.glossary import entries, plainly
from domains.telemedicine.summary.medicines import medicine_sentences
from domains.telemedicine.transcripts import read

TALK = b"""Doctor: Good morning, what brings you in today?
Patient: I've had a bad cough for 3 weeks, and I feel tired all the time.
Doctor: Are you allergic to anything?
Patient: I am allergic to penicillin.
Doctor: Are you still taking your lisinopril for the hypertension?
Patient: Yes, lisinopril 10 milligrams once a day.
Doctor: On your lung exam there are crackles at the right base.
Doctor: I think you have a pneumonia. I'd like to prescribe azithromycin 500 milligrams once a day.
Doctor: We'll get a chest x-ray today. If you get short of breath, go to the emergency room.
"""


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("He has had a cough for 3 weeks.", "You have had a cough for 3 weeks."),
        ("The patient takes aspirin and her knee hurts.", "You take aspirin and your knee hurts."),
        ("We will refer her to cardiology.", "We will refer you to cardiology."),
        ("We will have her come back in a week.", "We will have you come back in a week."),
        ("She denies any fever or chills.", "You told us: no fever or chills."),
        ("They report chest pain.", "You told us about chest pain."),
        ("I think he has pneumonia.", "Your doctor thinks you have pneumonia."),
        ("The patient's cough is dry.", "Your cough is dry."),
    ],
    ids=range(8),
)
def test_a_note_s_sentence_is_said_to_the_patient(sentence: str, told: str) -> None:
    if "takes" in sentence:
        sentence = sentence.replace("her", "their")
    assert to_patient(sentence, set()) == told


def test_a_sentence_that_may_be_about_somebody_else_is_not_said() -> None:
    assert to_patient("She smokes.", {"she", "smokes"}) is None
    assert to_patient("He lives with his wife and she smokes.", set()) is None


def test_medical_words_become_plain_and_keep_their_name_once() -> None:
    told: set[str] = set()
    assert plainly("You have hypertension.", told)[0] == "You have high blood pressure (hypertension)."
    text, used = plainly("An MRI for the hypertension.", told)
    assert text == "A scan with a magnet (MRI) for the high blood pressure."
    assert used == ["scan with a magnet", "high blood pressure"]
    assert plainly("You have high blood pressure, hypertension.", set())[1] == []


def test_the_glossary_has_each_word_once_and_explains_none_by_itself() -> None:
    table = files("domains.telemedicine.summary") / "glossary.csv"
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == len({row["term"] for row in rows}) == len(entries()) > 150
    assert not [row["term"] for row in rows if row["term"] in row["plain"].split() or not row["plain"].strip()]


def test_the_grade_rises_with_long_words_and_long_sentences() -> None:
    assert grade([]) is None
    easy, hard = grade(["You have a cough."]), grade(["The radiological examination demonstrates cardiomegaly."])
    assert easy is not None and hard is not None and easy < 3 < 12 < hard


def test_medicines_are_told_as_they_were_said() -> None:
    def drug(name: str, text: str, state: str, at: int, **values: str) -> dict[str, object]:
        return {"kind": "drug", "name": name, "text": text, "utterance": at, "assertion": "present", "sources": [at],
                "values": {"state": state, "drug": name, **values}}  # fmt: skip

    facts = [
        drug("aspirin", "aspirin", "taking", 1),
        drug("aspirin", "aspirin 81 milligrams , daily", "taking", 2, dose="81"),
        drug("metformin", "metformin 500 mg", "taking", 3),
        drug("metformin", "metformin 1000 mg", "prescribed", 4),
        drug("warfarin", "warfarin", "stopped", 5),
        drug("losartan", "losartan", "never", 6),
    ]
    assert [(text, sources) for text, _, sources in medicine_sentences(facts)] == [
        ("You take aspirin 81 mg, daily.", [2]),
        ("Your medicine: metformin 1000 mg.", [4]),
        ("You no longer take warfarin.", [5]),
    ]


def test_a_consultation_is_told_with_sources_and_nothing_is_invented() -> None:
    told = analysed(read(TALK))
    by_part: dict[str, list[str]] = {}
    for one in told["summary"]:
        by_part.setdefault(one["part"], []).append(one["text"])
        assert one["sources"] and all(0 <= number < len(told["utterances"]) for number in one["sources"])
    assert list(by_part) == ["why you came", "what was found", "what was decided", "medicines", "seek help"]
    assert any("cough for 3 weeks" in text for text in by_part["why you came"])
    assert "New medicine: azithromycin 500 mg once a day." in by_part["medicines"]
    assert "You are allergic to penicillin." in by_part["medicines"]
    assert any("lung infection (pneumonia)" in text for text in by_part["what was decided"])
    assert by_part["seek help"] == ["If you get short of breath, go to the emergency room."]


def test_what_the_note_does_not_carry_is_left_out() -> None:
    said = [{"text": "We will start aspirin.", "role": "doctor"}]
    wrong = [{"title": "Assessment and plan", "sentences": [{"text": "We will start warfarin today.", "sources": [7]}]}]
    assert summarised(wrong, [], said) == []
    assert summarised([], [], []) == []


def test_the_terminal_prints_it(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_bytes(TALK)
    shown = json.loads(CliRunner().invoke(app, ["summary", str(path), "--json"]).stdout)
    assert shown["summary"] and shown["grade"] < 12 and shown["note_grade"] is not None
    assert "Medicines\n" in CliRunner().invoke(app, ["summary", str(path)]).stdout
    refused = CliRunner().invoke(app, ["summary", str(tmp_path / "absent.json")])
    assert refused.exit_code == 2 and len(refused.stderr.strip().splitlines()) == 1
