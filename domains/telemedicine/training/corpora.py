"""The public dialogues that this domain learns from and is measured on, read by its own reader."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domains.telemedicine.roles.labels import OTHER, named
from domains.telemedicine.transcripts import Transcript, read, read_file

TEST = "test1"
FINAL = ("train", "validation")


@dataclass(frozen=True)
class Dialogue:
    """A transcript with the true role of each utterance.

    Attributes:
        source: The data set.
        split: "train" or "valid".
        id: Of the encounter.
        transcript: What was said.
        roles: "doctor", "patient" or "other" for each utterance.
    """

    source: str
    split: str
    id: str
    transcript: Transcript
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Topic:
    """A short dialogue of MTS-Dialog with its section, and the text of the note's section."""

    id: str
    official_split: str
    header: str
    dialogue: str
    text: str


@dataclass(frozen=True)
class Encounter:
    """A visit of ACI-Bench in one transcript variant, with the clinician's note."""

    id: str
    official_split: str
    variant: str
    transcript: Transcript
    note: str


def topics(data: Path) -> list[Topic]:
    """MTS-Dialog."""
    return [
        Topic(row["id"], row["official_split"], row["section_header"], row["dialogue"], row["section_text"])
        for row in _rows(data / "mts_dialog" / "dialogues.csv")
    ]


def encounters(data: Path) -> list[Encounter]:
    """ACI-Bench, all variants."""
    return [
        Encounter(row["encounter_id"], row["official_split"], row["variant"], _read(row["dialogue"]), row["note"])
        for row in _rows(data / "aci_bench" / "encounters.csv")
    ]


def osce(data: Path) -> Iterator[Dialogue]:
    """Simulated interviews, told apart as D and P."""
    for row in _rows(data / "osce" / "index.csv"):
        yield dialogue_of("osce", row["split"], row["id"], read_file(data / "osce" / row["file"]))


def primock(data: Path) -> Iterator[tuple[Dialogue, str]]:
    """PriMock57 with the GP's note: to be measured on, never to learn from."""
    for row in _rows(data / "primock57" / "index.csv"):
        path = data / "primock57" / row["file"]
        note = json.loads(path.read_text(encoding="utf-8"))["note"]
        yield dialogue_of("primock57", row["split"], row["id"], read_file(path)), note


def labelled(data: Path) -> Iterator[Dialogue]:
    """Training dialogues with roles: OSCE, MTS-Dialog and ACI-Bench (its corrected transcripts)."""
    yield from (one for one in osce(data) if one.split == "train")
    for topic in topics(data):
        if topic.official_split == "train":
            yield dialogue_of("mts_dialog", "train", topic.id, _read(topic.dialogue))
    for visit in encounters(data):
        if visit.official_split == "train" and visit.variant == "challenge":
            yield dialogue_of("aci_bench", "train", visit.id, visit.transcript)


def dialogue_of(source: str, split: str, id: str, transcript: Transcript) -> Dialogue:
    """A transcript with the roles that its labels name."""
    roles = tuple(named(said.speaker) or OTHER for said in transcript.utterances)
    return Dialogue(source, split, id, transcript, roles)


def _read(text: str) -> Transcript:
    return read(text.encode())


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
