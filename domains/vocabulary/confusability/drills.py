"""Minimal pairs: words that differ in one sound alone."""

from collections.abc import Iterable, Sequence

import numpy as np

from domains.vocabulary.confusability.articulation import Sound, sounds
from domains.vocabulary.confusability.phonetics import alike
from domains.vocabulary.views import NoteFacts


def minimal(one: str, two: str) -> bool:
    """Whether two transcriptions are equally long and differ in exactly one sound."""
    first, second = sounds(one), sounds(two)
    return len(first) == len(second) > 1 and sum(map(_differ, first, second)) == 1


def pairs(notes: Sequence[NoteFacts]) -> list[tuple[NoteFacts, NoteFacts]]:
    """All minimal pairs of a deck, the most alike first; found by leaving out one sound at a time."""
    gaps: dict[tuple[Sound | None, ...], list[NoteFacts]] = {}
    for note in notes:
        spoken = sounds(note.ipa)
        for at in range(len(spoken) if len(spoken) > 1 else 0):
            gaps.setdefault((*spoken[:at], None, *spoken[at + 1 :]), []).append(note)
    found = {(a.id, b.id): (a, b) for group in gaps.values() for a in group for b in group if a.id < b.id}
    kept = [pair for pair in found.values() if minimal(pair[0].ipa, pair[1].ipa)]
    return sorted(kept, key=lambda pair: (-alike(pair[0].ipa, pair[1].ipa), pair[0].id, pair[1].id))


def partners(note: NoteFacts, others: Iterable[NoteFacts]) -> list[NoteFacts]:
    """Those that make a minimal pair with a note, the most alike first."""
    found = [each for each in others if each.id != note.id and minimal(note.ipa, each.ipa)]
    return sorted(found, key=lambda each: (-np.nan_to_num(alike(note.ipa, each.ipa)), each.id))


def _differ(one: Sound, two: Sound) -> bool:
    return one != two
