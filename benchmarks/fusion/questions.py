"""Questions about chest films: every architecture beside the words of the question alone.

`python -m benchmarks.fusion.questions --data DIR` (the folder with `vqa_rad_chest` and `nih_cxr`). Everything is fitted
on the training films, in folds that no film is in twice; the fixed validation part is seen once. Intervals resample
films. What the frozen network makes of a film is kept in the user's cache.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.fusion import questions_bridges as bridges
from core.architectures.asking import Asker
from core.architectures.wording import choices, is_closed
from core.encoders.ngrams import words
from core.evaluation.bootstrap import Interval, difference, interval
from core.evaluation.metrics import auroc
from core.training import bridge, folds, readout
from core.training.asking import experts
from core.training.asking.rows import Rows
from core.training.run import TrainingRun

Scores = dict[str, NDArray[Any]]
FOLDS = 5
SAID = "question only"
BARE = "question only, without templates"
LATE = "late fusion: question + concepts seen"
STACKED = "late fusion: question + concepts + both bridges"
SWAPPED = "late fusion, films swapped"


def main(argv: Sequence[str] | None = None) -> int:
    """Print every table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fusion.questions", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args(argv).data
    with TemporaryDirectory() as folder:
        run = TrainingRun(None, None, data, Path(folder), 0, lambda *_: None, Path(folder) / "checkpoints")
        found = bridge.material(data, run)
        started = bridges.Started(found)
        closed(found, started)
        opened(found)
        bridges.captions(found, started)
    return 0


def closed(found: bridge.Material, started: bridges.Started) -> None:
    """Yes/no questions: folds over the training films, then the validation part."""
    rows = found.rows.part(found.rows.closed)
    learnt = np.flatnonzero(rows.training)
    scores: Scores = {}
    for fit, test in folds.grouped(rows.files[learnt], rows.truth[learnt], FOLDS, 0):
        _place(scores, learnt[test], judged(found, started, rows, learnt[fit], learnt[test]), len(rows))
    unseen = np.flatnonzero(~rows.training)
    valid = judged(found, started, rows, learnt, unseen)
    print("Yes/no questions of VQA-RAD about chest films")
    _table("five folds over the training films", rows.part(learnt), {k: v[learnt] for k, v in scores.items()})
    _table("validation films", rows.part(unseen), valid)
    both = {k: np.where(rows.training, v, 0.0) for k, v in scores.items()}
    for name, value in valid.items():
        both[name][unseen] = value
    _compare(rows, both)


def judged(
    found: bridge.Material, started: bridges.Started, rows: Rows, fit: NDArray[Any], test: NDArray[Any]
) -> Scores:
    """Log-odds of yes of the rows to test by every system, fitted on the others."""
    known, asked = rows.part(fit), rows.part(test)
    whole = found.rows.part(np.isin(found.rows.files, np.unique(known.files)))
    tensors, about = bridge.answering(found, 0, whole)
    model = experts.asker(found.film, tensors, dict(about), None)
    said, moved = late(model, found, asked)
    order = np.random.default_rng(0).permutation(len(np.unique(asked.files)))
    scores = {"'no' always": np.full(len(asked), float(np.log(known.truth.mean() / (1.0 - known.truth.mean()))))}
    ngrams = experts.spellings(known)
    weights, bias = experts.words_alone(ngrams, known, None)
    scores[BARE] = ngrams(list(asked.questions)) @ weights + bias
    scores[SAID] = said
    scores["image only"] = image_only(found, known, asked)
    spoken = started.judged(known, asked)
    scores |= {name: value for name, (value, _) in spoken.items()}
    scores[LATE] = said + moved
    scores[STACKED] = said + moved + sum(value - blind for name, (value, blind) in spoken.items() if name != "CLIP") / 2
    scores[SWAPPED] = said + late(model, found, _swapped(asked, order))[1]
    return scores


def late(model: Asker, found: bridge.Material, rows: Rows) -> tuple[NDArray[Any], NDArray[Any]]:
    """What the words alone say, and what the film adds, both calibrated log-odds."""
    grams = model.ngrams(list(rows.questions))
    evidence = model.evidence(found.asked.pooled(list(rows.files)))
    return model.closed(grams), model.slope * (model.shares(grams) * evidence).sum(axis=1)


def image_only(found: bridge.Material, known: Rows, asked: Rows) -> NDArray[Any]:
    """The film without the question."""
    fitted = readout.fit(found.asked.pooled(list(known.files)).astype(np.float64), known.truth[:, None], 0.001)
    logits: NDArray[Any] = fitted(found.asked.pooled(list(asked.files)).astype(np.float64))[:, 0]
    return logits


def _swapped(rows: Rows, order: NDArray[np.intp]) -> Rows:
    """Every question with another film of the same part."""
    films = np.unique(rows.files)
    other = dict(zip(films[order], np.roll(films[order], 1), strict=True))
    return Rows(rows.questions, rows.answers, np.array([other[name] for name in rows.files]), rows.training)


def _place(scores: Scores, where: NDArray[np.intp], found: Mapping[str, NDArray[Any]], count: int) -> None:
    for name, value in found.items():
        scores.setdefault(name, np.zeros(count))[where] = value


def _table(title: str, rows: Rows, scores: Mapping[str, NDArray[Any]]) -> None:
    print(f"\n{title}: {len(rows)} questions on {len(set(rows.files.tolist()))} films\n")
    print("| system | accuracy | AUC |\n|---|---|---|")
    for name, value in scores.items():
        print(f"| {name} | {_accuracy(rows, value)} | {_area(rows, value)} |")


def _right(rows: Rows, value: NDArray[Any]) -> NDArray[np.float64]:
    right: NDArray[np.float64] = ((value > 0) == (rows.truth > 0.5)).astype(np.float64)
    return right


def _accuracy(rows: Rows, value: NDArray[Any]) -> Interval:
    right = _right(rows, value)
    return interval(lambda r: float(right[r].mean()), rows.files)


def _area(rows: Rows, value: NDArray[Any]) -> Interval:
    return interval(lambda r: auroc(rows.truth[r], value[r]), rows.files)


def _compare(rows: Rows, scores: Mapping[str, NDArray[Any]]) -> None:
    """Differences from the words alone on the same resamples, and the sentence that they allow."""
    print("\n| minus question only, all films | accuracy | AUC | |\n|---|---|---|---|")
    beaten = []
    for name, value in scores.items():
        if name in (SAID, BARE, SWAPPED):
            continue
        right, alone = _right(rows, value), _right(rows, scores[SAID])
        gain = difference(lambda r, a=right: float(a[r].mean()), lambda r, b=alone: float(b[r].mean()), rows.files)  # type: ignore[misc]
        area = difference(
            lambda r, a=value: auroc(rows.truth[r], a[r]),  # type: ignore[misc]
            lambda r: auroc(rows.truth[r], scores[SAID][r]),
            rows.files,
        )
        shown = "better" if gain.low > 0 or area.low > 0 else "worse" if gain.high < 0 or area.high < 0 else "not shown"
        beaten += [name] if shown == "better" else []
        print(f"| {name} | {gain} | {area} | {shown} |")
    said = f"Better than the question alone: {', '.join(beaten)}." if beaten else "None beats the question alone."
    print(f"\n{said} The templates were written by people who had read these questions, so that every system with")
    print(f"templates is flattered; `{BARE}` is not.")
    used = difference(
        lambda r: auroc(rows.truth[r], scores[LATE][r]), lambda r: auroc(rows.truth[r], scores[SWAPPED][r]), rows.files
    )
    print(f"Image-use audit: AUC with the right film minus with another one: {used}.")


def opened(found: bridge.Material) -> None:
    """Questions that want words, on the validation films."""
    rows = found.rows.part(~found.rows.closed)
    known, asked = rows.part(rows.training), rows.part(~rows.training)
    tensors, about = bridge.answering(found, 0)
    model = experts.asker(found.film, tensors, dict(about), None)
    common = Counter(known.answers.tolist()).most_common(1)[0][0]
    evidence = model.evidence(found.asked.pooled(list(asked.files)))
    answers = {
        f"most frequent answer ('{common}')": [common] * len(asked),
        "question only": [model.ask(None, str(q)).answer for q in asked.questions],
        "late fusion": [model.ask_of(e, str(q)).answer for e, q in zip(evidence, asked.questions, strict=True)],
    }
    print(f"\nQuestions that want words, validation films: {len(asked)}\n")
    print("| system | exact match | token F1 |\n|---|---|---|")
    for name, given in answers.items():
        exact = np.array([float(words(g) == words(a)) for g, a in zip(given, asked.answers, strict=True)])
        shared = np.array([overlap(g, str(a)) for g, a in zip(given, asked.answers, strict=True)])
        figures = [interval(lambda r, v=v: float(v[r].mean()), asked.files) for v in (exact, shared)]  # type: ignore[misc]
        print(f"| {name} | {figures[0]} | {figures[1]} |")
    wrong = sum(is_closed(str(q)) for q in asked.questions) + sum(
        not is_closed(str(q)) or choices(str(q)) is not None for q in found.rows.part(found.rows.closed).questions
    )
    print(f"\nKind of the question taken wrongly: {wrong} of {len(asked) + int(found.rows.closed.sum())}.")


def overlap(given: str, truth: str) -> float:
    """F1 of the words of an answer."""
    first, second = Counter(words(given)), Counter(words(truth))
    shared = sum((first & second).values())
    return 2.0 * shared / max(1, sum(first.values()) + sum(second.values()))


if __name__ == "__main__":
    raise SystemExit(main())
