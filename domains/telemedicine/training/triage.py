"""Trains the triage of consultations: `python -m domains.telemedicine.training.triage --data DIR`.

Text learns from a weak label (:mod:`domains.telemedicine.training.dispositions`). Sound learns from machines that speak
as if breathless, and vital signs learn nothing: their points are published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training import late, logistic
from core.training.record import prior_log_odds
from core.weights import digest, save, seal
from domains.telemedicine.features import rarity
from domains.telemedicine.roles.labels import DOCTOR, PATIENT
from domains.telemedicine.training.arguments import data_folder
from domains.telemedicine.training.breathless import Clip, clips
from domains.telemedicine.training.dispositions import Labelled, Said, labelled
from domains.telemedicine.training.sparse import matrix
from domains.telemedicine.triage import doubt
from domains.telemedicine.triage.breath import MEASURES
from domains.telemedicine.triage.levels import EMERGENCY, LABELS, PIVOT
from domains.telemedicine.triage.said import SIZE, answer, heard, row
from domains.telemedicine.triage.sound import Model as SoundModel
from domains.telemedicine.triage.telling import FOLDER
from domains.telemedicine.triage.text import Model
from domains.telemedicine.triage.vitals import EMERGENCY_FROM, URGENT_FROM

STRENGTH, PLACE, FOLDS, RARE = 3.0, 5.0, 5, 3
TEXTS, FEW, ENOUGH, RIDGE, DRAWS, PAIRINGS = 64, 5, 60, 1.0, 200, 8
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Fitted:
    """Everything that the weights hold."""

    text: Model
    sound: SoundModel
    fusion: dict[str, Any]
    draws: Array
    a_point: dict[str, float]


def truth_of(rows: Sequence[Labelled]) -> dict[str, Array]:
    """Label to ``(n,)`` of 0 and 1."""
    return {label: np.array([float(one.level > n) for one in rows]) for n, label in enumerate(LABELS)}


def fit_text(rows: Sequence[Labelled]) -> Model:
    """One logistic regression for each statement that has the cases for it; an emergency is ranked as what is urgent.

    The corpora differ in what their doctors plan, so that each has a term of its own while fitting, which is then left
    out: the words must not learn to tell a clinic from another.
    """
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    words = [heard(one.said) for one in rows]
    rare = rarity([row(one, np.ones(SIZE))[0] for one in words], SIZE, RARE)
    places = csr_matrix([[PLACE * (one.source == "osce"), PLACE * (one.source != "osce")] for one in rows])
    full = hstack([matrix([row(one, rare)[0] for one in words], SIZE), places]).tocsr()
    truth, weights = truth_of(rows), {}
    for label in LABELS[:-1]:
        model = LogisticRegression(C=STRENGTH, solver="liblinear", fit_intercept=False, random_state=0)
        weights[label] = model.fit(full, truth[label]).coef_[0, :SIZE]
    weights[EMERGENCY] = weights[PIVOT]
    return Model(np.stack([weights[label] for label in LABELS]), rare)


def unseen(rows: Sequence[Labelled], texts: Sequence[Said] | None = None) -> dict[str, Array]:
    """Scores of every encounter by a model that was fitted on the others, five folds: label to ``(n,)``.

    Args:
        rows: All encounters.
        texts: What is read of each in the place of its own words; the model is fitted on the words as they were.
    """
    read = texts or [one.said for one in rows]
    scores = {label: np.zeros(len(rows)) for label in LABELS}
    folds = folds_of(rows)
    for fold in range(FOLDS):
        model = fit_text([one for one, at in zip(rows, folds, strict=True) if at != fold])
        for number in np.flatnonzero(folds == fold).tolist():
            for label, score in model.scores(heard(read[number])).items():
                scores[label][number] = score
    return scores


def folds_of(rows: Sequence[Labelled], seed: int = 0) -> NDArray[np.int64]:
    """A fold for each encounter, every level spread over all of them."""
    chance = np.random.default_rng(seed).random(len(rows))
    order = np.lexsort((chance, np.array([one.source for one in rows]), np.array([one.level for one in rows])))
    folds = np.zeros(len(rows), np.int64)
    folds[order] = np.arange(len(rows)) % FOLDS
    return folds


BREATH = re.compile(
    r"\b(short(?:ness)? of breath|breathless(?:ness)?|out of breath|winded|(?:trouble|difficulty|hard(?:er)?|"
    r"difficult) (?:with )?(?:to )?breath(?:e|ing)|(?:can't|cannot|can not) (?:catch my )?breath(?:e)?)\b",
    re.I,
)
_DENIED = re.compile(r"\b(no|not|don't|haven't|never|without|any)\b", re.I)
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


def says_breathless(said: Said) -> bool:
    """Whether the patient says that they are short of breath, or says yes when asked."""
    return any(_affirms(said, number) for number in range(len(said)))


def _affirms(said: Said, number: int) -> bool:
    role, text = said[number]
    if role != PATIENT:
        return False
    own = any(BREATH.search(one) and not _DENIED.search(one) for one in _SENTENCE.split(text))
    asked = number and said[number - 1][0] == DOCTOR and BREATH.search(said[number - 1][1])
    return own or bool(asked and answer(text) == "yes:")


def without_breath(said: Said) -> Said:
    """The consultation of a patient who says nothing of their breath: questions and answers about it are left out."""
    left: list[tuple[str, str]] = []
    skip = False
    for role, text in said:
        kept = " ".join(one for one in _SENTENCE.split(text) if not BREATH.search(one))
        if role == PATIENT and skip and answer(text):
            kept = ""
        skip = role == DOCTOR and bool(BREATH.search(text))
        left.append((role, kept))
    return tuple(left)


def fit_sound(heard_clips: Sequence[Clip], shares: dict[str, tuple[float, float]]) -> SoundModel:
    """Breathless against calm; as many of either, so that log-odds are a log likelihood ratio."""
    values = np.array([one.measures for one in heard_clips])
    middle, spread = values.mean(0), values.std(0)
    full = np.column_stack([(values - middle) / spread, np.ones(len(values))])
    truth = np.array([float(one.is_breathless) for one in heard_clips])
    fitted = logistic.fit(full, truth, np.array([RIDGE] * len(MEASURES) + [0.0]))
    weight = fitted[:-1] / spread
    return SoundModel(dict(zip(MEASURES, weight.tolist(), strict=True)), float(fitted[-1] - weight @ middle), shares)


def shares_of(rows: Sequence[Labelled]) -> dict[str, tuple[float, float]]:
    """Label to the share of patients who say that they are short of breath, with it and without it."""
    said = np.array([says_breathless(one.said) for one in rows], float)
    return {label: (_share(said[truth > 0.5]), _share(said[truth < 0.5])) for label, truth in truth_of(rows).items()}


def _share(values: Array) -> float:
    return round(float((values.sum() + 0.5) / (len(values) + 1)), 4)


def paired(
    rows: Sequence[Labelled], every: Sequence[Clip], shares: dict[str, tuple[float, float]], seed: int
) -> dict[str, Array]:
    """What a sound would state of every encounter: label to ``(n,)``.

    THE PAIRING IS ARTIFICIAL: a patient who says that they are short of breath is given the clip of a breathless
    machine, any other that of a calm one, drawn by lot; half of the voices are stated by a model of the other half.
    """
    voices = sorted({one.voice for one in every})
    halves = [[one for one in every if (voices.index(one.voice) % 2) == half] for half in (0, 1)]
    models = [fit_sound(halves[1], shares), fit_sound(halves[0], shares)]
    chance, stated = np.random.default_rng(seed), {label: np.zeros(len(rows)) for label in LABELS}
    for number, one in enumerate(rows):
        half = int(chance.integers(2))
        fitting = [clip for clip in halves[half] if clip.is_breathless == says_breathless(one.said)]
        clip = fitting[int(chance.integers(len(fitting)))]
        measures = dict(zip(MEASURES, clip.measures, strict=True))
        for label, value in models[half].statements(measures).items():
            stated[label][number] = value
    return stated


def fit_fusion(
    rows: Sequence[Labelled], scores: dict[str, Array], every: Sequence[Clip], shares: dict[str, tuple[float, float]]
) -> dict[str, Any]:
    """Priors, the calibration of the text on scores that its model did not see, and what the sound adds to it.

    The sound's slope is fitted where half of the patients say nothing of their breath, and lies between 0 and 1.
    """
    truth = truth_of(rows)
    priors = {label: prior_log_odds(values) for label, values in truth.items()}
    silent = unseen(rows, [without_breath(one.said) for one in rows])
    text = late.fit_pattern(("text",), {"text": scores}, truth)
    sounds = [paired(rows, every, shares, seed) for seed in range(PAIRINGS)]
    slope = slope_of([_calibrated(text, priors, one) for one in (scores, silent)], sounds, truth)
    return {"priors": priors, "patterns": {"text": text}, "addends": {"sound": slope, "vitals": 1.0}}


def _calibrated(text: dict[str, Any], priors: dict[str, float], scores: dict[str, Array]) -> dict[str, Array]:
    return {label: np.asarray(late.apply(text[label], priors[label], {"text": scores[label]})) for label in LABELS}


def slope_of(
    texts: Sequence[dict[str, Array]], sounds: Sequence[dict[str, Array]], truth: dict[str, Array]
) -> float:  # fmt: skip
    """One slope for the statement that is shown to people, behind the text as an offset; over all pairings."""
    stated = np.concatenate([sound[PIVOT] for sound in sounds for _ in texts])
    offset = np.concatenate([text[PIVOT] for _ in sounds for text in texts])
    known = np.concatenate([truth[PIVOT]] * (len(texts) * len(sounds)))
    regressors = np.column_stack([stated, np.ones(len(stated))])
    fitted = logistic.fit(regressors, known, np.full(2, RIDGE * len(sounds)), offset)
    return round(float(min(max(fitted[0], 0.0), 1.0)), 4)


def points_worth(priors: dict[str, float]) -> dict[str, float]:
    """Label to the log-odds of one early warning point, such that the College's threshold makes even odds."""
    urgent = -priors[PIVOT] / URGENT_FROM
    return {LABELS[0]: urgent, PIVOT: urgent, EMERGENCY: -priors[EMERGENCY] / EMERGENCY_FROM}


def texts_to_say(rows: Sequence[Labelled]) -> list[str]:
    """What the machines say: what patients of the training part say at length."""
    found = []
    for one in rows:
        if one.source == "osce" and one.split == "train":
            said = " ".join(text for role, text in one.said if role == PATIENT and len(text.split()) > FEW)
            if len(said.split()) >= ENOUGH:
                found.append(said)
    return found[:TEXTS]


def fit(rows: Sequence[Labelled], every: Sequence[Clip]) -> Fitted:
    """All experts and their fusion."""
    shares = shares_of(rows)
    scores = unseen(rows)
    fusion = fit_fusion(rows, scores, every, shares)
    draws = resampled(scores, truth_of(rows))
    return Fitted(fit_text(rows), fit_sound(every, shares), fusion, draws, points_worth(fusion["priors"]))


def resampled(scores: dict[str, Array], truth: dict[str, Array], seed: int = 0) -> Array:
    """``(draws, labels, 3)``: prior, slope and offset of the words, on encounters drawn with replacement."""
    chance, count = np.random.default_rng(seed), len(truth[PIVOT])
    found: list[Array] = []
    while len(found) < DRAWS:
        rows = chance.integers(0, count, count)
        drawn = {label: values[rows] for label, values in truth.items()}
        if all(values.any() for values in drawn.values()):
            said = {label: values[rows] for label, values in scores.items()}
            fitted = late.fit_pattern(("text",), {"text": said}, drawn)
            priors = {label: prior_log_odds(values) for label, values in drawn.items()}
            found.append(_parameters({"priors": priors, "patterns": {"text": fitted}}))
    return np.stack(found)


def _parameters(fusion: dict[str, Any]) -> Array:
    """``(labels, 3)``: prior, slope and offset."""
    words = [fusion["patterns"]["text"][label]["text"] for label in LABELS]
    rows = [[fusion["priors"][label], one["slope"], one["offset"]] for label, one in zip(LABELS, words, strict=True)]
    return np.array(rows)


def keep(folder: Path, fitted: Fitted, every: Sequence[Clip]) -> str:
    """Write and seal everything; the digest of the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {"weight": fitted.text.weight.astype(np.float32), "rarity": fitted.text.rarity.astype(np.float32)}
    save(tensors, folder / "text.safetensors")
    save({"draws": fitted.draws, "fitted": _parameters(fitted.fusion)}, folder / doubt.FILE)
    sound = fitted.sound
    _write(folder / "sound.json", {"weight": dict(sound.weight), "bias": sound.bias, "shares": dict(sound.shares)})
    _write(folder / "vitals.json", {"a_point": fitted.a_point})
    _write(folder / "clips.json", [[one.voice, one.is_breathless, list(one.measures)] for one in every])
    bound = {name: digest((folder / name).read_bytes()) for name in ("text.safetensors", "sound.json", "vitals.json")}
    _write(folder / "fusion.json", fitted.fusion | {"bound_to": bound})
    _write(folder / "certainty.json", {"error_rate": 0.1, "patterns": {}, "bound_to": bound})
    return seal(folder)


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def known_clips(folder: Path = FOLDER) -> list[Clip]:
    """The measures of the clips that the shipped weights were fitted on."""
    rows = json.loads((folder / "clips.json").read_text(encoding="utf-8"))
    return [Clip(voice, is_breathless, tuple(measures)) for voice, is_breathless, measures in rows]


def main(data: Path, folder: Path = FOLDER) -> str:
    """Speak, fit, keep and seal; the digest of the manifest."""
    rows = labelled(data)
    every = list(clips(texts_to_say(rows)))
    return keep(folder, fit(rows, every), every)


if __name__ == "__main__":
    print(main(data_folder(__doc__)))
