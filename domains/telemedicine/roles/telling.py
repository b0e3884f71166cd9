"""Roles of a whole transcript: what each utterance sounds like, added up by speaker, or along the dialogue.

Where there was sound, two experts speak: the words, added up over all that one voice says, and the manner of the voice
(:mod:`.manner`). Their log-odds add up, as independent evidence does. How sure it is that one label is one person
decides how far the sum over a voice is believed, and how far the utterance alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.weights import WeightsFolder
from domains.telemedicine.features import scores
from domains.telemedicine.roles.beside import beside
from domains.telemedicine.roles.hearing import rows
from domains.telemedicine.roles.labels import DOCTOR, OTHER, PATIENT, named
from domains.telemedicine.roles.manner import Manner
from domains.telemedicine.roles.manner import shipped as shipped_manner
from domains.telemedicine.roles.sequence import smoothed
from domains.telemedicine.transcripts import Transcript, Utterance

FOLDER = Path(__file__).parents[1] / "weights" / "roles"
CLIP, NAME, LABELLED = 3.0, 6.0, 0.8
SPEECH, DOCUMENT = "speech", "document"
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """Who speaks.

    Attributes:
        role: "doctor", "patient" or "other".
        probability: That the role is right as far as doctor and patient go, 0.5 to 1.
        evidence: Of a speaker: log-odds of the doctor by ``words`` and, where there was sound, by ``manner``.
    """

    role: str
    probability: float
    evidence: Mapping[str, float] = field(default_factory=dict)


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


def tell(
    transcript: Transcript,
    model: Model | None = None,
    voices: Mapping[str, Any] | None = None,
    manner: Manner | None = None,
) -> Roles:
    """Who is the doctor and who the patient.

    Speakers that are told apart are judged by all that they say, and their labels count as much as a few utterances, so
    labels that were exchanged are put right. Without labels the dialogue decides, utterance by utterance.

    Args:
        transcript: What was said.
        model: Of the words; the shipped one by default.
        voices: As the step ``voices`` leaves them, where there was sound.
        manner: Of the voices; the shipped one by default.
    """
    people = [at for at, one in enumerate(transcript.utterances) if one.kind != DOCUMENT]
    said = [transcript.utterances[at] for at in people]
    told, speakers = _spoken(said, model or shipped(), voices, manner)
    roles = [Told(OTHER, 1.0)] * len(transcript.utterances)
    for at, one in zip(people, told, strict=True):
        roles[at] = one
    return Roles(tuple(roles), speakers, tuple(_exchanged(speakers)))


def _spoken(
    said: Sequence[Utterance], model: Model, voices: Mapping[str, Any] | None, manner: Manner | None
) -> tuple[list[Told], dict[str, Told]]:
    """Roles of what people say, and of those who are told apart; a document is nobody's."""
    log_odds = model.log_odds([one.text for one in said])
    along = smoothed(log_odds, said)
    if not _told_apart(said):
        return [_told(value) for value in along], {}
    heard = voices is not None and bool(voices.get("speakers"))
    evidence = _evidence(said, log_odds, (manner or shipped_manner()) if heard else None)
    speakers = _by_speaker(said, log_odds, evidence)
    sure = float(voices.get("certainty", 1.0)) if voices is not None and heard else 1.0
    told = [
        _one(speakers[one.speaker], float(value), sure) if one.speaker else _told(value)
        for one, value in zip(said, along, strict=True)
    ]
    return told, speakers


def _one(speaker: Told, along: float, sure: float) -> Told:
    """An utterance by its speaker, as far as the label can be believed, and by the dialogue for the rest."""
    if speaker.role == OTHER or sure >= 1.0:
        return replace(speaker, evidence={})
    whole = speaker.probability if speaker.role == DOCTOR else 1.0 - speaker.probability
    alone = float(1 / (1 + np.exp(-np.clip(along, -30.0, 30.0))))
    mixed = sure * whole + (1.0 - sure) * alone
    return Told(DOCTOR if mixed > 0.5 else PATIENT, max(mixed, 1.0 - mixed))


def _told_apart(said: Sequence[Utterance]) -> bool:
    spoken = [one for one in said if one.kind == SPEECH] or said
    labels = [one.speaker for one in spoken if one.speaker]
    return len(set(labels)) > 1 and len(labels) >= LABELLED * len(spoken)


def _told(log_odds: float) -> Told:
    return Told(DOCTOR if log_odds > 0 else PATIENT, float(1 / (1 + np.exp(-min(abs(log_odds), 30.0)))))


def _evidence(said: Sequence[Utterance], log_odds: Array, manner: Manner | None) -> dict[str, dict[str, float]]:
    """Log-odds of the doctor for each label: of its words, and of its manner where there was sound."""
    clipped = np.clip(log_odds, -CLIP, CLIP)
    labels = dict.fromkeys(one.speaker for one in said if one.speaker)
    words = {
        label: float(sum(v for one, v in zip(said, clipped, strict=True) if one.speaker == label)) for label in labels
    }
    ways = manner.log_odds(said) if manner else {}
    return {label: {"words": words[label]} | ({"manner": ways[label]} if label in ways else {}) for label in labels}


def _by_speaker(
    said: Sequence[Utterance], log_odds: Array, evidence: Mapping[str, Mapping[str, float]]
) -> dict[str, Told]:
    """A role for each label: the most doctor-like is the doctor, the least the patient, the rest as they sound."""
    sums = {label: _prior(label) + sum(parts.values()) for label, parts in evidence.items()}
    counts = Counter(one.speaker for one in said if one.speaker)
    named_so = {label for label in sums if named(label) == OTHER}
    others = named_so | _companions(said, [label for label in sums if label not in named_so], sums)
    people = [label for label in sums if label not in others]
    told = {label: Told(OTHER, 1.0 if label in named_so else 0.5) for label in others}
    if len(people) == 1:
        told[people[0]] = _told(sums[people[0]])
    else:
        told |= _ranked(people, sums, {label: sums[label] / counts[label] for label in people})
    return {label: replace(one, evidence=evidence[label]) for label, one in told.items()}


def _companions(said: Sequence[Utterance], people: Sequence[str], sums: Mapping[str, float]) -> set[str]:
    """Those of three or more without names who speak for the patient."""
    doctor = max(people, key=lambda label: sums[label], default=None)
    unnamed = [label for label in people if label != doctor and named(label) is None]
    return beside(said, unnamed) if len(people) > 2 else set()


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
