"""From what was told of a consultation to what the player draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domains.telemedicine.page.timing import second_of, times
from domains.telemedicine.page.wording import ROLES
from ui.kit.player import Line, Mark, Repair, Speaker, Stretch

TONES = {"doctor": 0, "patient": 1, "other": 2}
HUES = 8
Told = Mapping[str, Any]


@dataclass(frozen=True)
class Drawn:
    """What the player is given of a consultation."""

    lines: tuple[Line, ...]
    speakers: tuple[Speaker, ...]
    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...]


def drawn(told: Told) -> Drawn:
    """All of it."""
    said = told.get("utterances") or ()
    speakers = speakers_of(said)
    numbers = {(speaker.id, speaker.role): number for number, speaker in enumerate(speakers)}
    lines = tuple(_line(one, numbers[_voice(one)]) for one in said)
    return Drawn(lines, speakers, _stretches(told, said), _marks(told, lines))


def _voice(said: Told) -> tuple[str, str]:
    return str(said.get("speaker") or ""), str(said.get("role") or "other")


def speakers_of(said: Sequence[Told]) -> tuple[Speaker, ...]:
    """Each voice once, by what it is; several of one kind are numbered."""
    voices = list(dict.fromkeys(_voice(one) for one in said))
    told = []
    for at, (label, role) in enumerate(voices):
        before = [other for other in voices[:at] if other[1] == role]
        many = sum(other[1] == role for other in voices) > 1
        name = ROLES.get(role, role.capitalize()) + (f" {len(before) + 1}" if many else "")
        told.append(Speaker(label, name, role, min(TONES.get(role, 2) + (len(before) > 0 and role == "other"), 3)))
    return tuple(told)


def _line(said: Told, speaker: int) -> Line:
    return Line(
        start=said.get("start"),
        end=said.get("end"),
        speaker=speaker,
        text=str(said["text"]),
        times=times(said),
        repairs=[_repair(each) for each in said.get("repairs") or ()],
        corrected=bool(said.get("corrected")),
        kind=str(said.get("kind") or "speech"),
    )


def _repair(told: Told) -> Repair:
    kept = told.get("kept", True) is not False
    return Repair(told["start"], told["end"], str(told["before"]), str(told["after"]), str(told["kind"]), kept)


def _stretches(told: Told, said: Sequence[Told]) -> tuple[Stretch, ...]:
    topics = told.get("topics") or ()
    hues = {name: at % HUES for at, name in enumerate(dict.fromkeys(str(each["header"]) for each in topics))}
    return tuple(_stretch(each, said, hues[str(each["header"])]) for each in topics)


def _stretch(topic: Told, said: Sequence[Told], hue: int) -> Stretch:
    """A topic lasts until the next one begins, so that the strip has no holes."""
    first, stop = int(topic["first"]), int(topic["stop"])
    starts = [one["start"] for one in said[first:stop] if one.get("start") is not None]
    after = next((one["start"] for one in said[stop:] if one.get("start") is not None), None)
    ends = [one["end"] for one in said[first:stop] if one.get("end") is not None]
    end = after if after is not None else (ends[-1] if ends else None)
    return Stretch(first, stop, str(topic["name"]), hue, starts[0] if starts else None, end)


def _marks(told: Told, lines: Sequence[Line]) -> tuple[Mark, ...]:
    """What is so; what was denied, or is somebody else's, is not marked in time."""
    said, facts = told.get("utterances") or (), told.get("facts") or ()
    shown = [fact for fact in facts if fact.get("utterance") is not None and _holds(fact)]
    return tuple(
        Mark(str(fact["kind"]), fact_words(fact), fact_second(fact, said, lines), int(fact["utterance"]))
        for fact in shown
    )


def _holds(fact: Told) -> bool:
    return fact.get("kind") != "finding" and str(fact.get("assertion") or "present") == "present"


def fact_second(fact: Told, said: Sequence[Told], lines: Sequence[Line]) -> float | None:
    """When it was told."""
    at = fact.get("utterance")
    if at is None or not 0 <= at < len(said):
        return None
    return second_of(said[at], fact.get("start"), lines[at].times)


def fact_words(fact: Told) -> str:
    """What a fact is called: its name with the values that were told."""
    name = str(fact.get("name") or fact.get("text") or "")
    return name[:1].upper() + name[1:]
