"""Which sentences a draft has: those that add most of what the note is expected to say, for the room they take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.drafting.candidates import Candidate
from domains.telemedicine.wordstems import tokens

Array = NDArray[np.float64]


def choose(
    found: Sequence[Candidate],
    expected: Mapping[str, Array],
    length: float,
    worth: Sequence[float] | None = None,
    longest: float | None = None,
    always: Collection[int] = (),
) -> list[int]:
    """Numbers of the chosen candidates, in the order of the dialogue.

    Greedy: the sentence that raises the expected F1 of single words most is added until none raises it (an expected
    overlap as in minimum Bayes risk decoding; Kumar and Byrne, HLT-NAACL 2004). A word that the draft has already
    counts only as far as the note is expected to repeat it, which is what keeps repetition out.

    Args:
        found: All candidates.
        expected: Word to the probabilities that the note has it once, twice, and so on.
        length: Words that the note is expected to have.
        worth: A factor for each candidate; 1 where absent.
        longest: Words that the draft may have; no limit where absent.
        always: Numbers of those that the draft has in any case.
    """
    worths = worth if worth is not None else [1.0] * len(found)
    counts = [Counter(tokens(one.text)) for one in found]
    chosen: list[int] = []
    has: Counter[str] = Counter()
    overlap, size, best = 0.0, 0, 0.0
    for number in always:
        overlap, size = overlap + _gain(counts[number], has, expected), size + counts[number].total()
        chosen.append(number)
        has += counts[number]
    while True:
        scored = []
        for number, count in enumerate(counts):
            if number in chosen or (longest and size + count.total() > longest):
                continue
            gain = worths[number] * _gain(count, has, expected)
            scored.append((2 * (overlap + gain) / (size + count.total() + length), gain, number))
        if not scored or max(scored)[0] <= best:
            return sorted(chosen, key=lambda n: (found[n].sources, n))
        best, gain, number = max(scored)
        chosen.append(number)
        overlap, size = overlap + gain, size + counts[number].total()
        has += counts[number]


def _gain(count: Counter[str], has: Counter[str], expected: Mapping[str, Array]) -> float:
    """Words of the note that a sentence is expected to add."""
    return float(sum(expected[word][has[word] : has[word] + times].sum() for word, times in count.items()))
