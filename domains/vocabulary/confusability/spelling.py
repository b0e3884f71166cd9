"""How alike two words look: slips between them over what a reader sees as letters, an accent counting half."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist, cpdist

from domains.vocabulary.exercises.forms import cores, folded, parted, plain, units

PRIVATE = 0xE000
ROWS = 256
Likeness = NDArray[np.float32]
Pairs = NDArray[np.intp]


class Spelling:
    """Written words of a deck, ready to be compared in bulk.

    Letters with their marks become single private characters, so that one slip is one of what is seen in any script.
    """

    def __init__(self, words: Sequence[str], language: str) -> None:
        bare = [parted(word, language)[1] for word in words]
        letters: dict[str, str] = {}
        self.words = [_coded(plain(word, language), letters) for word in bare]
        self.folded = [_coded(folded(word, language), letters) for word in bare]

    def likeness(self, pairs: Pairs) -> Likeness:
        """``(n,)`` from 0 to 1 of ``(n, 2)`` places (optimal string alignment over the longer length)."""
        return 0.5 * (_paired(self.words, pairs) + _paired(self.folded, pairs))

    def nearest(self, count: int) -> Pairs:
        """``(n, 2)``: each word with the ``count`` others that look most like it, accents aside."""
        found = []
        for at in range(0, len(self.folded), ROWS):
            rows = self.folded[at : at + ROWS]
            alike = cdist(rows, self.folded, scorer=OSA.normalized_similarity, dtype=np.float32)
            alike[np.arange(len(rows)), np.arange(at, at + len(rows))] = -1.0
            near = np.argpartition(-alike, count - 1, axis=1)[:, :count]
            found.append(np.stack([np.repeat(np.arange(at, at + len(rows)), count), near.ravel()], axis=1))
        return np.concatenate(found)


def same(one: str, two: str, language: str) -> bool:
    """Whether two notes are the same word, written alike."""
    return bool(cores((one,), language) & cores((two,), language))


def _paired(words: Sequence[str], pairs: Pairs) -> Likeness:
    first, second = ([words[place] for place in side] for side in pairs.T)
    alike: Likeness = cpdist(first, second, scorer=OSA.normalized_similarity, dtype=np.float32)
    return alike


def _coded(word: str, letters: dict[str, str]) -> str:
    return "".join(letters.setdefault(each, chr(PRIVATE + len(letters))) for each in units(word))
