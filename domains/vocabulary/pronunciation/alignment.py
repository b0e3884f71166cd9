"""Where each sound of a word is in a recording, and how well it fits: Viterbi alignment of many wordings at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domains.vocabulary.pronunciation.acoustics import SILENCE, Model, Scores

LOWEST = np.float32(-1e9)

Word = tuple[int, ...]


@dataclass(frozen=True)
class Aligned:
    """The best alignment of one wording.

    Attributes:
        likelihood: Log likelihood of all frames.
        bounds: First frame of each phone and the frame after the last, ``(phones + 1,)``.
    """

    likelihood: float
    bounds: NDArray[np.intp]


@dataclass(frozen=True)
class _Chains:
    """Wordings as chains of states of equal length, padded at the end; silence may come before and after."""

    states: NDArray[np.intp]
    stay: Scores
    leave: Scores
    last: NDArray[np.intp]


def likelihoods(scores: Scores, words: Sequence[Word], model: Model) -> NDArray[np.float32]:
    """``(words,)`` log likelihood of the best alignment of each; very low where the recording is too short for it."""
    chains = _chains(words, model)
    line = _begun(scores, chains)
    for frame in scores[1:]:
        line = _step(line, chains)[0] + frame[chains.states]
    return _ended(line, chains)


def align(scores: Scores, word: Word, model: Model) -> Aligned:
    """The best alignment of one wording.

    Raises:
        ValueError: the recording has fewer frames than the wording has states.
    """
    if len(scores) < 3 * len(word):
        raise ValueError("The recording is shorter than the word can be.")
    chains = _chains([word], model)
    line, came = _begun(scores, chains), np.zeros((len(scores), chains.states.shape[1]), dtype=bool)
    for at in range(1, len(scores)):
        line, moved = _step(line, chains)
        line = line + scores[at][chains.states]
        came[at] = moved[0]
    return Aligned(float(_ended(line, chains)[0]), _bounds(line[0], came, int(chains.last[0])))


def _chains(words: Sequence[Word], model: Model) -> _Chains:
    silence = model.phones.index(SILENCE)
    longest = max(len(word) for word in words) + 2
    phones = np.full((len(words), longest), silence, dtype=np.intp)
    states = np.tile(model.sequences[model.alone[silence]], (len(words), longest, 1))
    for row, word in enumerate(words):
        phones[row, 1 : len(word) + 1] = word
        states[row, 1 : len(word) + 1] = model.states(word)
    last = np.array([3 * len(word) + 2 for word in words], dtype=np.intp)
    shape = (len(words), 3 * longest)
    return _Chains(states.reshape(shape), model.stay[phones].reshape(shape), model.leave[phones].reshape(shape), last)


def _begun(scores: Scores, chains: _Chains) -> Scores:
    line = np.full(chains.states.shape, LOWEST, dtype=np.float32)
    line[:, [0, 3]] = scores[0][chains.states[:, [0, 3]]]
    return line


def _step(line: Scores, chains: _Chains) -> tuple[Scores, NDArray[np.bool_]]:
    stayed, moved = line + chains.stay, np.full_like(line, LOWEST)
    moved[:, 1:] = line[:, :-1] + chains.leave[:, :-1]
    return np.maximum(stayed, moved), moved > stayed


def _ended(line: Scores, chains: _Chains) -> NDArray[np.float32]:
    """In the last state of the word, or of the silence after it."""
    rows = np.arange(len(line))
    told: NDArray[np.float32] = np.maximum(line[rows, chains.last], line[rows, chains.last + 3])
    return told


def _bounds(line: Scores, came: NDArray[np.bool_], last: int) -> NDArray[np.intp]:
    state = last if line[last] >= line[last + 3] else last + 3
    path = np.empty(len(came), dtype=np.intp)
    for at in range(len(came) - 1, -1, -1):
        path[at] = state
        state -= int(came[at, state])
    starts = np.searchsorted(path // 3, np.arange(1, last // 3 + 2))
    return starts.astype(np.intp)
