"""The patient's summary beside the note: `python -m benchmarks.telemedicine.summary --data DIR`.

ACI-Bench, official test part 1 and PriMock57: Flesch-Kincaid grade of the drafted note and of the summary made from it,
how long the summary is, how many of the medicines that the consultation names stand in it, and the share of content
words that neither the dialogue, the glossary nor our own headings have. Nothing is learned for the summary. Intervals
are drawn by visit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.telemedicine.drafting import said_facts, texts
from core.evaluation.bootstrap import interval
from domains.telemedicine.analysis import sections_json
from domains.telemedicine.drafting.drafter import draft
from domains.telemedicine.drafting.support import unheard
from domains.telemedicine.roles.telling import tell
from domains.telemedicine.summary import grade, summarised
from domains.telemedicine.summary.glossary import entries
from domains.telemedicine.summary.medicines import ALLERGIC, BOTH, NEW, STOPPED, TAKES
from domains.telemedicine.summary.telling import OURS
from domains.telemedicine.training.arguments import data_folder
from domains.telemedicine.training.corpora import TEST, encounters, primock
from domains.telemedicine.transcripts import Transcript
from domains.telemedicine.wordstems import content_words, stems

ADDED = (*OURS, NEW, BOTH, TAKES, STOPPED, ALLERGIC)


@dataclass(frozen=True)
class Row:
    """Figures of one visit."""

    note: float
    summary: float
    sentences: float
    medicines: float
    unsaid: float


def row(transcript: Transcript) -> Row | None:
    """One visit; None where there is no summary."""
    names = [one.role for one in tell(transcript).utterances]
    found = said_facts(transcript, names)
    note = sections_json(draft(texts(transcript), names, facts=found))
    said = [{"text": text, "role": role} for text, role in zip(texts(transcript), names, strict=True)]
    told = [one["text"] for one in summarised(note, found, said)]
    before, after = grade([one["text"] for part in note for one in part["sentences"]]), grade(told)
    if before is None or after is None:
        return None
    plain = [entry.plain for entry in entries().values()]
    words = content_words(" ".join(told))
    unsaid = len(unheard(" ".join(told), [*texts(transcript), *plain, *ADDED])) / max(1, len(words))
    drugs = {one["name"].lower() for one in found if one["kind"] == "drug" and one["values"].get("state") in
             ("taking", "prescribed", "stopped")}  # fmt: skip
    held = stems(told)
    share = sum(stems([name]) <= held for name in drugs) / len(drugs) if drugs else 1.0
    return Row(before, after, float(len(told)), share, unsaid)


def line(name: str, rows: Sequence[Row]) -> str:
    """Mean figures with their intervals."""
    cells = []
    for part in ("note", "summary", "sentences", "medicines", "unsaid"):
        values = np.array([getattr(one, part) for one in rows])
        cells.append(str(interval(lambda at, v=values: float(v[at].mean()), np.arange(len(values)))))  # type: ignore[misc]
    return f"| {name} | {len(rows)} | {' | '.join(cells)} |"


def table(data: Path) -> str:
    """Both sets."""
    aci = [one.transcript for one in encounters(data) if (one.official_split, one.variant) == (TEST, "challenge")]
    sets = {"ACI-Bench test 1": aci, "PriMock57": [one.transcript for one, _ in primock(data)]}
    lines = ["| set | visits | grade of the note | grade of the summary | sentences | medicines told | words unsaid |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    return "\n".join([*lines, *(line(name, [one for one in map(row, every) if one]) for name, every in sets.items())])


if __name__ == "__main__":
    print(table(data_folder(__doc__)))
