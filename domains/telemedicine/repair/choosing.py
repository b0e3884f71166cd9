"""Which repairs are made: the likeliest first, none over another, and a second look where the visit names the drug."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domains.telemedicine.lexicon.drugs import named
from domains.telemedicine.repair.nearest import Match, matches
from domains.telemedicine.repair.spans import Heard, spans
from domains.telemedicine.repair.weighing import ELSEWHERE, Model, rows


@dataclass(frozen=True)
class Choice:
    """A name to be put in place of a run of words, and how likely it is."""

    match: Match
    score: float


def chosen(heard: Sequence[Heard | None], model: Model) -> list[Choice]:
    """The repairs of a whole visit, in no order."""
    found = matches(list(spans(heard)))
    if not found:
        return []
    scores = model.probabilities(rows(found, heard))
    first = apart([Choice(one, float(score)) for one, score in zip(found, scores, strict=True)], model.threshold)
    said = {one.drug.drug for held in heard if held for one in named(held.utterance.text) if not one.drug.ordinary}
    said |= {one.match.entry.meant for one in first}
    raised = [_raised(one, float(score), said) for one, score in zip(found, scores, strict=True)]
    return apart(raised, model.threshold)


def _raised(match: Match, score: float, said: set[str]) -> Choice:
    if match.entry.meant not in said:
        return Choice(match, score)
    odds = np.log(score / max(1 - score, 1e-9)) + ELSEWHERE
    return Choice(match, float(1 / (1 + np.exp(-odds))))


def apart(told: Sequence[Choice], threshold: float) -> list[Choice]:
    """Those over the threshold, the likeliest first; of two that share a word the likelier stays."""
    taken: set[tuple[int, int]] = set()
    kept = []
    for one in sorted(told, key=lambda one: -one.score):
        span = one.match.span
        mine = {(span.number, at) for at in range(span.first, span.stop)}
        if one.score >= threshold and not mine & taken:
            taken |= mine
            kept.append(one)
    return kept
