"""Under which heading a sentence belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.drafting.candidates import Candidate
from domains.telemedicine.features import Sparse, beside, damped, hashed, scores, softmax, word_runs
from domains.telemedicine.wordstems import content_words, stem

TITLES = (
    "History of present illness",
    "Past history, medications and allergies",
    "Review of systems",
    "Physical examination",
    "Results",
    "Assessment and plan",
)
SOAP = ("Subjective", "Subjective", "Subjective", "Objective", "Objective", "Assessment and plan")
_HEADINGS = (
    (re.compile(r"review of systems|ros\b", re.I), 2),
    (re.compile(r"exam|vital", re.I), 3),
    (re.compile(r"result|labs|imaging|x-ray|data", re.I), 4),
    (re.compile(r"assessment|plan|impression|instruction|a/p", re.I), 5),
    (re.compile(r"medical history|surgical|social|family|past|medications?$|allerg|current med", re.I), 1),
    (re.compile(r"history|complaint|hpi|cc\b|subjective|interval", re.I), 0),
)
BUCKETS, FACTS = 1 << 13, 9
TRUST = 0.3
SIZES = (BUCKETS, FACTS)
WIDTH = sum(SIZES)
KINDS = ("doctor", "patient", "denied", "affirmed", "other")
_RUNS = word_runs(2)


def parts_of_note(note: str) -> Iterator[tuple[int, frozenset[str]]]:
    """Lines of a written note, each with its section and its content stems; lines above any heading are history."""
    section = 0
    for line in note.splitlines():
        bare = line.strip().rstrip(":")
        if bare and len(bare) < 50 and (bare.isupper() or line.strip().endswith(":")):
            section = next((number for form, number in _HEADINGS if form.search(bare)), section)
        elif bare:
            yield section, frozenset(stem(word) for word in content_words(bare))


def belongs(candidate: Candidate, note: Sequence[tuple[int, frozenset[str]]]) -> int | None:
    """The section of the note whose line says most of a candidate; None where no line says half of it."""
    said = {stem(word) for word in content_words(candidate.text)}
    shares = [(len(said & line) / len(said), -number, section) for number, (section, line) in enumerate(note)]
    best = max(shares, default=(0.0, 0, 0))
    return best[2] if best[0] >= 0.5 else None


def row(candidate: Candidate) -> Sparse:
    """What a candidate is told by: its words, who said it, and where."""
    place = candidate.place
    facts = [float(candidate.kind == kind) for kind in KINDS]
    facts += [place, place**2, float(place > 0.7), float(candidate.text.startswith(("We will", "I want")))]
    words = damped(hashed(_RUNS(candidate.text), BUCKETS))
    return beside((words, Sparse(np.arange(FACTS, dtype=np.int64), np.array(facts))), SIZES)


def sections(found: Sequence[Candidate], weight: NDArray[np.float32], bias: NDArray[np.float32]) -> NDArray[np.intp]:
    """The section of each candidate; neighbours in the dialogue lend each other a third of their weight."""
    if not found:
        return np.zeros(0, np.intp)
    logits = np.stack([scores(row(one), weight, bias) for one in found])
    told = np.log(softmax(logits))
    near = (np.vstack([told[:1], told[:-1]]) + np.vstack([told[1:], told[-1:]])) / 2
    return np.asarray(np.argmax(told * 2 / 3 + near / 3, axis=1), np.intp)


def worth(found: Sequence[Candidate], weight: NDArray[np.float32], bias: float) -> NDArray[np.float64]:
    """How much each candidate is worth beside what its words are, from the share of its content that notes keep.

    Raised to a power that was chosen on the validation visits: at its full weight it makes drafts too short.
    """
    kept = [scores(row(one), weight[np.newaxis], np.array([bias]))[0] for one in found]
    return np.asarray(np.clip(np.array(kept, np.float64), 0.4, 1.6) ** TRUST)
