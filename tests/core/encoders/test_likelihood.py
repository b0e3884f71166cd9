"""The note expert, with ratios made up for the test and with those that ship."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.encoders.assertions import Status
from core.encoders.likelihood import LikelihoodExpert
from core.encoders.vocabulary import Vocabulary
from core.intake.refusal import Refused
from core.weights import WeightsError

CHEST = Path(__file__).parents[3] / "domains" / "chest"
VOCABULARY = Vocabulary.load((CHEST / "vocabulary.toml").read_bytes())
NIH = (
    "Atelectasis", "Cardiomegaly", "Effusion", "Infiltration", "Mass", "Nodule", "Pneumonia", "Pneumothorax",
    "Consolidation", "Edema", "Emphysema", "Fibrosis", "Pleural_Thickening", "Hernia",
)  # fmt: skip


def ratio(log_ratio: float) -> dict[str, float]:
    return {"log_ratio": log_ratio, "positives": 5, "negatives": 50}


def made() -> dict[str, Any]:
    ratios = {
        "effusion": {"present": ratio(2.0), "uncertain": ratio(1.0), "absent": ratio(-1.0)},
        "dyspnea": {"present": ratio(0.5)},
        "copd": {"present": ratio(0.25)},
        "tuberculosis": {"family": ratio(0.0)},
    }
    label = {"positives": 100, "negatives": 900, "silence": -0.125, "slope": 0.5, "ratios": ratios}
    return {
        "schema_version": 1,
        "vocabulary_sha256": VOCABULARY.digest,
        "source": {"name": "made up"},
        "method": {"limit": 3.0},
        "direct_prior": {"present": 1.0},
        "labels": {"Effusion": label},
    }


def expert(document: dict[str, Any] | None = None) -> LikelihoodExpert:
    return LikelihoodExpert.load(json.dumps(document or made()).encode(), VOCABULARY)


def shipped() -> LikelihoodExpert:
    return LikelihoodExpert.load((CHEST / "weights" / "note.json").read_bytes(), VOCABULARY)


@pytest.mark.parametrize(
    ("note", "log_odds"),
    [
        ("", 0.0),
        (" \r\n\t", 0.0),
        ("Patient here", -0.125),
        ("dyspnea", 0.125),
        ("Dyspnea. SOB! Dyspnoea?", 0.125),
        ("dyspnea, effusion", 1.125),
        ("no effusion", -0.625),
        ("r/o effusion", 0.375),
        ("known COPD", 0.0),
        ("history of COPD", 0.0),
        ("mother had TB", -0.125),
        ("no dyspnea", -0.125),
    ],
)
def test_the_sum_of_what_is_said(note: str, log_odds: float) -> None:
    assert expert().read(note)["Effusion"][0] == log_odds


def test_each_assertion_and_the_sum_stay_within_the_limit() -> None:
    document = made() | {"method": {"limit": 0.5}}
    log_odds, spans = expert(document).read("effusion")["Effusion"]
    assert (log_odds, spans[0].reading) == (0.375, "effusion, present: \u00d7 1.6")
    assert expert(document).read("dyspnea, effusion")["Effusion"][0] == 0.5
    assert expert(document).read("no effusion")["Effusion"][0] == -0.5


def test_the_spans_are_those_that_counted_the_strongest_first() -> None:
    note = "Dyspnea, later SOB. Possible effusion, no fever. Mother had TB."
    spans = expert().read(note)["Effusion"][1]
    assert [note[s.start : s.end] for s in spans] == ["effusion", "Dyspnea", "SOB"]
    assert [s.reading for s in spans] == [
        "effusion, uncertain: \u00d7 1.6",
        "dyspnea, present: \u00d7 1.3",
        "dyspnea, present: \u00d7 1.3",
    ]


def test_what_describes_the_film_is_left_out_and_said() -> None:
    note = "Cough.\nFINDINGS: large effusion"
    reading = expert().study(note)
    assert reading.contributions == expert().read("Cough.")
    assert [s.text for s in reading.withheld] == ["large effusion"]
    assert f"{note.index('large')}-{len(note)} (findings section)" in reading.notices[0]
    assert [a.concept for a in reading.assertions] == ["cough"]


def test_nothing_left_out_means_no_notice() -> None:
    assert expert().study("Cough").notices == ()


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("FINDINGS: large effusion", "report-text"),
        ("CXR: left effusion", "report-text"),
        ("Patient mit Husten und Fieber seit drei Tagen", "language"),
    ],
)
def test_a_note_that_cannot_be_used_is_refused(note: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        expert().study(note)
    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"vocabulary_sha256": "0" * 64}, "another vocabulary"),
        ({"schema_version": 2}, "schema_version"),
        ({"method": {}}, "method.limit"),
        ({"labels": {"Effusion": {}}}, "labels.Effusion"),
        ({"extra": 1}, "extra"),
    ],
)
def test_a_file_that_does_not_fit_is_named(change: dict[str, Any], named: str) -> None:
    with pytest.raises(WeightsError, match=named):
        expert(made() | change)


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"{", b'{"labels": NaN}'])
def test_bytes_that_are_no_such_file_are_refused(data: bytes) -> None:
    with pytest.raises(WeightsError, match=r"note\.json"):
        LikelihoodExpert.load(data, VOCABULARY)


def test_the_shipped_file_fits_the_vocabulary_and_knows_all_labels() -> None:
    assert shipped().labels == NIH


@pytest.mark.parametrize("label", NIH)
def test_naming_a_finding_speaks_for_it_in_the_right_order(label: str) -> None:
    concept = next(c for c in VOCABULARY.concepts.values() if c.label == label)
    said = [shipped().read(note.format(concept.terms[0]))[label][0] for note in ("known {}", "{}?", "no {}")]
    silence = shipped().read("patient here")[label][0]
    assert min(said[:2]) > silence + math.log(2.0)
    assert said[2] < silence


@given(
    st.text(max_size=60) | st.lists(st.sampled_from(["no", "effusion", "SOB", ",", "r/o", "PNA", "\n"])).map(" ".join)
)
@settings(deadline=None, max_examples=60)
def test_every_span_indexes_the_note(note: str) -> None:
    try:
        read = expert().read(note)
    except Refused:
        return
    for log_odds, spans in read.values():
        assert math.isfinite(log_odds)
        assert all(note[s.start : s.end] == s.text for s in spans)
        assert spans or log_odds in (0.0, -0.125)


def test_every_status_may_stand_in_the_file() -> None:
    document = made()
    document["labels"]["Effusion"]["ratios"]["effusion"] = {status.value: ratio(1.0) for status in Status}
    assert expert(document).read("mother had effusion")["Effusion"][0] == 0.375
