"""Roles of a whole transcript: what each utterance sounds like, added up by speaker, or along the dialogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.weights import WeightsFolder
from domains.telemedicine.features import scores
from domains.telemedicine.roles.hearing import rows
from domains.telemedicine.roles.labels import DOCTOR, OTHER, PATIENT, named
from domains.telemedicine.roles.sequence import smoothed
from domains.telemedicine.transcripts import Transcript, Utterance

FOLDER = Path(__file__).parents[1] / "weights" / "roles"
CLIP, NAME, LABELLED = 3.0, 6.0, 0.8
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """Who speaks.

    Attributes:
        role: "doctor", "patient" or "other".
        probability: That the role is right as far as doctor and patient go, 0.5 to 1.
    """

    role: str
    probability: float


@dataclass(frozen=True)
class Roles:
    """The roles of a transcript.

    Attributes:
        utterances: One for each utterance.
        speakers: Label to its role; empty where the labels were of no use.
        notices: What a reader should know, a sentence each.
    """

    utterances: tuple[Told, ...]
    speakers: Mapping[str, Told]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """A linear model of one utterance: ``weight`` (1, width), ``bias`` (1,); positive for the doctor."""

    weight: NDArray[np.float32]
    bias: NDArray[np.float32]

    def log_odds(self, texts: Sequence[str]) -> Array:
        """``(n,)``; log-odds of the doctor for each utterance, 0 for one without words."""
        said = [float(scores(row, self.weight, self.bias)[0]) for row in rows(texts)]
        return np.where([bool(text) for text in texts], said, 0.0)


@cache
def shipped(folder: Path = FOLDER) -> Model:
    """The model in a weights folder; its digests are compared first.

    Raises:
        WeightsError: a file is absent or altered.
    """
    held = WeightsFolder(folder).tensors("roles.safetensors")
    return Model(np.asarray(held["weight"], np.float32), np.asarray(held["bias"], np.float32))


def tell(transcript: Transcript, model: Model | None = None) -> Roles:
    """Who is the doctor and who the patient.

    Speakers that are told apart are judged by all that they say, and their labels count as much as a few utterances, so
    labels that were exchanged are put right. Without labels the dialogue decides, utterance by utterance.
    """
    said = transcript.utterances
    log_odds = (model or shipped()).log_odds([one.text for one in said])
    along = smoothed(log_odds, said)
    if not _told_apart(said):
        return Roles(tuple(_told(value) for value in along), {})
    speakers = _by_speaker(said, log_odds)
    told = tuple(speakers[one.speaker] if one.speaker else _told(value) for one, value in zip(said, along, strict=True))
    return Roles(told, speakers, tuple(_exchanged(speakers)))


def _told_apart(said: Sequence[Utterance]) -> bool:
    labels = [one.speaker for one in said if one.speaker]
    return len(set(labels)) > 1 and len(labels) >= LABELLED * len(said)


def _told(log_odds: float) -> Told:
    return Told(DOCTOR if log_odds > 0 else PATIENT, float(1 / (1 + np.exp(-min(abs(log_odds), 30.0)))))


def _by_speaker(said: Sequence[Utterance], log_odds: Array) -> dict[str, Told]:
    """A role for each label: the most doctor-like is the doctor, the least the patient, the rest as they sound."""
    sums = {label: _prior(label) for label in dict.fromkeys(one.speaker for one in said if one.speaker)}
    counts = dict.fromkeys(sums, 0)
    for one, value in zip(said, np.clip(log_odds, -CLIP, CLIP), strict=True):
        if one.speaker:
            sums[one.speaker] += float(value)
            counts[one.speaker] += 1
    people = [label for label in sums if named(label) != OTHER]
    told = {label: Told(OTHER, 1.0) for label in sums if label not in people}
    if len(people) == 1:
        return told | {people[0]: _told(sums[people[0]])}
    means = {label: sums[label] / counts[label] for label in people}
    return told | _ranked(people, sums, means)


def _ranked(people: Sequence[str], sums: Mapping[str, float], means: Mapping[str, float]) -> dict[str, Told]:
    order = sorted(people, key=lambda label: sums[label])
    if not order:
        return {}
    first, last = order[-1], order[0]
    sure = _told(abs(sums[first] - sums[last])).probability
    told = {first: Told(DOCTOR, sure), last: Told(PATIENT, sure)}
    for label in order[1:-1]:
        told[label] = _told(sums[label]) if abs(means[label]) > 0.5 else Told(OTHER, 0.5)
    return told


def _prior(label: str) -> float:
    return {DOCTOR: NAME, PATIENT: -NAME}.get(named(label) or "", 0.0)


def _exchanged(speakers: Mapping[str, Told]) -> list[str]:
    return [
        f"The speaker labelled “{label}” talks like the {told.role}: the labels seem to be exchanged."
        for label, told in speakers.items()
        if named(label) in (DOCTOR, PATIENT) and told.role != named(label)
    ]
