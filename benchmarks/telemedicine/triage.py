"""How soon patients should be seen: `python -m benchmarks.telemedicine.triage --data DIR`.

No public consultation has a triage level and its sound. So this prints three things, and none is a clinical figure:

1. Agreement with a WEAK label, what the doctor's plan came to, five folds by encounter: words alone, and words with
   sound. THE SOUND IS ARTIFICIAL: whoever says that they are short of breath is given a machine's voice that speaks as
   if breathless, so the words mostly know already; in the second half the patients say nothing of their breath.
2. The twelve consultations that were written for this suite, with their writer's level: rules and all.
3. PriMock57, with what the GP's plan came to as we read it: seven consultations, so hardly more than an example.

Beside each: the most frequent level. Intervals are drawn by encounter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.telemedicine.speaking import scripts
from core.evaluation.bootstrap import difference, interval
from core.evaluation.metrics import auroc, calibration_error
from core.training import late
from core.training.record import prior_log_odds
from domains.telemedicine.facts import Said, facts
from domains.telemedicine.training.arguments import data_folder
from domains.telemedicine.training.corpora import primock
from domains.telemedicine.training.dispositions import Labelled, labelled
from domains.telemedicine.training.triage import (
    FOLDS,
    PAIRINGS,
    fit_sound,
    folds_of,
    known_clips,
    paired,
    shares_of,
    slope_of,
    truth_of,
    unseen,
    without_breath,
)  # fmt: skip
from domains.telemedicine.triage import levels
from domains.telemedicine.triage.breath import MEASURES
from domains.telemedicine.triage.levels import LABELS, PIVOT
from domains.telemedicine.triage.telling import triage

Ranks = NDArray[np.int64]
LogOdds = dict[str, NDArray[np.float64]]
PLANNED = {
    "day2_consultation01": levels.SOON, "day2_consultation02": levels.ROUTINE, "day2_consultation03": levels.URGENT,
    "day2_consultation04": levels.URGENT, "day2_consultation05": levels.URGENT, "day2_consultation08": levels.URGENT,
    "day2_consultation10": levels.SOON,
}  # fmt: skip
"""PriMock57: face to face in days, review thereafter, and four times today; as we read the notes."""


def kappa(told: Ranks, truth: Ranks) -> float:
    """Cohen's kappa with quadratic weights (J. Cohen, Psychol. Bull. 1968); 0 where one side is constant."""
    size = len(levels.LEVELS)
    seen = np.zeros((size, size))
    np.add.at(seen, (truth, told), 1.0)
    far = (np.arange(size)[:, None] - np.arange(size)[None]) ** 2
    expected = np.outer(seen.sum(1), seen.sum(0)) / seen.sum()
    return float(1.0 - (far * seen).sum() / (far * expected).sum()) if (far * expected).sum() else 0.0


def calibrated(rows: Sequence[Labelled], scores: LogOdds, fit_on: LogOdds) -> LogOdds:
    """Log-odds of the words, their slopes and offsets fitted on the other folds."""
    truth, folds = truth_of(rows), folds_of(rows)
    out = {label: np.zeros(len(rows)) for label in LABELS}
    for fold in range(FOLDS):
        kept, asked = folds != fold, folds == fold
        known = {label: values[kept] for label, values in truth.items()}
        fitted = late.fit_pattern(("text",), {"text": {label: fit_on[label][kept] for label in LABELS}}, known)
        for label in LABELS:
            prior = prior_log_odds(known[label])
            out[label][asked] = late.apply(fitted[label], prior, {"text": scores[label][asked]})
    return out


def with_sound(rows: Sequence[Labelled], words: LogOdds, silent: LogOdds, asked: LogOdds) -> list[LogOdds]:
    """The sum of words and sound for every pairing, the sound's slope fitted on the other folds."""
    sounds = [paired(rows, known_clips(), shares_of(rows), seed) for seed in range(PAIRINGS)]
    truth, folds = truth_of(rows), folds_of(rows)
    out = [{label: values.copy() for label, values in asked.items()} for _ in sounds]
    for fold in range(FOLDS):
        kept, held = folds != fold, folds == fold
        first, second, known, *stated = (_rows(one, kept) for one in (words, silent, truth, *sounds))
        slope = slope_of([first, second], stated, known)
        for one, sound in zip(out, sounds, strict=True):
            for label in LABELS:
                one[label][held] += slope * sound[label][held]
    return out


def _rows(log_odds: LogOdds, rows: NDArray[np.bool_]) -> LogOdds:
    return {label: values[rows] for label, values in log_odds.items()}


def ranks(log_odds: LogOdds) -> Ranks:
    """The median level of each row."""
    chances = {label: 1.0 / (1.0 + np.exp(-values)) for label, values in log_odds.items()}
    count = len(next(iter(chances.values())))
    told = [levels.middle(levels.chances({label: float(chances[label][n]) for label in LABELS})) for n in range(count)]
    return np.array([levels.rank(level) for level in told])


def weak(data: Path) -> Iterator[str]:
    """Against what plans came to."""
    rows = labelled(data)
    whole, silent = unseen(rows), unseen(rows, [without_breath(one.said) for one in rows])
    words, quiet = calibrated(rows, whole, whole), calibrated(rows, silent, whole)
    for name, alone in (("all that they say", words), ("nothing said of breath", quiet)):
        yield from _weak_rows(rows, name, alone, with_sound(rows, words, quiet, alone))


def _weak_rows(rows: Sequence[Labelled], name: str, alone: LogOdds, fused: Sequence[LogOdds]) -> Iterator[str]:
    """Figures of the fused sum are means over its pairings, on the same resamples."""
    truth, osce = np.array([one.level for one in rows]), np.array([one.source == "osce" for one in rows])
    groups, common = np.arange(len(rows)), np.full(len(rows), np.bincount(truth).argmax())
    urgent = truth_of(rows)[PIVOT]
    yield f"| most frequent level | {name} | 0.500 | {_share(common, truth)} | 0.000 | |"
    areas = {}
    for model, many in (("words", [alone]), ("words and sound", fused)):
        told, scores = [ranks(one) for one in many], [one[PIVOT][osce] for one in many]
        areas[model] = lambda r, s=scores: float(np.mean([auroc(urgent[osce][r], one[r]) for one in s]))
        right = interval(lambda r, t=told: float(np.mean([one[r] == truth[r] for one in t])), groups)  # type: ignore[misc]
        agreed = interval(lambda r, t=told: float(np.mean([kappa(one[r], truth[r]) for one in t])), groups)  # type: ignore[misc]
        far = np.mean([calibration_error(urgent, 1.0 / (1.0 + np.exp(-one[PIVOT]))) for one in many])
        yield f"| {model} | {name} | {interval(areas[model], groups[osce])} | {right} | {agreed} | {far:.3f} |"
    gain = difference(areas["words and sound"], areas["words"], groups[osce])
    yield f"| gain by sound | {name} | {gain} | | | |"


def _share(told: Ranks, truth: Ranks) -> str:
    return str(interval(lambda r: float(np.mean(told[r] == truth[r])), np.arange(len(truth))))


Talk = tuple[Sequence[tuple[str, str]], str]


def written() -> list[Talk]:
    """The consultations of this suite, with their writer's level."""
    return [(one.lines, str(one.facts["level"])) for one in scripts().values()]


def mocked(data: Path) -> list[Talk]:
    """PriMock57, up to its last fifth, in which the plan is told."""
    found: list[Talk] = []
    for dialogue, _ in primock(data):
        said = [(role, one.text) for role, one in zip(dialogue.roles, dialogue.transcript.utterances, strict=True)]
        found.append((said[: len(said) * 4 // 5], PLANNED[dialogue.id]))
    return found


WAYS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "words alone": lambda told: levels.middle(_words_of(told)),
    "words and red flags (the baseline on the page)": lambda told: str(told["baseline"]["level"]),
    "with vital signs": lambda told: str(told["level"]),
}


def _words_of(told: Mapping[str, Any]) -> dict[str, float]:
    return dict(told["baseline"]["chances"]) or {levels.ROUTINE: 1.0}


def judged(name: str, talks: Sequence[Talk]) -> Iterator[str]:
    """Exact levels, quadratic kappa, and how many were told too low, by what is heard."""
    told = [_told(said) for said, _ in talks]
    truth = np.array([levels.rank(level) for _, level in talks])
    common = np.full(len(truth), np.bincount(truth).argmax())
    answers = {way: np.array([levels.rank(tell(one)) for one in told]) for way, tell in WAYS.items()}
    for way, given in {"most frequent level": common, **answers}.items():
        low = int(np.sum(given < truth))
        yield f"| {name} | {way} | {len(truth)} | {_share(given, truth)} | {kappa(given, truth):.2f} | {low} |"


def _told(said: Sequence[tuple[str, str]]) -> dict[str, Any]:
    found = [one.json() for one in facts([Said(text, role) for role, text in said])]
    told = triage([{"role": role, "text": text} for role, text in said], found)
    if told is None:
        raise ValueError("A consultation of the benchmark says too little.")
    return told


def breathless() -> str:
    """Breathless machines against calm ones, each voice told by a model of the others."""
    every = known_clips()
    voices = np.array([one.voice for one in every])
    truth, score = np.array([float(one.is_breathless) for one in every]), np.zeros(len(every))
    for voice in set(voices):
        model = fit_sound([one for one in every if one.voice != voice], {})
        for number in np.flatnonzero(voices == voice).tolist():
            score[number] = model.breathless(dict(zip(MEASURES, every[number].measures, strict=True)))
    area = interval(lambda r: auroc(truth[r], score[r]), voices)
    return f"Breathless machines against calm ones, by voices that were left out ({len(every)} clips): AUROC {area}."


def table(data: Path) -> str:
    """All three."""
    rows = labelled(data)
    counts = ", ".join(f"{name} {sum(one.level == n for one in rows)}" for n, name in enumerate(levels.LEVELS))
    return "\n".join([
        f"Weak label (the doctor's plan) of {len(rows)} encounters: {counts}.",
        "",
        "| model | heard | AUROC urgent or more (OSCE) | accuracy, four levels | kappa | calibration error |",
        "|---|---|---|---|---|---|",
        *weak(data), "", breathless(),
        "", "| set | told by | consultations | accuracy | kappa | too low |", "|---|---|---|---|---|---|",
        *judged("written for this suite", written()), *judged("PriMock57", mocked(data)),
    ])  # fmt: skip


if __name__ == "__main__":
    print(table(data_folder(__doc__)))
