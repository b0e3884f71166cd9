"""Words that nobody said: how a recogniser betrays that it made them up, and what it says of a sound instead.

Over music, noise or a foreign tongue a Whisper model goes on writing: it repeats itself, it is unsure, or it says that
it hears no speech. Thresholds: those of Radford et al., "Robust speech recognition via large-scale weak supervision"
(ICML 2023), made stricter where silence, music, noise and nine other languages were told from speech in noise
(``benchmarks/telemedicine/speech.py``): English no louder than the noise beside it keeps a mean log probability above
-0.76, Dutch that was written down as English has -0.94.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domains.telemedicine.transcripts import Word

NO_SPEECH, UNSURE, COMPRESSION = 0.6, -0.5, 2.4
HOPELESS, HOPELESS_BRIEF, BRIEF = -0.85, -1.1, 8
FASTEST, LOOP, RUN = 8.0, 4, 4
FOREIGN = re.compile(r"foreign|speaking in|speaks? (?:spanish|french|german|italian|chinese|japanese|russian)", re.I)
MUSIC = re.compile(r"music|sing|♪|♫|song", re.I)
OPENS, CLOSES = "([{♪♫", ")]}♪♫"


class Kind(StrEnum):
    """What a window turned out to hold."""

    SPEECH = "speech"
    FOREIGN = "foreign"
    MUSIC = "music"
    NOTHING = "nothing"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Decoded:
    """What a recogniser wrote of one window.

    Attributes:
        words: With times in seconds of the window.
        no_speech: Its probability that nobody speaks.
        logprob: Mean log probability of the tokens.
        compression: Length of the text by its compressed length; large where it repeats itself.
        seconds: How much sound it read.
    """

    words: tuple[Word, ...]
    no_speech: float
    logprob: float
    compression: float
    seconds: float


def judged(heard: Decoded) -> tuple[Kind, tuple[Word, ...]]:
    """What the window holds, and the words of it that may be kept; none where they cannot be trusted."""
    words, remarks = unbracketed(heard.words)
    kind = _remarked(remarks)
    if not words or kind is Kind.FOREIGN:
        return (kind or Kind.NOTHING), ()
    if heard.no_speech > NO_SPEECH and heard.logprob < UNSURE:
        return (kind or Kind.NOTHING), ()
    if heard.logprob < (HOPELESS_BRIEF if len(words) < BRIEF else HOPELESS) or loops(words, heard):
        return (kind or Kind.UNCLEAR), ()
    return Kind.SPEECH, words


def loops(words: Sequence[Word], heard: Decoded) -> bool:
    """Whether the recogniser was caught in a loop, or wrote faster than anybody speaks."""
    texts = [re.sub(r"\W", "", one.text.lower()) for one in words]
    crammed = len(texts) > max(FASTEST * heard.seconds, 4)
    return crammed or heard.compression > COMPRESSION or any(_repeats(texts, length) for length in range(1, RUN + 5))


def _repeats(texts: Sequence[str], length: int) -> bool:
    """Whether a run of so many words comes again and again, more often than people say one ("no, no, no")."""
    needed = LOOP + 3 if length == 1 else LOOP
    same = 0
    for at in range(length, len(texts)):
        same = same + 1 if texts[at] == texts[at - length] else 0
        if same >= length * (needed - 1):
            return True
    return False


def unbracketed(words: Sequence[Word]) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """The words that were said, and the remarks in brackets beside them ("(speaking in foreign language)")."""
    kept: list[Word] = []
    remarks: list[str] = []
    inside = False
    for word in words:
        opens, closes = word.text[:1] in OPENS, word.text.rstrip(".,!?")[-1:] in CLOSES
        if opens and not inside:
            remarks.append("")
        if opens or inside:
            remarks[-1] = f"{remarks[-1]} {word.text}".strip()
            inside = not closes
        else:
            kept.append(word)
    return tuple(one for one in kept if re.search(r"\w", one.text)), tuple(remarks)


def _remarked(remarks: Sequence[str]) -> Kind | None:
    said = " ".join(remarks)
    if FOREIGN.search(said):
        return Kind.FOREIGN
    return Kind.MUSIC if MUSIC.search(said) else None
