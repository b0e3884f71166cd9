"""One recording, many questions: was this sound said, was this word said?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from multiprocessing import get_context

import numpy as np

from benchmarks.vocabulary.speech import Utterance
from domains.vocabulary.confusability.articulation import difference, sounds
from domains.vocabulary.pronunciation.acoustics import RATE, Scores, model, scores
from domains.vocabulary.pronunciation.alignment import Word, align, likelihoods
from domains.vocabulary.pronunciation.goodness import Fit, fits
from domains.vocabulary.pronunciation.judging import apart, features
from domains.vocabulary.pronunciation.phones import IPA
from domains.vocabulary.pronunciation.recording import NotScored, prepared

NEAREST = 3


@dataclass(frozen=True)
class Trial:
    """A sound of an entry against a recording.

    Attributes:
        utterance: Number of the recording.
        kind: ``said`` for a sound that was said, ``hard`` and ``easy`` for one put in place of it.
        features: As `judging.features` makes them.
        ratio: Log likelihood ratio, not normalised.
        likelihood: Of the whole entry, per frame: what an alignment alone tells.
    """

    utterance: int
    source: str
    voice: str
    kind: str
    features: tuple[float, ...]
    ratio: float
    likelihood: float


@dataclass(frozen=True)
class Heard:
    """What came of one recording; ``failed`` says why it could not be aligned.

    ``right`` and ``other`` are how the word that was said and one by lot fit: log likelihood per frame against any
    sounds, and the mean features of their sounds.
    """

    utterance: int
    source: str
    voice: str
    failed: str
    trials: tuple[Trial, ...] = ()
    right: tuple[float, ...] = ()
    other: tuple[float, ...] = ()


def heard(utterances: Sequence[Utterance], processes: int = 2) -> list[Heard]:
    """All trials, in the order of the recordings."""
    entries = sorted({each.phones for each in utterances})
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(partial(_heard, entries=entries), enumerate(utterances), chunksize=16))


def _heard(numbered: tuple[int, Utterance], entries: Sequence[tuple[str, ...]]) -> Heard:
    number, said = numbered
    lot = np.random.default_rng(number)
    told = partial(Heard, number, said.source, said.voice)
    try:
        frames = scores(prepared(said.samples.astype(np.float32) / 32_768.0).samples)
        trials = tuple(_trials(number, said, frames, lot))
        another = entries[int(lot.integers(len(entries)))]
        other = _fit(_word(another), frames) if another != said.phones else ()
        return told("", trials, _fit(_word(said.phones), frames), other)
    except (NotScored, ValueError, RuntimeError) as error:
        return told(str(error) or type(error).__name__)


def _trials(number: int, said: Utterance, frames: Scores, lot: np.random.Generator) -> Iterator[Trial]:
    word = _word(said.phones)
    made = partial(_trial, number, said)
    whole = align(frames, word, model()).likelihood / len(frames)
    yield from (made("said", fit, whole) for fit in fits(frames, word, model()))
    for kind in ("hard", "easy"):
        at = int(lot.integers(len(word)))
        swapped = (*word[:at], _number(_swapped(said.phones[at], kind, lot)), *word[at + 1 :])
        alone = align(frames, swapped, model()).likelihood / len(frames)
        yield made(kind, fits(frames, swapped, model(), [at])[0], alone)


def _trial(number: int, said: Utterance, kind: str, fit: Fit, likelihood: float) -> Trial:
    return Trial(number, said.source, said.voice, kind, tuple(features(fit)), fit.ratio, likelihood)


def _fit(word: Word, frames: Scores) -> tuple[float, ...]:
    if len(frames) <= 3 * len(word):
        return ()
    near = apart(float(likelihoods(frames, [word], model())[0]), frames, model())
    return (near, *np.mean([features(fit) for fit in fits(frames, word, model())], axis=0))


def _swapped(phone: str, kind: str, lot: np.random.Generator) -> str:
    """One of the three sounds made most alike, or any other."""
    near = _ranked(phone)
    choice = near[:NEAREST] if kind == "hard" else near[NEAREST:]
    return choice[int(lot.integers(len(choice)))]


@lru_cache
def _ranked(phone: str) -> tuple[str, ...]:
    return tuple(sorted((each for each in IPA if each != phone), key=lambda each: (_gap(phone, each), each)))


def _gap(one: str, two: str) -> float:
    first, second = sounds(IPA[one]), sounds(IPA[two])
    if len(first) != len(second):
        return 1.0
    return sum(map(difference, first, second)) / len(first)


def _word(phones: Iterable[str]) -> Word:
    return tuple(_number(phone) for phone in phones)


def _number(phone: str) -> int:
    return model().phones.index(phone)


def seconds(utterances: Sequence[Utterance]) -> float:
    """How much speech that is."""
    return sum(len(each.samples) for each in utterances) / RATE
