"""What a reader should know of a recording that was heard: a sentence each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domains.telemedicine.speech.guard import Kind
from domains.telemedicine.speech.language import named

FAINT, SHORTEST, LISTED, DOUBTFUL = 10.0, 0.2, 4, -0.6
MUSIC = "Music, or several people at once, was heard at {}; no words were written down there."
UNCLEAR = (
    "The words at {} could not be made out (noise, several people at once, or another language), "
    "so none were written down there."
)
DOUBTED = "The words at {} are unsure, for noise or an unusual voice: listen before you rely on them."


@dataclass(frozen=True)
class Loudness:
    """How a recording sounds as a whole.

    Attributes:
        gain: By which factor it was made louder.
        seconds: Its length.
        silent: Whether there is nothing to be heard in it.
        told: Whether somebody has said already that it is silent.
    """

    gain: float
    seconds: float
    silent: bool
    told: bool = False


def remarks(
    heard: Sequence[Mapping[str, Any]], expected: str, model: str, sounds: Loudness, several: bool = False
) -> list[str]:
    """The sentences, in the order in which they matter.

    Args:
        heard: Lines of ``heard.jsonl``, in order.
        expected: Code of the language that was configured.
        model: Name of the speech model.
        sounds: How the recording sounds.
        several: Whether the model knows several languages; one that does not knows English.
    """
    said = [_unheard(heard, sounds), _other_language(heard, expected, model, several), _foreign(heard, model)]
    said += [_where(heard, Kind.MUSIC, MUSIC)]
    said += [_where(heard, Kind.UNCLEAR, UNCLEAR), _told_at([one for one in heard if _unsure(one)], DOUBTED)]
    if sounds.gain > FAINT and any(one["segments"] for one in heard):
        said.append(
            "The recording is very quiet and was made louder to be heard: place the microphone nearer next time."
        )
    return [one for one in said if one]


def clock(second: float) -> str:
    """A second as people read it: 0:07, 12:30, 1:02:03."""
    minutes, rest = divmod(int(second), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _unheard(heard: Sequence[Mapping[str, Any]], sounds: Loudness) -> str:
    if sounds.told or any(one["segments"] for one in heard):
        return ""
    if sounds.silent:
        return "The recording is silent: check that the microphone was on, and record again."
    if sounds.seconds < SHORTEST:
        return "The recording is too short to hold a word: record again."
    if not heard:
        return "Nobody speaks in the recording, though it is not silent: it may hold music or noise alone."
    return "No word of the recording could be written down: listen to it, and type what matters."


def _other_language(heard: Sequence[Mapping[str, Any]], expected: str, model: str, several: bool) -> str:
    """A model of several languages heard another one and wrote it down, or a model knows none but English."""
    found = heard[0]["language"] if heard else expected
    if found == expected:
        return ""
    if not several:
        return (
            f"{named(expected)} was expected, and the speech model {model} knows {named(found)} alone: choose a model "
            "of several languages."
        )
    return (
        f"{named(found)} is spoken where {named(expected)} was expected: the transcript is kept in {named(found)}, but "
        "what is told of it further on is made for English."
    )


def _foreign(heard: Sequence[Mapping[str, Any]], model: str) -> str:
    """A model of one language heard another one, and could not write it down."""
    known = heard[0]["language"] if heard else ""
    return _where(
        heard,
        Kind.FOREIGN,
        f"Another language than {named(known)} seems to be spoken at {{}}; the speech model {model} cannot write it "
        "down, so only the times are kept: choose a model of several languages.",
    )


def _unsure(one: Mapping[str, Any]) -> bool:
    return any(part["logprob"] < DOUBTFUL for part in one["segments"])


def _where(heard: Sequence[Mapping[str, Any]], kind: Kind, sentence: str) -> str:
    """The sentence with the stretches of that kind in it; nothing where there are none."""
    found = [one for one in heard if one["kind"] == kind]
    odd = [(start, end) for one in heard for start, end, what in one.get("odd", ()) if what == kind]
    return _told_at([*found, *({"window": -9, "start": start, "end": end} for start, end in odd)], sentence)


def _told_at(found: Sequence[Mapping[str, Any]], sentence: str) -> str:
    """The sentence with these windows in it, neighbours as one stretch; nothing where there are none."""
    stretches: list[list[float]] = []
    last = -2
    for one in found:
        if one["window"] == last + 1:
            stretches[-1][1] = one["end"]
        else:
            stretches.append([one["start"], one["end"]])
        last = one["window"]
    if not stretches:
        return ""
    told = [f"{clock(start)} to {clock(end)}" for start, end in stretches[:LISTED]]
    more = f" and {len(stretches) - LISTED} more" if len(stretches) > LISTED else ""
    return sentence.format(", ".join(told) + more)
