"""Bands of stability, by which a queue finds what is most at risk without looking at every card.

In FSRS recall falls with elapsed time over stability alone. Within a band stabilities differ by less than a factor of
2 ** (1 / 4), so that the card longest due of each band is, up to that, the one of the band that is most at risk.
"""

import math

LEARNING = -1000
"""The band of cards in learning and relearning, which come back by the minute and are asked before all others."""
PER_OCTAVE = 4
SHORTEST = 2.0**-10
REVIEW = 2


def band(state: int, stability: float | None) -> int:
    """The band of a memory.

    Args:
        state: As in FSRS: 1 learning, 2 review, 3 relearning.
        stability: Days until recall falls to 90 %; None where there is none yet.
    """
    if state != REVIEW or stability is None:
        return LEARNING
    return math.floor(PER_OCTAVE * math.log2(max(stability, SHORTEST)))
