"""Goodness of pronunciation: how much better each sound fits than any other that could stand in its place.

Witt and Young, Phone-level pronunciation scoring and assessment for interactive language learning, Speech
Communication, 2000, compare with a free loop of phones. Here each sound is exchanged for every other, and left out, and
the whole word is aligned anew each time, so that its neighbours may give way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domains.vocabulary.pronunciation.acoustics import Model, Scores
from domains.vocabulary.pronunciation.alignment import Word, align, likelihoods


@dataclass(frozen=True)
class Fit:
    """What is measured of one sound.

    Attributes:
        phone: Its number in the model.
        start: Its first frame; ``end`` is the frame after its last.
        ratio: Log likelihood ratio of the word as it should be to the best with this sound exchanged or left out.
        posterior: Log posterior of this sound among all that could stand here (at most 0).
        frames: Mean log posterior of the sound over its frames, out of context.
        rival: The phone that fits best in its place; None where leaving it out fits best.
    """

    phone: int
    start: int
    end: int
    ratio: float
    posterior: float
    frames: float
    rival: int | None


def fits(scores: Scores, word: Word, model: Model, places: Sequence[int] | None = None) -> tuple[Fit, ...]:
    """Every sound of a word, or those at some places.

    Args:
        scores: ``(frames, tied states)``.
        word: The phones that should be heard.
        model: Their states.
        places: Which of them are wanted; all where none are named.

    Raises:
        ValueError: the recording is too short for the word.
    """
    aligned, loose = align(scores, word, model), _loose(scores, model)
    wanted = range(len(word)) if places is None else places
    exchanged = {at: _exchanged(word, at, model) for at in wanted}
    told = likelihoods(scores, [one for several in exchanged.values() for one in several], model)
    rivals = np.split(told - aligned.likelihood, np.cumsum([len(several) for several in exchanged.values()])[:-1])
    return tuple(
        _fit(word, at, exchanged[at], gains, aligned.bounds, loose, model)
        for at, gains in zip(wanted, rivals, strict=True)
    )


def _exchanged(word: Word, at: int, model: Model) -> list[Word]:
    others = [phone for phone in model.spoken if phone != word[at]]
    swapped = [(*word[:at], phone, *word[at + 1 :]) for phone in others]
    return [*swapped, (*word[:at], *word[at + 1 :])] if len(word) > 1 else swapped


def _fit(
    word: Word,
    at: int,
    exchanged: list[Word],
    gains: NDArray[np.float32],
    bounds: NDArray[np.intp],
    loose: Scores,
    model: Model,
) -> Fit:
    start, end = int(bounds[at]), int(bounds[at + 1])
    best = int(gains.argmax())
    rival = exchanged[best][at] if len(exchanged[best]) == len(word) else None
    posterior = -float(np.logaddexp.reduce(np.append(gains, np.float32(0.0))))
    column = model.spoken.index(word[at])
    heard = float(loose[start:end, column].mean()) if end > start else float(loose.min())
    return Fit(word[at], start, end, -float(gains[best]), posterior, heard, rival)


def _loose(scores: Scores, model: Model) -> Scores:
    """``(frames, phones)`` log posterior of each phone out of context, by its best state."""
    states = model.sequences[model.alone[list(model.spoken)]]
    best = scores[:, states].max(axis=2)
    told: Scores = best - np.logaddexp.reduce(best, axis=1, keepdims=True)
    return told
