"""The section of a dialogue, on MTS-Dialog test part 1: `python -m benchmarks.telemedicine.topics --data DIR`.

Trained on the official training and validation parts alone. Beside it: the most frequent section, a linear support
vector machine on word counts as the published baseline has it, and the words-only model that is used where the text
models are not installed. Intervals are drawn by dialogue.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.evaluation.bootstrap import difference, interval
from domains.telemedicine.topics.telling import shipped, tell
from domains.telemedicine.topics.views import sides_of
from domains.telemedicine.training.arguments import data_folder
from domains.telemedicine.training.corpora import FINAL, TEST, Topic, topics

Hits = NDArray[np.bool_]


def plain(known: list[Topic], asked: list[Topic]) -> list[str]:
    """A linear support vector machine on words, as it comes."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LinearSVC(random_state=0))
    model.fit([one.dialogue for one in known], [one.header for one in known])
    return list(model.predict([one.dialogue for one in asked]))


def table(data: Path) -> str:
    """A line for each model, the difference from the plain one paired."""
    every = topics(data)
    known = [one for one in every if one.official_split in FINAL]
    asked = [one for one in every if one.official_split == TEST]
    truth, groups = np.array([one.header for one in asked]), np.arange(len(asked))
    headers = [one.header for one in known]
    told = [sides_of(one.dialogue) for one in asked]
    said = {
        "words and meaning": [shipped().headers[at] for at in tell(told).argmax(1)],
        "words only": [shipped().headers[at] for at in tell(told, words_only=True).argmax(1)],
        "linear SVC on words": plain(known, asked),
        "most frequent section": [max(set(headers), key=headers.count)] * len(asked),
    }
    hits: dict[str, Hits] = {name: np.array(names) == truth for name, names in said.items()}
    base = hits["linear SVC on words"]
    lines = ["| model | dialogues | accuracy | beyond the linear SVC |", "|---|---|---|---|"]
    for name, right in hits.items():
        alone = interval(lambda rows, r=right: float(r[rows].mean()), groups)  # type: ignore[misc]
        beyond = difference(lambda rows, r=right: float(r[rows].mean()), lambda rows: float(base[rows].mean()), groups)  # type: ignore[misc]
        lines.append(f"| {name} | {len(asked)} | {alone} | {beyond} |")
    return "\n".join([*lines, "", *by_section(truth, np.array(said["words and meaning"]))])


def by_section(truth: NDArray[np.str_], told: NDArray[np.str_]) -> list[str]:
    """How many of each section were told rightly, and what most of the others were taken for."""
    lines = ["| section | dialogues | right | taken for |", "|---|---|---|---|"]
    for header in sorted(set(truth)):
        these = told[truth == header]
        wrong = list(these[these != header])
        lines.append(
            f"| {header} | {len(these)} | {(these == header).sum()} | {max(wrong, key=wrong.count, default='')} |"
        )
    return lines


if __name__ == "__main__":
    print(table(data_folder(__doc__)))
