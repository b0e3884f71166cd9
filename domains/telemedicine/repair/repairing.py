"""Recognised utterances with their medical words put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domains.telemedicine.repair.choosing import Choice, chosen
from domains.telemedicine.repair.records import Repair, Repaired, merged
from domains.telemedicine.repair.spans import Heard, placed
from domains.telemedicine.repair.weighing import Model, shipped
from domains.telemedicine.transcripts.transcript import Utterance, Word

SPEECH = "speech"


def repaired(utterances: Sequence[Utterance], model: Model | None = None) -> list[Repaired]:
    """Each utterance with its repairs; what was typed, or has no words with times, stays as it is.

    Args:
        utterances: Of one visit: a drug that is named in one helps to know it in another.
        model: Another than the shipped one.
    """
    heard = [placed(one) if one.words and one.kind == SPEECH else None for one in utterances]
    mine: list[list[Choice]] = [[] for _ in utterances]
    if any(heard):
        for one in chosen(heard, model or shipped()):
            mine[one.match.span.number].append(one)
    return [_of(one, held, found) for one, held, found in zip(utterances, heard, mine, strict=True)]


def _of(utterance: Utterance, heard: Heard | None, found: Sequence[Choice]) -> Repaired:
    if heard is None:
        return Repaired(utterance, (), utterance.text if utterance.words else None)
    text, at = "", 0
    words: list[Word] = []
    repairs: list[Repair] = []
    next_word = 0
    for one in sorted(found, key=lambda one: one.match.span.first):
        span = one.match.span
        start, end = heard.places[span.first][0], heard.places[span.stop - 1][1]
        text += utterance.text[at:start]
        after = _written(one, heard, start)
        were = heard.words[span.first : span.stop]
        place = (len(text), len(text) + len(after))
        before, kind, score = utterance.text[start:end], one.match.entry.kind, round(one.score, 4)
        repairs.append(Repair(*place, before, after, kind, score, True, were))
        words += [*heard.words[next_word : span.first], merged(were, after, one.score)]
        text, at, next_word = text + after, end, span.stop
    whole = replace(utterance, text=text + utterance.text[at:], words=(*words, *heard.words[next_word:]))
    return Repaired(whole, tuple(repairs), utterance.text)


def _written(choice: Choice, heard: Heard, start: int) -> str:
    """The name as it stands in a sentence: brands with a capital, and whatever begins a sentence."""
    name = choice.match.entry.name
    ahead = heard.utterance.text[:start].rstrip()
    capital = choice.match.entry.brand or not ahead or ahead[-1] in ".?!"
    return name[0].upper() + name[1:] if capital else name
