"""Drug names before and after repair: `python -m benchmarks.telemedicine.repair --data DIR [--heard FILE]`.

FILE is made by `benchmarks.telemedicine.dictating`, which takes a while; without it, it is made anew. What is reported
is about drugs and voices that were held out of the fit; intervals are drawn by drug. Beside it: the nearest name by
spelling wherever the recogniser was unsure. What is changed without reason is counted in utterances of OSCE in which no
drug is named, said and heard the same way, and in transcripts that people wrote (OSCE valid, PriMock57, ACI-Bench
corrected), read as if every word had been doubtful.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.telemedicine.dictating import DRUGS, PLAIN, dictate, plain, recogniser, sentences
from benchmarks.telemedicine.speaking import CASTS, Setting, Spoken, scripts, speak
from core.evaluation.bootstrap import Interval, interval
from domains.telemedicine.lexicon.common import is_known
from domains.telemedicine.lexicon.drugs import drugs, named
from domains.telemedicine.repair import repaired
from domains.telemedicine.repair.nearest import entries
from domains.telemedicine.repair.spans import placed
from domains.telemedicine.training.corpora import encounters, osce, primock
from domains.telemedicine.training.repair import Lesson, errors, lessons, names, split
from domains.telemedicine.transcripts.transcript import Utterance, Word

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

ALIKE, UNSURE, DOUBT = 70.0, 0.9, 0.5
BANDS = {3: "common", 2: "usual", 1: "rare"}
Method = Callable[[Utterance], tuple[str, int]]


@dataclass(frozen=True)
class Row:
    """One sentence: the drug that it names, whether that stands in the text, repairs, wrong ones, words and errors."""

    drug: str
    found: bool
    made: int
    wrong: int
    words: int
    errors: int


def nothing(said: Utterance) -> tuple[str, int]:
    """As recognised."""
    return said.text, 0


def ours(said: Utterance) -> tuple[str, int]:
    """As repaired."""
    done = repaired([said])[0]
    return done.utterance.text, len(done.repairs)


def spelt(said: Utterance) -> tuple[str, int]:
    """Each word that is unsure or unknown becomes the nearest name by spelling, where one is near."""
    from rapidfuzz import fuzz, process

    heard = placed(said)
    if heard is None:
        return said.text, 0
    text, at, made = "", 0, 0
    all = [one.name for one in entries()]
    for (start, end), bare, word in zip(heard.places, heard.bare, heard.words, strict=True):
        doubtful = len(bare) > 4 and bare not in drugs() and (word.probability < UNSURE or not is_known(bare))
        near = process.extractOne(bare, all, scorer=fuzz.ratio, score_cutoff=ALIKE) if doubtful else None
        text += said.text[at:start] + (near[0] if near else said.text[start:end])
        at, made = end, made + bool(near)
    return text + said.text[at:], made


METHODS: dict[str, Method] = {"as recognised": nothing, "nearest by spelling": spelt, "repaired": ours}


def row(lesson: Lesson, method: Method) -> Row:
    """What a method does to a sentence; a repair is wrong where the sentence comes no nearer to what was said."""
    said = lesson.heard.utterance
    text, made = method(said)
    before, after = errors(lesson.said, said.text), errors(lesson.said, text)
    found = bool(lesson.drug) and names(lesson.drug, text)
    right = int(found and not names(lesson.drug, said.text)) if lesson.drug else 0
    return Row(lesson.drug, found, made, made - min(made, right if after < before else 0), len(lesson.said), after)


def figure(rows: Sequence[Row], of: Callable[[Sequence[Row]], float]) -> Interval:
    """A figure over sentences, its interval drawn by drug, or by sentence where there is none."""
    groups = np.array([one.drug or f"plain {at}" for at, one in enumerate(rows)])
    return interval(lambda picked: of([rows[at] for at in picked]), groups)


def recall(rows: Sequence[Row]) -> float:
    """Share of the sentences in which the drug that was said stands."""
    return float(np.mean([one.found for one in rows])) if rows else float("nan")


def precision(rows: Sequence[Row]) -> float:
    """Share of the repairs that are right."""
    made = sum(one.made for one in rows)
    return 1 - sum(one.wrong for one in rows) / made if made else float("nan")


def wer(rows: Sequence[Row]) -> float:
    """Word error rate."""
    return sum(one.errors for one in rows) / max(sum(one.words for one in rows), 1)


def per_thousand(rows: Sequence[Row]) -> float:
    """Repairs for a thousand words."""
    return 1000 * sum(one.made for one in rows) / max(sum(one.words for one in rows), 1)


def spoken(path: Path) -> str:
    """Held-out drugs in held-out voices, and utterances without a drug."""
    told = lessons(path, held=True)
    dosed, plain = [one for one in told if one.drug], [one for one in told if not one.drug]
    lines = ["| text | drugs | sentences | drug found | repairs right | word error rate |", "|" + "---|" * 6]
    for name, method in METHODS.items():
        rows = [row(one, method) for one in dosed]
        for band, called in {0: "all", **BANDS}.items():
            mine = [one for one in rows if not band or drugs()[one.drug].band == band]
            parts = " | ".join(str(figure(mine, of)) for of in (recall, precision, wer))
            lines.append(f"| {name} | {called} | {len(mine)} | {parts} |")
    lines += ["", "| text | utterances without a drug | words changed per 1,000 | word error rate |", "|" + "---|" * 4]
    for name, method in METHODS.items():
        rows = [row(one, method) for one in plain]
        lines.append(f"| {name} | {len(rows)} | {figure(rows, per_thousand)} | {figure(rows, wer)} |")
    return "\n".join(lines)


def consultations() -> str:
    """Whole consultations that we wrote, said by two or three voices, heard turn by turn and repaired as wholes."""
    model = recogniser()
    found: dict[str, list[tuple[int, int, int, int, int]]] = {"as recognised": [], "repaired": []}
    for number, script in enumerate(scripts().values()):
        spoken = speak(script.lines, CASTS[number % len(CASTS)], Setting(seed=number))
        heard = turns(spoken, model)
        done = repaired(heard)
        wanted = {one.drug.name for _, text in script.lines for one in named(text) if not one.drug.ordinary}
        truth = split(" ".join(text for _, text in script.lines))
        made = sum(len(one.repairs) for one in done)
        right = sum(repair.after.lower() in wanted for one in done for repair in one.repairs)
        for name, said in (("as recognised", heard), ("repaired", [one.utterance for one in done])):
            text = " ".join(one.text for one in said)
            there = sum(names(drug, text) for drug in wanted)
            counts = (made, right) if name == "repaired" else (0, 0)
            found[name].append((there, len(wanted), errors(truth, text), len(truth), counts[0] - counts[1]))
    lines = ["| consultations | drugs | drugs found | word error rate | wrong repairs |", "|" + "---|" * 5]
    for name, rows in found.items():
        held = np.array(rows, np.float64)
        parts = [
            interval(lambda at, a=a, b=b, h=held: float(h[at, a].sum() / h[at, b].sum()), np.arange(len(held)))  # type: ignore[misc]
            for a, b in ((0, 1), (2, 3))
        ]
        lines.append(f"| {name} | {int(held[:, 1].sum())} | {parts[0]} | {parts[1]} | {int(held[:, 4].sum())} |")
    return "\n".join(lines)


def turns(spoken: Spoken, model: WhisperModel) -> list[Utterance]:
    """What the recogniser makes of a conversation, its words given to the turn in which their middles lie."""
    told, _ = model.transcribe(
        spoken.samples, language="en", beam_size=1, word_timestamps=True, condition_on_previous_text=False
    )
    all = [word for segment in told for word in segment.words or ()]
    ends = [one.end + 0.15 for one in spoken.turns[:-1]] + [1e9]
    at = [next(number for number, end in enumerate(ends) if (word.start + word.end) / 2 < end) for word in all]
    rows: list[list[Word]] = [[] for _ in spoken.turns]
    for number, word in zip(at, all, strict=True):
        rows[number].append(Word(word.word.strip(), float(word.start), float(word.end), float(word.probability)))
    return [
        Utterance(" ".join(word.text for word in words), turn.speaker, turn.start, turn.end, tuple(words))
        for words, turn in zip(rows, spoken.turns, strict=True)
    ]


def doubted(said: Utterance, sure: float) -> Utterance:
    """A written utterance as if it had been heard."""
    words = tuple(Word(word, float(at), at + 0.5, sure) for at, word in enumerate(said.text.split()))
    return replace(said, words=words, kind="speech")


def clean(data: Path, most: int | None = None, sure: float = DOUBT) -> str:
    """Words that are changed in transcripts which people wrote: in all, or in the first so many of each set."""
    talks = {
        "OSCE valid": [one.transcript.utterances for one in osce(data) if one.split == "valid"],
        "PriMock57": [one.transcript.utterances for one, _ in primock(data)],
        "ACI-Bench corrected": [
            one.transcript.utterances for one in encounters(data)
            if one.variant in ("aci_asrcorr", "virtscribe_humantrans")
        ],
    }  # fmt: skip
    lines = ["| transcripts | consultations | words | changed | per 1,000 |", "|" + "---|" * 5]
    for name, every in talks.items():
        all = every[:most]
        counts = [(sum(len(said.text.split()) for said in one), _changed(one, sure)) for one in all]
        held = np.array(counts, np.float64)
        share = interval(lambda at, h=held: float(1000 * h[at, 1].sum() / h[at, 0].sum()), np.arange(len(held)))  # type: ignore[misc]
        lines.append(f"| {name} | {len(all)} | {int(held[:, 0].sum())} | {int(held[:, 1].sum())} | {share} |")
    return "\n".join(lines)


def _changed(said: Sequence[Utterance], sure: float) -> int:
    return sum(len(one.repairs) for one in repaired([doubted(one, sure) for one in said]))


def main() -> None:
    """Read the options, say and hear the sentences where no file of them is given, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--heard", type=Path, help="JSON lines of benchmarks.telemedicine.dictating; made if not given")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--most", type=int, help="how many written transcripts of each set, the first; all by default")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        heard = given.heard or Path(folder) / "heard.jsonl"
        if given.heard is None:
            dictate(heard, [*sentences(DRUGS), *plain(given.data, PLAIN)])
        print(spoken(heard), consultations(), clean(given.data, given.most), sep="\n\n", flush=True)


if __name__ == "__main__":
    main()
