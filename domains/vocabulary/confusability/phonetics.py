"""How alike two words sound: their transcriptions aligned, sound by sound, with articulation as the cost."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from domains.vocabulary.confusability.articulation import Sound, difference, sounds

SKIP, SKIP_VOWEL = 0.8, 0.7
BLOCK = 200_000
Likeness = NDArray[np.float32]
Pairs = NDArray[np.intp]


class Phonetics:
    """Transcriptions of a deck, ready to be compared in bulk.

    Args:
        transcriptions: IPA by place; empty where a word has none.
    """

    def __init__(self, transcriptions: Sequence[str]) -> None:
        spoken = [sounds(each) for each in transcriptions]
        self.kinds = list(dict.fromkeys(sound for word in spoken for sound in word))
        number = {sound: place for place, sound in enumerate(self.kinds)}
        self.lengths = np.array([len(word) for word in spoken], dtype=np.intp)
        longest = int(self.lengths.max(initial=0))
        self.codes = np.zeros((len(spoken), longest), dtype=np.intp)
        for row, word in enumerate(spoken):
            self.codes[row, : len(word)] = [number[sound] for sound in word]
        costs = [[difference(one, two) for two in self.kinds] for one in self.kinds]
        self._costs = np.array(costs, dtype=np.float32).reshape(len(self.kinds), len(self.kinds))
        self._skips = np.array([_skip(kind) for kind in self.kinds], dtype=np.float32)

    def likeness(self, pairs: Pairs) -> Likeness:
        """``(n,)`` from 0 to 1 of ``(n, 2)`` places; NaN where a word has no transcription."""
        if not self.kinds:
            return np.full(len(pairs), np.nan, dtype=np.float32)
        parts = [self._block(pairs[at : at + BLOCK]) for at in range(0, len(pairs), BLOCK)]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.float32)

    def bags(self) -> Likeness:
        """``(words, features)``: how much of each kind of sound is in a word, blurred by likeness of sounds.

        Words whose bags differ much cannot be aligned cheaply, so near bags are candidates for near words.
        """
        counts = np.zeros((len(self.codes), len(self.kinds)), dtype=np.float32)
        for column in range(self.codes.shape[1]):
            rows = np.flatnonzero(self.lengths > column)
            counts[rows, self.codes[rows, column]] += 1.0
        blurred: Likeness = counts @ np.clip(1.0 - 2.0 * self._costs, 0.0, 1.0)
        return blurred

    def _block(self, pairs: Pairs) -> Likeness:
        first, second = pairs.T
        lengths = self.lengths[first], self.lengths[second]
        table = self._aligned(self.codes[first], self.codes[second], *lengths)
        longest = np.maximum(*lengths)
        with np.errstate(invalid="ignore", divide="ignore"):
            alike = 1.0 - table / longest
        alike[np.minimum(*lengths) == 0] = np.nan
        told: Likeness = alike.astype(np.float32)
        return told

    def _aligned(self, a: Pairs, b: Pairs, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Likeness:
        """Cost of the cheapest alignment of each pair, all pairs at once (Needleman and Wunsch 1970)."""
        count, width = len(a), int(columns.max(initial=0)) + 1
        line = np.zeros((width, count), dtype=np.float32)
        for column in range(1, width):
            line[column] = line[column - 1] + self._skips[b[:, column - 1]]
        result = np.where(rows == 0, line[columns, np.arange(count)], np.float32(0))
        for row in range(1, int(rows.max(initial=0)) + 1):
            line = self._next(line, a[:, row - 1], b)
            done = rows == row
            result[done] = line[columns[done], np.flatnonzero(done)]
        return result

    def _next(self, above: Likeness, code: NDArray[np.intp], b: Pairs) -> Likeness:
        line = np.empty_like(above)
        skip = self._skips[code]
        line[0] = above[0] + skip
        for column in range(1, len(above)):
            other = b[:, column - 1]
            kept = above[column - 1] + self._costs[code, other]
            line[column] = np.minimum(np.minimum(kept, above[column] + skip), line[column - 1] + self._skips[other])
        return line


@lru_cache(maxsize=4096)
def alike(one: str, two: str) -> float:
    """Of two transcriptions alone, from 0 to 1; NaN where one says nothing."""
    return float(Phonetics([one, two]).likeness(np.array([[0, 1]]))[0])


def _skip(sound: Sound) -> float:
    return SKIP_VOWEL if sound.vowel else SKIP
