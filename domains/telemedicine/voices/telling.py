"""Whose voice it is all along a recording: speakers without names, their turns, and what should be known about both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from domains.telemedicine.transcripts import Word
from domains.telemedicine.voices.grouping import grouped
from domains.telemedicine.voices.hearing import Span, Tell, hear
from domains.telemedicine.voices.measures import Voice, measured
from domains.telemedicine.voices.together import merged, overlaps
from domains.telemedicine.voices.turns import turns as told_turns
from domains.telemedicine.voices.twofold import twofold

LABEL, MOST = "SPEAKER_{}", 4
MUCH_ALIKE, LITTLE = 0.83, 6.0
TOGETHER_SECONDS, TOGETHER_SHARE = 2.0, 0.05
HALF, STEEP = 0.90, 40.0
Turn = tuple[float, float, str]


@dataclass(frozen=True)
class Voices:
    """The voices of a recording.

    Attributes:
        speakers: Label to voice, in the order in which they first speak.
        turns: Start, end and label, in order.
        overlap: Where two talk at once, as far as it could be heard.
        certainty: That one label is one person, 0 to 1, by how unlike the voices are.
        notices: What a reader should know, a sentence each.
    """

    speakers: Mapping[str, Voice] = field(default_factory=dict)
    turns: tuple[Turn, ...] = ()
    overlap: tuple[Span, ...] = ()
    certainty: float = 0.0
    notices: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        """As the step leaves it."""
        return {
            "speakers": {label: voice.json() for label, voice in self.speakers.items()},
            "turns": [[round(start, 3), round(end, 3), label] for start, end, label in self.turns],
            "overlap": [[round(start, 3), round(end, 3)] for start, end in self.overlap],
            "certainty": round(self.certainty, 4),
            "notices": list(self.notices),
        }


def tell_apart(
    pcm: Path, spans: Sequence[Span], words: Sequence[Word] | None = None, tell: Tell = lambda fraction: None
) -> Voices:
    """The voices in a recording.

    Args:
        pcm: 16-bit integers, little-endian, 16 kHz, one channel.
        spans: Stretches of speech in seconds, in order.
        words: What was said, if it is known, for the pace, and for what two say at once.
        tell: Told the fraction done.

    Raises:
        WeightsError: the speaker encoder's weights are absent or altered.
    """
    heard = hear(pcm, spans, lambda fraction: tell(0.9 * fraction))
    groups = grouped(heard, MOST)
    numbered = told_turns(heard, groups.middles, spans)
    names = {voice: LABEL.format(at + 1) for at, voice in enumerate(dict.fromkeys(who for _, _, who in numbered))}
    turns = tuple((start, end, names[who]) for start, end, who in numbered)
    both = twofold(pcm, spans, words) if words is not None else ()
    overlap = tuple(merged([*overlaps(heard, groups.middles), *both]))
    spoken = sum(end - start for start, end, _ in turns)
    speakers = {
        label: measured(pcm, [(start, end) for start, end, who in turns if who == label], spoken, words)
        for label in names.values()
    }
    tell(1.0)
    return Voices(speakers, turns, overlap, _certainty(groups.alike), _notices(speakers, groups.alike, overlap, spoken))


def _certainty(alike: float) -> float:
    return float(1 / (1 + np.exp(-STEEP * (HALF - alike)))) if alike else 0.0


def _notices(speakers: Mapping[str, Voice], alike: float, overlap: Sequence[Span], spoken: float) -> tuple[str, ...]:
    both = sum(end - start for start, end in overlap)
    found = {
        "Only one voice could be told apart: where more people speak, set the role of each utterance by hand.": (
            len(speakers) == 1 and spoken >= LITTLE
        ),
        "Too little is said to tell voices apart.": 0 < spoken < LITTLE and len(speakers) == 1,
        "Two of the voices are much alike, so some sentences may stand under the wrong speaker.": alike > MUCH_ALIKE,
        "Four voices were told apart, and no more are looked for: people who say little may share a label.": (
            len(speakers) == MOST
        ),
        f"People talk at once, or over music, for about {both:.0f} seconds, first at {_clock(overlap)}: "
        "words there may be missing or stand under the wrong speaker.": (
            both >= TOGETHER_SECONDS or (both > 0 and both >= TOGETHER_SHARE * spoken)
        ),
    }
    return tuple(sentence for sentence, holds in found.items() if holds)


def _clock(spans: Sequence[Span]) -> str:
    first = int(spans[0][0]) if spans else 0
    return f"{first // 60}:{first % 60:02d}"
