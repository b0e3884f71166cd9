"""Assertions with their characters, read with the chest vocabulary."""

import unicodedata
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.notes import cases, negex
from core.encoders.assertions import Assertion, AssertionReader, Status
from core.encoders.vocabulary import Vocabulary
from tests.core.encoders.work import calls

VOCABULARY = Path(__file__).parents[3] / "domains" / "chest" / "vocabulary.toml"
READER = AssertionReader(Vocabulary.load(VOCABULARY.read_bytes()))
CASES = cases.load()
WORDS = (
    "no", "denies", "possible", "?", "r/o", "history of", "mother", "resolved", "was ruled out", "but", "and", "or",
    ",", ".", ";", "\n", "\r\n", "- ", "(", ")", ":", "pneumonia", "pleural effusion", "e\u0301", "\ufb01brosis",
    "C\u00d6PD", "COPD", "SOB", "cough", "edema", "leg", "\U0001f637", "oede\u0300ma", "in 2019", "FINDINGS:", "PMH:",
    "not", "\u200b", "3/7", "+", "\u2019",
)  # fmt: skip
notes = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.text(max_size=80)


def status(note: str, start: int, end: int) -> str:
    return next((a.status.value for a in READER.read(note) if a.start < end and start < a.end), cases.MISSED)


def statuses(note: str) -> dict[str, Status]:
    return {a.text: a.status for a in READER.read(note)}


def test_there_are_enough_sentences_and_half_are_held_out() -> None:
    parts = [case.part for case in CASES]
    assert len(parts) >= 150
    assert parts.count("held out") >= len(parts) / 2
    assert {s for case in CASES for s in case.expected.values()} == {s.value for s in Status}


@pytest.mark.parametrize("case", [c for c in CASES if c.part == "development"], ids=lambda c: c.note[:40])
def test_the_development_sentences_are_read_as_labelled(case: cases.Case) -> None:
    assert cases.score([case], status) == [(expected, expected) for expected in case.expected.values()]
    assert not [a.text for a in READER.read(case.note) if a.text.lower() in case.silent]


def test_the_held_out_sentences_are_read_far_better_than_by_the_baseline() -> None:
    held_out = [case for case in CASES if case.part == "held out"]
    ours, plain = cases.score(held_out, status), cases.score(held_out, negex.status)
    assert sum(e == g for e, g in ours) / len(ours) > 0.95
    assert sum(e == g for e, g in plain) / len(plain) < 0.75


@given(notes)
@settings(deadline=None, max_examples=60)
def test_spans_index_the_original_text(note: str) -> None:
    for assertion in READER.read(note):
        assert note[assertion.start : assertion.end] == assertion.text
        assert assertion.text.strip() == assertion.text != ""


@given(notes)
@settings(deadline=None, max_examples=60)
def test_mentions_never_overlap(note: str) -> None:
    of_concept: dict[str, list[Assertion]] = defaultdict(list)
    for assertion in READER.read(note):
        of_concept[assertion.concept].append(assertion)
    for mentions in of_concept.values():
        assert all(a.end <= b.start for a, b in pairwise(mentions))


@given(notes)
@settings(deadline=None, max_examples=60)
def test_reading_twice_says_the_same(note: str) -> None:
    assert READER.read(note) == AssertionReader(READER.vocabulary).read(note)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_the_unicode_form_does_not_matter(form: str) -> None:
    note = "No \u0153dema? Known \ufb01brosis, pulmonary o\u0308dema, no dyspn\u0153a \U0001f637"
    plain = {(a.concept, a.status) for a in READER.read("Known fibrosis")}
    assert plain <= {(a.concept, a.status) for a in READER.read(unicodedata.normalize(form, note))}  # type: ignore[arg-type]


def test_line_endings_do_not_matter() -> None:
    note = "PMH:\n- COPD\n- no asthma\n\nHPI: cough,\nno fever"
    ours = [(a.concept, a.status) for a in READER.read(note)]
    assert ours == [(a.concept, a.status) for a in READER.read(note.replace("\n", "\r\n"))]
    assert ours == [
        ("copd", Status.HISTORICAL),
        ("asthma", Status.ABSENT),
        ("cough", Status.PRESENT),
        ("fever", Status.ABSENT),
    ]


def test_sections_are_named() -> None:
    assert [a.section for a in READER.read("HPI: cough. FH: COPD")] == ["present illness", "family history"]


def test_a_bare_history_is_the_past_for_conditions_and_the_present_for_symptoms() -> None:
    assert statuses("Hx: fever, COPD") == {"fever": Status.PRESENT, "COPD": Status.HISTORICAL}


@pytest.mark.parametrize(
    "piece",
    [
        "no fever cough sob chest pain and history of copd, denies effusion but has pneumonia. ",
        "no fever cough sob and history of copd denies effusion has pneumonia ",
        "pneumonia suspected ",
        "pneumonia, ",
        "pneumonia and ",
        "? no ",
        "a.",
        "(",
        "history of ",
        "cxr ",
        "e\u0301",
    ],
)
def test_the_work_is_linear_in_the_length(piece: str) -> None:
    def work(characters: int) -> int:
        return calls(READER.read, (piece * (characters // len(piece) + 1))[:characters])

    assert work(20_000) < 12 * work(2_000)


def test_a_long_note_is_read_whole() -> None:
    note = "62F with SOB, no fever. History of COPD and CHF; r/o pneumonia or effusion, mother had TB.\n" * 2_200
    assert len(READER.read(note)) == 7 * 2_200
