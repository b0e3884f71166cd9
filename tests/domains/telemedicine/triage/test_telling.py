"""The level of a consultation on the shipped weights: exact sums, rules of safety, and reasons with their place."""

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest

from core.weights import seal
from domains.telemedicine.triage import levels
from domains.telemedicine.triage.telling import CAPPED, FOLDER, triage
from tests.domains.telemedicine.triage.test_breath import speech

SAID = [
    ("doctor", "What brings you in today?"),
    ("patient", "My calf is swollen and sore, and it hurts when I walk upstairs since my long flight."),
    ("doctor", "Do you have any chest pain?"),
    ("patient", "No. But my breathing gets worse at night and I cough up green stuff every morning."),
    ("doctor", "Okay."),
    ("patient", "My husband drove me because the leg is red and warm all over, and swollen to the knee."),
]
FLAG = {
    "kind": "red flag",
    "name": "swollen calf",
    "assertion": "present",
    "values": {"level": "urgent"},
    "utterance": 1,
}


def utterances(words: bool = False, runs: int = 3, pause: float = 0.9) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The consultation, with times of its words as somebody speaks who is short of breath."""
    out: list[dict[str, Any]] = [{"role": role, "text": text} for role, text in SAID]
    pauses, at = [], 0.0
    for one in out if words else ():
        said = one["text"].split()
        timed, inside, at = speech([min(runs, len(said) - n) for n in range(0, len(said), runs)], pause, at + 1.0)
        one["words"] = [[word, *row[1:]] for word, row in zip(said, timed, strict=True)]
        pauses += inside
    return out, {"pauses": pauses}


def vital(name: str, value: float, utterance: int = 5) -> dict[str, Any]:
    return {
        "kind": "vital", "name": name, "assertion": "present", "values": {"value": value}, "utterance": utterance,
        "text": f"{value:g}",
    }  # fmt: skip


def told(*given: Any) -> dict[str, Any]:
    found = triage(*given)
    assert found is not None
    return found


def at_least_urgent(found: dict[str, Any]) -> float:
    return float(found["chances"]["urgent"] + found["chances"]["emergency"])


def test_prior_and_contributions_sum_to_the_fused_log_odds() -> None:
    said, measures = utterances(words=True)
    found = told(said, [vital("heart rate", 115), vital("oxygen saturation", 94)], measures)
    total = found["prior"] + math.fsum(one["log_odds"] for one in found["contributions"])
    assert {one["modality"] for one in found["contributions"]} == {"text", "audio", "table"}
    assert 1 / (1 + math.exp(-total)) == pytest.approx(at_least_urgent(found), abs=2e-4)


def test_reasons_lead_back_to_words_seconds_and_facts() -> None:
    said, measures = utterances(words=True)
    parts = {
        one["modality"]: one["because"] for one in told(said, [vital("heart rate", 115, 3)], measures)["contributions"]
    }
    assert parts["text"] and all(one["words"] in said[one["utterance"]]["text"] for one in parts["text"])
    assert parts["audio"] and all(said[one["utterance"]]["role"] == "patient" for one in parts["audio"])
    assert all(said[one["utterance"]]["words"][0][1] <= one["start"] + 0.1 for one in parts["audio"])
    assert parts["table"] == [{"words": "115", "utterance": 3, "log_odds": pytest.approx(1.06, abs=0.01)}]


def test_what_is_missing_is_absent_and_not_nought() -> None:
    said, _ = utterances()
    assert [one["modality"] for one in told(said, [])["contributions"]] == ["text"]
    assert triage([{"role": "patient", "text": "Hello."}], []) is None
    flagged = told([{"role": "patient", "text": "Hello."}], [FLAG])
    assert (flagged["level"], flagged["decided_by"], flagged["contributions"]) == ("urgent", "red flag", [])


def test_breathlessness_raises_and_a_calm_voice_does_not_lower() -> None:
    said, measures = utterances(words=True)
    calm, even = utterances(words=True, runs=9, pause=0.3)
    assert at_least_urgent(told(said, [], measures)) > at_least_urgent(told(said, []))
    assert at_least_urgent(told(calm, [], even)) == pytest.approx(at_least_urgent(told(said, [])))


def test_the_interval_holds_the_chance_and_is_left_out_where_a_rule_decides() -> None:
    said, measures = utterances(words=True)
    found = told(said, [], measures)
    low, high = found["interval"]
    assert low < found["probability"] < high and high - low < 0.5
    assert told(said, [{**FLAG, "values": {"level": "emergency"}}], measures)["interval"] is None


def test_a_sign_without_points_is_no_reason() -> None:
    said, _ = utterances()
    found = told(said, [vital("heart rate", 72), vital("respiratory rate", 22)])
    assert [part["because"] for part in found["contributions"] if part["modality"] == "table"] == [
        [{"words": "22", "utterance": 5, "log_odds": pytest.approx(1.06, abs=0.01)}]
    ]


@pytest.mark.parametrize("text", ["", "\u2028: :", "a:b\nc\r\nd\x0be " * 20, "\ud800 no", "Ä" * 5000, "? " * 500])
def test_odd_texts_are_told_or_not_and_nothing_else(text: str) -> None:
    said = [{"role": role, "text": text + SAID[1][1]} for role in ("patient", "other", "doctor", "patient")]
    parts = told(said, [])["contributions"]
    assert all(one["words"] in said[one["utterance"]]["text"] for part in parts for one in part["because"])


def test_the_baseline_has_heard_neither_sound_nor_vital_signs() -> None:
    said, measures = utterances(words=True)
    found = told(said, [FLAG, vital("respiratory rate", 30)], measures)
    alone = told(said, [FLAG])
    assert found["baseline"] == {key: alone[key] for key in found["baseline"]}
    assert found["chances"] != alone["chances"]


@pytest.mark.parametrize("level", ["urgent", "emergency"])
def test_nothing_leads_below_a_red_flag(level: str) -> None:
    said, _ = utterances()
    found = told(said, [{**FLAG, "values": {"level": level}}])
    assert (found["level"], found["flags"], found["probability"]) == (level, [0], None)
    assert found["decided_by"] == "red flag"


def test_a_flag_that_is_denied_or_doubtful_sets_nothing() -> None:
    said, _ = utterances()
    assert told(said, [{**FLAG, "assertion": "absent"}, {**FLAG, "assertion": "uncertain"}])["flags"] == []


def test_vital_signs_set_the_level_that_the_score_asks_for() -> None:
    said, _ = utterances()
    found = told(said, [vital("respiratory rate", 26), vital("oxygen saturation", 93), vital("heart rate", 112)])
    assert (found["level"], found["points"]["total"]) == ("emergency", 7)
    assert found["baseline"]["level"] in levels.LEVELS[:3]


def louder(folder: Path) -> Path:
    """The shipped weights with a sound that counts sixtyfold."""
    shutil.copytree(FOLDER, folder)
    fusion = json.loads((folder / "fusion.json").read_text())
    fusion["addends"]["sound"] *= 60
    (folder / "fusion.json").write_text(json.dumps(fusion))
    seal(folder)
    return folder


def test_sound_raises_by_one_level_at_most(tmp_path: Path) -> None:
    said, measures = utterances(words=True)
    found = told(said, [], measures, louder(tmp_path / "weights"))
    assert found["chances"]["emergency"] > 0.9
    assert levels.rank(found["level"]) == levels.rank(found["baseline"]["level"]) + 1 < 3
    assert CAPPED in found["notices"]
