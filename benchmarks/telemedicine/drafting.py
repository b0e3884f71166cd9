"""Drafts on visits that the model has not seen: `python -m benchmarks.telemedicine.drafting --data DIR`.

ACI-Bench, official test part 1: ROUGE-1 against the clinician's note, and the share of content words that nobody said,
for the sentences alone and with their headings. "challenge" is the transcript of the challenge; the pairs are the same
visits as recognised and as corrected or transcribed by people, and what recognition costs is their difference. Roles
are told by the domain's own model. Beside it: all that was said, twelve turns of the doctor, and the note of the most
similar training visit. "Held" is the share of the drugs with their doses, the allergies and the vital signs said that
one sentence of the draft has, with and without those that stand in it whatever else it says. PriMock57: the share of
the GP's note that the draft has, by stems and by what is stated (findings and whether they are denied, drugs, spans of
time). Intervals are drawn by visit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.evaluation.bootstrap import Interval, interval
from domains.telemedicine.drafting.drafter import Section, draft, text_of
from domains.telemedicine.drafting.holding import lacking, needed
from domains.telemedicine.drafting.measure import facts_found, rouge1, stated, unsupported
from domains.telemedicine.facts import Said, facts
from domains.telemedicine.roles.labels import DOCTOR
from domains.telemedicine.roles.telling import tell
from domains.telemedicine.training.arguments import data_folder
from domains.telemedicine.training.corpora import FINAL, TEST, Encounter, encounters, primock
from domains.telemedicine.transcripts import Transcript

TURNS = 12
ASKED = "challenge"
PAIRS = (("aci_asr", "aci_asrcorr"), ("virtscribe_asr", "virtscribe_humantrans"))


@dataclass(frozen=True)
class Row:
    """One text against one note."""

    overlap: float
    invented: float


def texts(transcript: Transcript) -> list[str]:
    """What was said."""
    return [one.text for one in transcript.utterances]


def sections(transcript: Transcript) -> list[Section]:
    """The draft, the roles told by the domain itself."""
    return _drafted(transcript, kept=True)


def _drafted(transcript: Transcript, kept: bool) -> list[Section]:
    names = [one.role for one in tell(transcript).utterances]
    return draft(texts(transcript), names, facts=said_facts(transcript, names) if kept else ())


def said_facts(transcript: Transcript, names: Sequence[str]) -> list[dict[str, Any]]:
    """What the domain reads of the consultation."""
    return [one.json() for one in facts([Said(*pair) for pair in zip(texts(transcript), names, strict=True)])]


def held(visits: Sequence[Encounter]) -> str:
    """Share of what must not be cut, and what it costs to keep it."""
    lines = ["| draft | visits | held | ROUGE-1 | words |", "|---|---|---|---|---|"]
    wanted = [needed(said_facts(one.transcript, [said.role for said in tell(one.transcript).utterances]))
              for one in visits]  # fmt: skip
    for name, kept in (("with what must be held", True), ("by the words of notes alone", False)):
        made = [text_of(_drafted(one.transcript, kept), titles=False) for one in visits]
        shares = [1 - len(lacking(text.splitlines(), each)) / len(each)
                  for text, each in zip(made, wanted, strict=True) if each]  # fmt: skip
        overlap = _mean([rouge1(text, one.note) for text, one in zip(made, visits, strict=True)])
        length = _mean([len(text.split()) for text in made])
        lines.append(f"| {name} | {len(visits)} | {_mean(shares)} | {overlap} | {length} |")
    return "\n".join(lines)


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


def measured(made: Sequence[str], visits: Sequence[Encounter]) -> list[Row]:
    """A row for each visit."""
    pairs = zip(made, visits, strict=True)
    return [Row(rouge1(text, one.note), unsupported(text, texts(one.transcript))) for text, one in pairs]


def line(name: str, rows: Sequence[Row]) -> str:
    """Mean figures with their intervals."""
    overlap, invented = (_mean([getattr(row, part) for row in rows]) for part in ("overlap", "invented"))
    return f"| {name} | {len(rows)} | {overlap} | {invented} |"


def gap(name: str, heard: Sequence[Row], corrected: Sequence[Row]) -> str:
    """The mean difference over the same visits."""
    overlap = _mean([one.overlap - two.overlap for one, two in zip(heard, corrected, strict=True)])
    invented = _mean([one.invented - two.invented for one, two in zip(heard, corrected, strict=True)])
    return f"| {name} | {len(heard)} | {overlap} | {invented} |"


def _mean(values: Sequence[float]) -> Interval:
    held = np.array(values)
    return interval(lambda rows: float(held[rows].mean()), np.arange(len(held)))


def notes(data: Path) -> str:
    """ACI-Bench."""
    every = sorted(encounters(data), key=lambda one: one.id)
    known = [one for one in every if one.official_split in FINAL and one.variant == ASKED]
    test = [one for one in every if one.official_split == TEST]
    asked = [one for one in test if one.variant == ASKED]
    lines = ["| text | visits | ROUGE-1 | content words that nobody said |", "|---|---|---|---|"]
    rows: dict[str, list[Row]] = {}
    for variant in (ASKED, *(name for pair in PAIRS for name in pair)):
        visits = [one for one in test if one.variant == variant]
        made = [sections(one.transcript) for one in visits]
        rows[variant] = measured([text_of(one, titles=False) for one in made], visits)
        lines.append(line(f"draft, {variant}", rows[variant]))
        if variant == ASKED:
            lines.append(line("draft with its headings", measured([text_of(one) for one in made], visits)))
    lines += [gap(f"{heard} less {corrected}", rows[heard], rows[corrected]) for heard, corrected in PAIRS]
    lines.append(line("all that was said", measured([" ".join(texts(one.transcript)) for one in asked], asked)))
    lines.append(
        line(f"{TURNS} longest turns of the doctor", measured([doctors(one.transcript) for one in asked], asked))
    )
    lines.append(line("note of the nearest visit", measured([nearest(one, known) for one in asked], asked)))
    return "\n".join(lines)


def sample(data: Path) -> str:
    """PriMock57."""
    shares: dict[str, list[float]] = {"draft": [], "all that was said": [], "first words, as many": []}
    states: dict[str, list[float]] = {name: [] for name in shares}
    for dialogue, note in primock(data):
        said = " ".join(texts(dialogue.transcript))
        made = text_of(sections(dialogue.transcript), titles=False)
        short = " ".join(said.split()[: len(made.split())])
        for name, text in zip(shares, (made, said, short), strict=True):
            found, wanted = facts_found(text, note)
            shares[name].append(found / wanted)
            states[name].append(len(stated(text) & stated(note)) / max(1, len(stated(note))))
    lines = ["| text | consultations | stems of the GP's note | what it states |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {len(values)} | {_mean(values)} | {_mean(states[name])} |" for name, values in shares.items()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    folder = data_folder(__doc__)
    print(notes(folder))
    print()
    print(held([one for one in encounters(folder) if (one.official_split, one.variant) == (TEST, ASKED)]))
    print()
    print(sample(folder))
