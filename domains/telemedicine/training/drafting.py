"""Trains the drafter: `python -m domains.telemedicine.training.drafting --data DIR`.

It is fitted on the official training part, measured on the official validation part, and then fitted on both. The test
part is opened by the benchmark alone.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.weights import Tensors
from domains.telemedicine.drafting.candidates import Candidate, candidates
from domains.telemedicine.drafting.drafter import FOLDER, Model, draft, text_of
from domains.telemedicine.drafting.expectation import Habits, Mentions, count_habits, features, vocabulary
from domains.telemedicine.drafting.measure import rouge1, unsupported
from domains.telemedicine.drafting.sections import TITLES, WIDTH, belongs, parts_of_note, row
from domains.telemedicine.drafting.support import is_supported
from domains.telemedicine.roles.labels import OTHER, named
from domains.telemedicine.training.arguments import data_folder
from domains.telemedicine.training.corpora import Encounter, encounters
from domains.telemedicine.training.sparse import keep, matrix
from domains.telemedicine.wordstems import content_words, stem, stems, tokens

WORDS, SECTIONS, RIDGE, RAREST = 1.0, 2.0, 5.0, 2


@dataclass(frozen=True)
class Visit:
    """An encounter made ready to learn from."""

    id: str
    variant: str
    texts: tuple[str, ...]
    roles: tuple[str, ...]
    found: tuple[Candidate, ...]
    note: str
    written: Counter[str]


def visit(one: Encounter) -> Visit:
    """The candidates of an encounter beside its note; roles are those of the labels."""
    texts = tuple(said.text for said in one.transcript.utterances)
    roles = tuple(named(said.speaker) or OTHER for said in one.transcript.utterances)
    found = tuple(c for c in candidates(texts, roles) if is_supported(c.text, c.sources, texts))
    return Visit(one.id, one.variant, texts, roles, found, one.note, Counter(tokens(one.note)))


def fit(visits: Sequence[Visit]) -> Model:
    """All that the drafter knows, from visits; the variants of one visit count as one where notes are counted."""
    said: dict[str, frozenset[str]] = defaultdict(frozenset)
    notes = {one.id: one.written for one in visits}
    for one in visits:
        said[one.id] |= vocabulary(one.found)
    habits = count_habits([(said[id], notes[id]) for id in said])
    length = _length(visits)
    words = _words(visits, said, habits, length)
    section, bias = _sections(visits)
    return Model(_common(habits), words, length, section, bias, _worth(visits))


def _worth(visits: Sequence[Visit]) -> NDArray[np.float32]:
    """Ridge regression on the share of a candidate's content that the note has, over the mean share."""
    from sklearn.linear_model import Ridge

    rows, shares = [], []
    for one in visits:
        noted = stems([one.note])
        for candidate in one.found:
            said = content_words(candidate.text)
            rows.append(row(candidate))
            shares.append(sum(stem(word) in noted for word in said) / len(said))
    kept = np.array(shares) / np.mean(shares)
    fitted = Ridge(alpha=RIDGE).fit(matrix(rows, WIDTH), kept)
    return np.append(fitted.coef_, fitted.intercept_).astype(np.float32)


def _length(visits: Sequence[Visit]) -> NDArray[np.float64]:
    """Least squares of the logarithm of the note's words over that of the dialogue's."""
    heard = np.log([sum(len(tokens(text)) for text in one.texts) for one in visits])
    written = np.log([one.written.total() for one in visits])
    return np.asarray(np.linalg.lstsq(np.column_stack([np.ones(len(heard)), heard]), written, rcond=None)[0])


def _words(
    visits: Sequence[Visit], said: dict[str, frozenset[str]], habits: Habits, length: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Logistic regression on whether the note has a word that often, each visit judged by the habits of the others."""
    from sklearn.linear_model import LogisticRegression

    told, truth = [], []
    for one in visits:
        others = habits.without(said[one.id], one.written)
        mentions = Mentions(one.found)
        expected = float(np.exp(length[0] + length[1] * np.log(sum(len(tokens(text)) for text in one.texts))))
        for word in mentions.count:
            rows = features(word, others, mentions, expected)
            told.append(rows)
            truth.append(np.arange(1, len(rows) + 1) <= one.written[word])
    fitted = LogisticRegression(C=WORDS, max_iter=2000, fit_intercept=False)
    return np.asarray(fitted.fit(np.vstack(told), np.concatenate(truth)).coef_[0], np.float64)


def _sections(visits: Sequence[Visit]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Logistic regression on the sections of those candidates that a line of the note says."""
    from sklearn.linear_model import LogisticRegression

    rows, truth = [], []
    for one in visits:
        note = list(parts_of_note(one.note))
        for candidate in one.found:
            if (section := belongs(candidate, note)) is not None:
                rows.append(row(candidate))
                truth.append(section)
    fitted = LogisticRegression(C=SECTIONS, max_iter=1000).fit(matrix(rows, WIDTH), truth)
    weight = np.zeros((len(TITLES), WIDTH), np.float32)
    bias = np.full(len(TITLES), -20.0, np.float32)
    weight[fitted.classes_], bias[fitted.classes_] = fitted.coef_, fitted.intercept_
    return weight, bias


def _common(habits: Habits) -> Habits:
    """Words that several visits share; one that a single visit has tells who it was."""
    kept = [word for word, times in habits.visits.items() if times >= RAREST]
    return Habits(*({word: counts.get(word, 0) for word in kept} for counts in _tables(habits)))


def _tables(habits: Habits) -> tuple[dict[str, int], ...]:
    return dict(habits.visits), dict(habits.noted), dict(habits.often)


def write(model: Model, folder: Path = FOLDER) -> str:
    """Keep and seal a model; the digest of its manifest."""
    tensors: Tensors = {"words": model.words, "length": model.length, "section": model.section.astype(np.float16)}
    tensors |= {"bias": model.bias, "worth": model.worth}
    words = sorted(model.habits.visits)
    visits, noted, often = ([int(table[word]) for word in words] for table in _tables(model.habits))
    text = json.dumps({"words": words, "visits": visits, "noted": noted, "often": often})
    return keep(folder, "drafting.safetensors", tensors, {"habits.json": text})


def figures(model: Model, visits: Sequence[Visit]) -> str:
    """ROUGE-1 and unsupported words for each transcript variant."""
    lines = []
    for variant in dict.fromkeys(one.variant for one in visits):
        these = [one for one in visits if one.variant == variant]
        drafts = [text_of(draft(one.texts, one.roles, model), titles=False) for one in these]
        overlap = np.mean([rouge1(text, one.note) for text, one in zip(drafts, these, strict=True)])
        invented = np.mean([unsupported(text, one.texts) for text, one in zip(drafts, these, strict=True)])
        lines.append(f"{variant:<22} {len(these):>3}  ROUGE-1 {overlap:.4f}  unsupported {invented:.4f}")
    return "\n".join(lines)


def main(data: Path) -> str:
    """Choose on validation, fit on both, keep; the digest of the manifest."""
    parts = {part: [visit(one) for one in encounters(data) if one.official_split == name]
             for part, name in (("train", "train"), ("valid", "valid"))}  # fmt: skip
    print(figures(fit(parts["train"]), parts["valid"]))
    return write(fit(parts["train"] + parts["valid"]))


if __name__ == "__main__":
    print(main(data_folder(__doc__)))
