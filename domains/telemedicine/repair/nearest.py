"""The names that may have been meant by a run of words: a wide look by classes of sound, then a close one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from domains.telemedicine.lexicon.drugs import drugs
from domains.telemedicine.lexicon.sounds import coarse
from domains.telemedicine.repair.likeness import distances
from domains.telemedicine.repair.spans import Span

WIDE, CLOSE = 12, 3
FARTHEST = 0.55
DRUG, FINDING = "drug", "finding"


@dataclass(frozen=True)
class Entry:
    """A name that may be meant: how it is written, of which kind, how common, and how it sounds."""

    name: str
    meant: str
    kind: str
    band: int
    brand: bool
    sounds: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """A run of words and a name.

    Attributes:
        span: The words.
        entry: The name.
        far: The distance of the sounds, in shares of the name's length.
        next: How much farther the next name lies.
    """

    span: Span
    entry: Entry
    far: float
    next: float


@cache
def entries() -> tuple[Entry, ...]:
    """Every name that a repair may put in: those of drugs that are said of nothing else."""
    return tuple(
        Entry(one.name, one.drug, DRUG, one.band, one.brand, one.sounds)
        for one in drugs().values()
        if not one.ordinary and max(map(len, one.sounds)) >= 4
    )


@cache
def _forms() -> tuple[list[str], list[str], list[int]]:
    """Each way in which a name sounds: by classes, in full, and the number of its entry."""
    pairs = [(sounds, at) for at, one in enumerate(entries()) for sounds in one.sounds]
    return [coarse(sounds) for sounds, _ in pairs], [sounds for sounds, _ in pairs], [at for _, at in pairs]


def matches(spans: Sequence[Span]) -> list[Match]:
    """For each run of words the few names that sound most like it, none where all are far."""
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import cdist

    if not spans:
        return []
    wide, full, owner = _forms()
    said = list(dict.fromkeys(one.sounds for one in spans))
    far = cdist([coarse(sounds) for sounds in said], wide, scorer=Levenshtein.distance, dtype=np.uint8)
    sizes = np.array([len(form) for form in wide], np.float32)
    share = far / np.maximum(sizes, [[len(coarse(sounds))] for sounds in said])
    picked = np.argpartition(share, WIDE, axis=1)[:, :WIDE]
    rows, columns = np.nonzero(np.take_along_axis(share, picked, 1) <= FARTHEST)
    pairs = [(row, int(picked[row, column])) for row, column in zip(rows, columns, strict=True)]
    close = distances([said[row] for row, _ in pairs], [full[form] for _, form in pairs])
    found: dict[str, dict[int, float]] = {}
    for (row, form), value in zip(pairs, close, strict=True):
        told, number = found.setdefault(said[row], {}), owner[form]
        told[number] = min(told.get(number, 9.0), float(value) / max(len(full[form]), len(said[row])))
    return [match for span in spans for match in _ranked(span, found.get(span.sounds, {}))]


def _ranked(span: Span, told: dict[int, float]) -> list[Match]:
    order = sorted((far, entries()[number].band * -1, number) for number, far in told.items())[: CLOSE + 1]
    out = []
    for far, _, number in order[:CLOSE]:
        meant = entries()[number].meant
        other = next((value for value, _, at in order if entries()[at].meant != meant), 1.0)
        out.append(Match(span, entries()[number], far, other - far))
    return out
