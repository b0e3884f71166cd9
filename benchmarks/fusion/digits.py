"""Spoken and written digits, fused under noise: `python -m benchmarks.fusion.digits --data DIR`.

The pairing is artificial: a recording and a picture of the same digit know nothing of each other but the digit. It
measures fusion where the truth is certain and noise can be dosed; these weights are not shipped. Every speaker is left
out once: experts, fusers and peers have never heard him, nor seen the pictures that he is paired with. All of them have
met noise in training, none is told what noise a pair has. The oracle is: the expert of the clean modality, where one is
clean, and the better expert where both or none is, chosen with knowledge of the condition. Intervals resample pairs.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.fusion import digits_data, peers
from benchmarks.fusion.digits_data import Digits
from benchmarks.fusion.digits_experts import ROLES, Workshop
from core.evaluation.bootstrap import Interval, difference, interval
from core.training.fusers import Options, train_fuser
from core.training.loop import Plan
from core.training.voices import VoiceTable

Array = NDArray[np.floating[Any]]
PLAN = Plan(epochs=3, batch=128, rate=2e-3, decay=0.05)
OPTIONS = Options(folds=2)
FUSERS = ("late", "early", "hybrid")
PEERS = ("stacking", "ensemble", "concat", "low rank")
CLEAN = ("clean", 0.0)
CONDITIONS: Mapping[str, tuple[float, tuple[str, float]]] = {
    "both clean": (np.inf, CLEAN),
    "sound 10 dB": (10.0, CLEAN),
    "sound 0 dB": (0.0, CLEAN),
    "sound -10 dB": (-10.0, CLEAN),
    "picture grain 0.3": (np.inf, ("grain", 0.3)),
    "picture grain 0.6": (np.inf, ("grain", 0.6)),
    "picture grain 1.0": (np.inf, ("grain", 1.0)),
    "picture 25 % covered": (np.inf, ("cover", 0.25)),
    "picture 50 % covered": (np.inf, ("cover", 0.5)),
    "sound 0 dB, grain 0.6": (0.0, ("grain", 0.6)),
}
"""Ratio of signal to noise of the sound, and what is done to the picture."""
WITHIN = -0.01
Right = dict[str, dict[str, Array]]
"""Condition to system to ``(pairs,)`` of 0 and 1."""


def main(argv: Sequence[str] | None = None) -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with spoken_digits and mnist_png")
    begun = time.perf_counter()
    digits = digits_data.read(parser.parse_args(argv).data)
    workshop, right = Workshop(digits), Right()
    speakers = np.unique(digits.speakers).tolist()
    for speaker in speakers:
        for condition, systems in one_speaker(workshop, speaker).items():
            for name, hits in systems.items():
                known = right.setdefault(condition, {}).get(name, np.zeros(0))
                right[condition][name] = np.concatenate([known, hits])
    print(f"{len(digits.sounds)} pairs of {len(speakers)} speakers, each left out once. THE PAIRING IS ARTIFICIAL.\n")
    accuracies(right, (*ROLES, "oracle", *FUSERS), "accuracy, all speakers")
    against(right)
    accuracies(right, PEERS, "peers, on the same statements and vectors")
    by_speaker(right, speakers, np.repeat(speakers, [np.sum(digits.speakers == one) for one in speakers]))
    missing(right)
    print(f"\nMeasured in {time.perf_counter() - begun:.0f} s.")


def one_speaker(workshop: Workshop, speaker: str) -> Right:
    """What each system gets right of one speaker's pairs, by systems that never met him."""
    table = workshop.training(speaker)
    plan = replace(PLAN, seed=workshop.seed)
    fitted = {kind: train_fuser(kind, table, plan, OPTIONS) for kind in FUSERS}  # type: ignore[arg-type]
    others = peers.stacking(table), peers.ensemble(table), peers.concat(table, plan), peers.low_rank(table, plan)
    found: Right = {}
    for condition, (decibels, spoil) in CONDITIONS.items():
        asked = workshop.asked(
            speaker, seen(workshop.digits, speaker, spoil), heard(workshop.digits, speaker, decibels)
        )
        said = {role: asked.statements[role] for role in ROLES}
        said |= {kind: fuser.logits(asked) for kind, fuser in fitted.items()}
        said |= {name: predict(asked) for name, predict in zip(PEERS, others, strict=True)}
        said |= {f"{kind}, {role} alone": f.logits(asked, (role,)) for kind, f in fitted.items() for role in ROLES}
        found[condition] = {name: hits(asked, scores) for name, scores in said.items()}
    return found


def hits(asked: VoiceTable, scores: Array) -> Array:
    """Whether the surest digit is the true one."""
    return np.asarray(scores.argmax(axis=1) == asked.truth.argmax(axis=1), float)


def seen(digits: Digits, speaker: str, spoil: tuple[str, float]) -> Array:
    """``(pairs, 784)``: held-out pictures for a speaker, in one condition."""
    rows, (kind, strength), random = digits.speakers == speaker, spoil, np.random.default_rng(7)
    chosen = digits.pictures[digits_data.pairing(digits.spoken[rows], digits.written, digits.held_out, 3)]
    change = {"grain": digits_data.grainy, "cover": digits_data.occluded}.get(kind)
    spoilt = chosen if change is None else np.stack([change(picture, strength, random) for picture in chosen])
    return np.asarray(spoilt.reshape(len(chosen), -1), np.float32)


def heard(digits: Digits, speaker: str, decibels: float) -> Array:
    """``(pairs, 672)``: a speaker's recordings in one condition."""
    everyone = digits_data.heard(digits, decibels, 11)
    return np.asarray(everyone[digits.speakers == speaker])


def oracle(condition: str, systems: Mapping[str, Array]) -> Array:
    """The expert of the clean modality; the better one where both or none is clean."""
    decibels, spoil = CONDITIONS[condition]
    if (decibels == np.inf) != (spoil == CLEAN):
        return systems["sound" if decibels == np.inf else "picture"]
    return systems[better(systems)]


def better(systems: Mapping[str, Array]) -> str:
    """The unimodal expert that is right more often."""
    return max(ROLES, key=lambda role: float(systems[role].mean()))


def figure(right: Array) -> Interval:
    """Accuracy; the interval resamples pairs."""
    return interval(lambda rows: float(right[rows].mean()), np.arange(len(right)), 500)


def minus(first: Array, second: Array) -> Interval:
    """Difference of accuracies on the same resamples of pairs."""
    return difference(lambda r: float(first[r].mean()), lambda r: float(second[r].mean()), np.arange(len(first)), 500)


def accuracies(right: Right, systems: Sequence[str], title: str) -> None:
    """Accuracy of each system in each condition."""
    print(f"\n| {title} | {' | '.join(systems)} |\n|{'---|' * (len(systems) + 1)}")
    for condition, known in right.items():
        named = {**known, "oracle": oracle(condition, known)}
        print(f"| {condition} | {' | '.join(str(figure(named[name])) for name in systems)} |", flush=True)


def against(right: Right) -> None:
    """The goals: no worse than the best expert, and within a point of the oracle, at every noise level."""
    print(
        "\n| noise | better expert | late minus it | hybrid minus it | late minus oracle | hybrid minus oracle | goal |"
    )
    print("|---|---|---|---|---|---|---|")
    for condition, known in right.items():
        best, told = known[better(known)], oracle(condition, known)
        gains = {kind: (minus(known[kind], best), minus(known[kind], told)) for kind in ("late", "hybrid")}
        reached = any(gain.value >= 0 and close.value >= WITHIN for gain, close in gains.values())
        cells = [gains[kind][column] for column in (0, 1) for kind in ("late", "hybrid")]
        said = "reached" if reached else "NOT reached"
        print(f"| {condition} | {better(known)} | {' | '.join(map(str, cells))} | {said} |", flush=True)


def by_speaker(right: Right, speakers: Sequence[str], who: NDArray[Any]) -> None:
    """Mean over the conditions for each speaker."""
    systems = (*ROLES, *FUSERS, *PEERS)
    print(f"\n| mean over conditions | {' | '.join(systems)} |\n|{'---|' * (len(systems) + 1)}")
    for speaker in speakers:
        cells = [np.mean([known[name][who == speaker].mean() for known in right.values()]) for name in systems]
        print(f"| {speaker} left out | {' | '.join(f'{cell:.3f}' for cell in cells)} |")


def missing(right: Right) -> None:
    """Each fuser where one modality is absent, both being clean."""
    known = right["both clean"]
    print("\n| what is there | its expert | late | early | hybrid |\n|---|---|---|---|---|")
    for role in ROLES:
        cells = [figure(known[role]), *(figure(known[f"{kind}, {role} alone"]) for kind in FUSERS)]
        print(f"| {role} alone | {' | '.join(map(str, cells))} |")


if __name__ == "__main__":
    main()
