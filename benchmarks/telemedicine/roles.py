"""Who is doctor and who patient, on interviews that the model has not seen: `python -m benchmarks.telemedicine.roles`.

OSCE: the valid part of the simulated interviews; PriMock57: all seven consultations. Nothing was fitted on either, but
both were seen once before: that turns are cut in training, and that overlaps in time count, came after that look.
Labels are as given, generic (SPEAKER_00), exchanged, or left out. Intervals are drawn by consultation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.evaluation.bootstrap import Interval, interval
from domains.telemedicine.roles.labels import DOCTOR, PATIENT
from domains.telemedicine.roles.telling import tell
from domains.telemedicine.training.arguments import data_folder
from domains.telemedicine.training.corpora import Dialogue, osce, primock

Relabel = Callable[[str], str | None]
LABELS: dict[str, Relabel] = {
    "as given": lambda role: role.capitalize(),
    "generic": lambda role: "SPEAKER_00" if role == PATIENT else "SPEAKER_01",
    "exchanged": lambda role: DOCTOR if role == PATIENT else PATIENT,
    "left out": lambda role: None,
}


@dataclass(frozen=True)
class Hits:
    """Of one consultation: which utterances with words are right, and which speakers."""

    utterances: tuple[bool, ...]
    speakers: tuple[bool, ...]
    constant: tuple[bool, ...]
    turns: tuple[bool, ...]


def judged(dialogue: Dialogue, relabel: Relabel) -> Hits:
    """One consultation with its labels changed."""
    said = dialogue.transcript.utterances
    renamed = tuple(replace(one, speaker=relabel(role)) for one, role in zip(said, dialogue.roles, strict=True))
    told = tell(replace(dialogue.transcript, utterances=renamed))
    spoken = [at for at, one in enumerate(said) if one.text]
    right = [told.utterances[at].role == dialogue.roles[at] for at in spoken]
    people = {relabel(role): role for role in dialogue.roles}
    by_speaker = [one.role == people[label] for label, one in told.speakers.items()]
    turns = [(DOCTOR, PATIENT)[number % 2] == dialogue.roles[at] for number, at in enumerate(spoken)]
    constant = [dialogue.roles[at] == DOCTOR for at in spoken]
    return Hits(tuple(right), tuple(by_speaker), tuple(constant), tuple(turns))


def share(hits: Sequence[Hits], part: str) -> Interval:
    """Share of right answers over all consultations."""
    parts = [getattr(one, part) for one in hits]

    def figure(rows: np.ndarray) -> float:
        picked = [hit for row in rows for hit in parts[row]]
        return float(np.mean(picked)) if picked else float("nan")

    return interval(figure, np.arange(len(parts)))


def table(data: Path) -> str:
    """A line for each set and kind of label."""
    lines = [
        "| set | labels | consultations | utterances | speakers | always doctor | strictly in turn |",
        "|" + "---|" * 7,
    ]
    for name, dialogues in (
        ("OSCE valid", [one for one in osce(data) if one.split == "valid"]),
        ("PriMock57", [one for one, _ in primock(data)]),
    ):
        for kind, relabel in LABELS.items():
            hits = [judged(one, relabel) for one in dialogues]
            parts = ("utterances", "speakers", "constant", "turns")
            figures = ["-" if part == "speakers" and kind == "left out" else str(share(hits, part)) for part in parts]
            lines.append(f"| {name} | {kind} | {len(hits)} | {' | '.join(figures)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(data_folder(__doc__)))
