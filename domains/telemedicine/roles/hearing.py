"""What an utterance sounds like, with the one before it and the one after it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from domains.telemedicine.features import Sparse, beside, damped, hashed, word_runs

OWN, NEAR, FACTS = 1 << 15, 1 << 13, 6
SIZES = (OWN, NEAR, NEAR, FACTS)
WIDTH = sum(SIZES)
_OWN, _NEAR = word_runs(3), word_runs(2)


def rows(texts: Sequence[str]) -> list[Sparse]:
    """A row for each utterance: its own words, those of its neighbours, and a few facts about its form."""
    near = [damped(hashed(_NEAR(text), NEAR)) for text in texts]
    nothing = damped(hashed((), NEAR))
    return [
        beside(
            (
                damped(hashed(_marked(text), OWN)),
                near[at - 1] if at else nothing,
                near[at + 1] if at + 1 < len(near) else nothing,
                _facts(text, at, len(texts)),
            ),
            SIZES,
        )
        for at, text in enumerate(texts)
    ]


def _marked(text: str) -> list[str]:
    """Runs of words, and what it begins and ends with."""
    said = list(_OWN(text))
    alone = text.lower().split()
    return [*said, *(f"^{word}" for word in alone[:2]), *(f"{word}$" for word in alone[-1:])]


def _facts(text: str, at: int, total: int) -> Sparse:
    said = text.split()
    values = [float(text.rstrip().endswith("?")), float("?" in text), min(len(said), 60) / 30.0, float(len(said) < 4)]
    values += [float(at == 0), float(at == total - 1)]
    return Sparse(np.arange(FACTS, dtype=np.int64), np.array(values))
