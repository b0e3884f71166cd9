"""Measuring notes, on reports made up for the test."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.encoders.assertions import Status
from core.encoders.likelihood import LikelihoodExpert
from core.encoders.vocabulary import Vocabulary
from domains.chest.training import note
from domains.chest.training.openi import Report

VOCABULARY = Vocabulary.load(note.VOCABULARY.read_bytes())
SHIPPED = note.VOCABULARY.parent / "weights" / "note.json"


def invented(count: int = 400) -> tuple[Report, ...]:
    """Reports in which heart failure makes an effusion likely and a cough says nothing."""
    random = np.random.default_rng(0)
    made = []
    for number in range(count):
        failing, coughing = random.random() < 0.3, random.random() < 0.5
        effusion = random.random() < (0.5 if failing else 0.08)
        said = " ".join(["CHF."] * failing + ["Cough."] * coughing) or "Film requested."
        parts = {"INDICATION": said, "FINDINGS": "Effusion."} if number else {"FINDINGS": "none"}
        made.append(Report(str(number), parts, frozenset({"Effusion"} if effusion else ())))
    return tuple(made)


TABLE = note.tabulate(invented(), VOCABULARY)


def test_the_table_counts_notes_that_have_the_part() -> None:
    assert len(TABLE.spoken) == 399
    assert TABLE.design.said.shape == (399, len(TABLE.pairs))
    assert 0 < TABLE.spoken.sum() < 399


def test_every_way_of_naming_a_finding_has_a_column() -> None:
    named = {("effusion", status) for status in Status}
    assert named <= set(TABLE.pairs)
    assert len(TABLE.design.direct["present"]) == len(note.LABELS)


def test_the_file_ranks_what_makes_a_finding_likely() -> None:
    made = note.document(TABLE, VOCABULARY, {"name": "made up"})
    expert = LikelihoodExpert.load(json.dumps(made).encode(), VOCABULARY)
    effusion = {text: expert.read(text)["Effusion"][0] for text in ("CHF", "Cough", "Film requested", "")}
    assert effusion["CHF"] > effusion["Cough"] + 0.5
    assert effusion[""] == 0.0
    assert made["labels"]["Effusion"]["auroc"] > 0.65
    assert made["source"]["reports"] == 399


def test_nested_statements_are_calibrated() -> None:
    stated = note.nested(TABLE.design, grid=note.GRID[:1])
    column = note.LABELS.index("Effusion")
    assert stated.probability[:, column].mean() == pytest.approx(TABLE.design.truth[:, column].mean(), abs=0.02)
    assert np.abs(stated.log_odds).max() <= note.LIMIT


def test_the_shipped_file_was_measured_with_these_labels_and_holds_no_text() -> None:
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))
    assert tuple(shipped["labels"]) == note.LABELS
    assert shipped["vocabulary_sha256"] == VOCABULARY.digest
    known = set(VOCABULARY.concepts)
    assert all(set(about["ratios"]) <= known for about in shipped["labels"].values())


def test_the_program_needs_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        note.main(["--out", str(tmp_path / "note.json")])
    assert stopped.value.code == 2
    assert "--reports" in capsys.readouterr().err
