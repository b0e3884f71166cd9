"""Drafts on visits that the model has not seen: `python -m benchmarks.telemedicine.drafting --data DIR`.

ACI-Bench, official test part 1: ROUGE-1 against the clinician's note, and the share of content words that nobody said,
for the sentences alone and with their headings, from the corrected and from the recognised transcripts. Roles are told
by the domain's own model. Beside it: all that was said, twelve turns of the doctor, and the note of the most similar
training visit. PriMock57: the share of the GP's note that the draft has. Intervals are drawn by visit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.evaluation.bootstrap import Interval, interval
from domains.telemedicine.drafting.drafter import draft, text_of
from domains.telemedicine.drafting.measure import facts_found, rouge1, unsupported
from domains.telemedicine.roles.labels import DOCTOR
from domains.telemedicine.roles.telling import tell
from domains.telemedicine.training.arguments import data_folder
from domains.telemedicine.training.corpora import FINAL, TEST, Encounter, encounters, primock
from domains.telemedicine.transcripts import Transcript

TURNS = 12
ASKED = "challenge"


@dataclass(frozen=True)
class Row:
    """One text against one note."""

    overlap: float
    invented: float


def texts(transcript: Transcript) -> list[str]:
    """What was said."""
    return [one.text for one in transcript.utterances]


def drafted(transcript: Transcript, titles: bool) -> str:
    """The draft, the roles told by the domain itself."""
    roles = [one.role for one in tell(transcript).utterances]
    return text_of(draft(texts(transcript), roles), titles)


def doctors(transcript: Transcript) -> str:
    """The twelve longest turns of the doctor."""
    said = [one.text for one in transcript.utterances if one.speaker == DOCTOR]
    return " ".join(sorted(said, key=len)[-TURNS:])


def nearest(one: Encounter, known: Sequence[Encounter]) -> str:
    """The note of the training visit whose dialogue is most alike (TF-IDF)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    counts = TfidfVectorizer(sublinear_tf=True)
    there = counts.fit_transform([" ".join(texts(other.transcript)) for other in known])
    here = counts.transform([" ".join(texts(one.transcript))])
    return known[int((there @ here.T).toarray().argmax())].note


def line(name: str, made: Mapping[str, str], visits: Sequence[Encounter]) -> str:
    """Mean figures with their intervals."""
    rows = [Row(rouge1(made[one.id], one.note), unsupported(made[one.id], texts(one.transcript))) for one in visits]
    overlap, invented = (_mean([getattr(row, part) for row in rows]) for part in ("overlap", "invented"))
    return f"| {name} | {len(rows)} | {overlap} | {invented} |"


def _mean(values: Sequence[float]) -> Interval:
    held = np.array(values)
    return interval(lambda rows: float(held[rows].mean()), np.arange(len(held)))


def notes(data: Path) -> str:
    """ACI-Bench."""
    every = encounters(data)
    known = [one for one in every if one.official_split in FINAL and one.variant == ASKED]
    test = [one for one in every if one.official_split == TEST]
    lines = ["| text | visits | ROUGE-1 | content words that nobody said |", "|---|---|---|---|"]
    for variant in sorted({one.variant for one in test}, key=lambda name: (name != ASKED, name)):
        visits = [one for one in test if one.variant == variant]
        made = {one.id: drafted(one.transcript, titles=False) for one in visits}
        lines.append(line(f"draft, {variant}", made, visits))
        if variant != ASKED:
            same = [one for one in test if one.variant == ASKED and one.id in made]
            lines.append(
                line(f"draft, {ASKED}, the same visits", {v.id: drafted(v.transcript, False) for v in same}, same)
            )
    asked = [one for one in test if one.variant == ASKED]
    lines.append(line("draft with headings", {one.id: drafted(one.transcript, True) for one in asked}, asked))
    lines.append(line("all that was said", {one.id: " ".join(texts(one.transcript)) for one in asked}, asked))
    lines.append(
        line(f"{TURNS} longest turns of the doctor", {one.id: doctors(one.transcript) for one in asked}, asked)
    )
    lines.append(line("note of the nearest visit", {one.id: nearest(one, known) for one in asked}, asked))
    return "\n".join(lines)


def facts(data: Path) -> str:
    """PriMock57."""
    shares: dict[str, list[float]] = {"draft": [], "all that was said": [], "first words, as many": []}
    for dialogue, note in primock(data):
        said = " ".join(texts(dialogue.transcript))
        made = drafted(dialogue.transcript, titles=False)
        short = " ".join(said.split()[: len(made.split())])
        for name, text in zip(shares, (made, said, short), strict=True):
            found, wanted = facts_found(text, note)
            shares[name].append(found / wanted)
    lines = ["| text | consultations | share of the GP's note |", "|---|---|---|"]
    lines += [f"| {name} | {len(values)} | {_mean(values)} |" for name, values in shares.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    folder = data_folder(__doc__)
    print(notes(folder))
    print()
    print(facts(folder))
