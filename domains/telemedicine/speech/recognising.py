"""Words with their times out of windows of speech: faster-whisper, and nothing that it made up.

A window is read in one pass, without the model's own time stamps: on consultations spoken by machines that makes fewer
errors at two thirds of the work of the library's plain way, whose time stamps make it read the end of a window twice.
Five beams: 1.7 points of word error less than one beam, for a sixth more work. No temperature: sampling invents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from domains.telemedicine.speech import sound
from domains.telemedicine.speech.guard import Decoded, Kind, judged
from domains.telemedicine.speech.windows import Window
from domains.telemedicine.transcripts import Word

if TYPE_CHECKING:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

BEAMS, UNREPEATED = 5, 3
BREAK = 0.7
UNHEARD, MISSED, PASSES = 2.0, 3.0, 6
LONG, SLOWEST, HALVINGS, SURER = 16.0, 1.0, 1, -0.6
BRACKETS = "()[]"
TITLES = frozenset({"dr.", "mr.", "mrs.", "ms.", "st.", "prof."})


@dataclass(frozen=True)
class Heard:
    """What was heard in one window.

    Attributes:
        window: Which one.
        kind: What it turned out to hold.
        words: With times in seconds of the recording; empty where nothing may be kept.
        language: Code of the language that it was read in.
        no_speech: The model's probability that nobody speaks.
        logprob: Mean log probability of its tokens, the lowest where it was read in parts.
        odd: Start, end and kind of parts beside its words that hold something else; seconds of the recording.
    """

    window: Window
    kind: Kind
    words: tuple[Word, ...]
    language: str
    no_speech: float
    logprob: float
    odd: tuple[tuple[float, float, Kind], ...] = ()


@dataclass(frozen=True)
class _Pass:
    """One reading of a window or of its end; seconds of the window."""

    start: float
    end: float
    kind: Kind
    words: tuple[Word, ...]
    no_speech: float
    logprob: float


class Recogniser:
    """Hears windows of one recording in one language.

    Args:
        model: The speech model.
        language: Code of the language.
    """

    def __init__(self, model: WhisperModel, language: str) -> None:
        from faster_whisper import BatchedInferencePipeline

        self.language = language
        self._pipeline: BatchedInferencePipeline = BatchedInferencePipeline(model)
        self._silenced = _silenced(model, language)

    def hear(self, window: Window, samples: sound.Samples) -> Heard:
        """The words of a window.

        A model may end early, say where another language begins, and leave out all that comes after it: what lies
        behind the last word is heard again by itself, and a window with too few words for its length in halves.
        """
        passes = self._read(samples, 0.0, HALVINGS)
        while len(passes) < PASSES and (tail := _tail(passes[-1], len(samples) / sound.RATE)) is not None:
            passes.append(self._pass(samples[round(tail * sound.RATE) :], tail))
        words = tuple(_placed(one, window) for each in passes for one in each.words)
        odd = [(one.start, one.end, one.kind) for one in passes[1:] if one.kind not in (Kind.SPEECH, Kind.NOTHING)]
        odd += [(*gap, Kind.UNCLEAR) for gap in _gaps([one for each in passes for one in each.words])]
        told = tuple((window.second(start), window.second(end, ending=True), kind) for start, end, kind in odd)
        worst = min((one.logprob for one in passes if one.words), default=passes[0].logprob)
        return Heard(window, passes[0].kind, words, self.language, passes[0].no_speech, worst, told)

    def _read(self, samples: sound.Samples, at: float, halvings: int) -> list[_Pass]:
        """One reading, or those of both halves where it passed over speech."""
        one = self._pass(samples, at)
        if not (halvings and _sparse(one)):
            return [one]
        middle = _quiet_middle(samples)
        first = self._read(samples[:middle], at, halvings - 1)
        return [*first, *self._read(samples[middle:], at + middle / sound.RATE, halvings - 1)]

    def _pass(self, samples: sound.Samples, at: float) -> _Pass:
        """One reading; where the model loops, it is made once more, then given up.

        A part of a window is short, and of short sounds a model invents sooner: it must be surer there.
        """
        decoded = self._decoded(samples, 0)
        kind, words = judged(decoded)
        if kind is Kind.UNCLEAR:
            again = self._decoded(samples, UNREPEATED)
            second, kept = judged(again)
            if second is not Kind.UNCLEAR and again.logprob > decoded.logprob - 1.0:
                decoded, kind, words = again, second, kept
        if at and kind is Kind.SPEECH and decoded.logprob < SURER:
            kind, words = Kind.UNCLEAR, ()
        moved = tuple(replace(one, start=one.start + at, end=one.end + at) for one in words)
        return _Pass(at, at + len(samples) / sound.RATE, kind, moved, decoded.no_speech, decoded.logprob)

    def _decoded(self, samples: sound.Samples, unrepeated: int) -> Decoded:
        seconds = len(samples) / sound.RATE
        found, _ = self._pipeline.transcribe(
            samples, language=self.language, batch_size=1, beam_size=BEAMS, temperature=0.0,
            clip_timestamps=[{"start": 0.0, "end": seconds}], without_timestamps=True, word_timestamps=True,
            no_repeat_ngram_size=unrepeated, suppress_tokens=self._silenced,
        )  # fmt: skip
        return _gathered(list(found), seconds)


def _tail(last: _Pass, seconds: float) -> float | None:
    """Where the part begins that lies behind the last word; None where nothing is left that could hold a sentence."""
    if not last.words:
        return None
    end = last.words[-1].end
    return end if seconds - end >= UNHEARD else None


def _sparse(one: _Pass) -> bool:
    """Whether the reading has some words, and far fewer than were said."""
    if not one.words or one.end - one.start < LONG:
        return False
    gaps = [one.words[0].start - one.start, *(b.start - a.end for a, b in pairwise(one.words))]
    return max(gaps) >= MISSED or len(one.words) < SLOWEST * (one.end - one.start)


def _quiet_middle(samples: sound.Samples) -> int:
    """The sample in the middle third at which it is quietest for a fifth of a second."""
    third, length = len(samples) // 3, sound.RATE // 5
    power = np.convolve(samples[third : 2 * third] ** 2, np.full(length, 1 / length, np.float32), mode="valid")
    return third + int(np.argmin(power)) + length // 2


def _gaps(words: Sequence[Word]) -> list[tuple[float, float]]:
    """Stretches of speech before and between words for which no word was written; seconds of the window."""
    edges = [(0.0, words[0].start), *((one.end, two.start) for one, two in pairwise(words))] if words else []
    return [(start, end) for start, end in edges if end - start >= MISSED]


def sentences(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    """Words in sentences: cut after a full stop, a question or an exclamation mark, and at a pause."""
    cut: list[list[Word]] = []
    for number, word in enumerate(words):
        last = words[number - 1] if number else None
        if last is None or _ends(last.text) or word.start - last.end > BREAK:
            cut.append([])
        cut[-1].append(word)
    return [tuple(one) for one in cut]


def _ends(text: str) -> bool:
    return text[-1:] in ".?!" and text.lower() not in TITLES


def line(heard: Heard) -> dict[str, Any]:
    """What is kept of a window, as JSON."""
    told = [
        {"start": part[0].start, "end": part[-1].end, "text": " ".join(one.text for one in part),
         "no_speech": round(heard.no_speech, 3), "logprob": round(heard.logprob, 3),
         "words": [[one.text, one.start, one.end, one.probability] for one in part]}
        for part in sentences(heard.words)
    ]  # fmt: skip
    return {"window": heard.window.number, "start": heard.window.start, "end": heard.window.end,
            "language": heard.language, "kind": heard.kind.value, "segments": told,
            "odd": [[start, end, kind.value] for start, end, kind in heard.odd]}  # fmt: skip


def _gathered(found: Sequence[Any], seconds: float) -> Decoded:
    words = _whole([one for part in found for one in part.words or () if one.word.strip()])
    worst = min((part.avg_logprob for part in found), default=0.0)
    quiet = max((part.no_speech_prob for part in found), default=1.0)
    return Decoded(words, quiet, worst, max((part.compression_ratio for part in found), default=0.0), seconds)


def _whole(parts: Sequence[Any]) -> tuple[Word, ...]:
    """Words as they are written: what the model writes without a blank before it belongs to the word before."""
    words: list[Word] = []
    for one in parts:
        word = Word(one.word.strip(), float(one.start), float(one.end), round(float(one.probability), 3))
        if words and not one.word.startswith(" "):
            last = words[-1]
            joint = min(last.probability, word.probability)
            words[-1] = Word(last.text + word.text, last.start, max(last.end, word.end), joint)
        else:
            words.append(word)
    return tuple(words)


def _placed(word: Word, window: Window) -> Word:
    """The word at its seconds of the recording, within the stretch in which its middle lies."""
    low, high = window.stretch((word.start + word.end) / 2)
    start = min(max(window.second(word.start), low), high)
    end = max(min(window.second(word.end, ending=True), high), start)
    return Word(word.text, round(start, 3), round(end, 3), word.probability)


def _silenced(model: WhisperModel, language: str) -> list[int]:
    """Tokens that are never written: the usual signs that nobody speaks, but for brackets.

    In brackets the model says what it hears instead of words ("(speaking in foreign language)", "[Music]"). Whoever
    forbids them makes it invent a sentence.
    """
    from faster_whisper.tokenizer import Tokenizer

    tokens = Tokenizer(model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language)
    return [one for one in tokens.non_speech_tokens if not set(BRACKETS) & set(tokens.decode([one]))]
