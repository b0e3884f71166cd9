"""JSON: a list of `{start, end, speaker, text}`, or an object that holds one."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from domains.telemedicine.transcripts.markers import strip
from domains.telemedicine.transcripts.transcript import TranscriptRefused, Utterance

_LISTS = ("utterances", "segments", "transcript", "turns")
_SHAPE = "give a list of objects with start, end, speaker and text"


def parse(text: str) -> Iterator[Utterance]:
    """The items of the list, each in its place, so that their numbers stay those of the file.

    Raises:
        TranscriptRefused: it is not JSON, no list, or an item is not of the shape.
    """
    for number, item in enumerate(_items(text)):
        if not isinstance(item, dict) or not isinstance(item.get("text"), str):
            raise TranscriptRefused(f"Utterance {number} of the JSON has no text: {_SHAPE}.")
        start, end = (_time(item, key, number) for key in ("start", "end"))
        yield Utterance(strip(item["text"]), _speaker(item), start, end)


def _items(text: str) -> list[Any]:
    try:
        held = json.loads(text)
    except RecursionError as error:
        raise TranscriptRefused(f"The JSON is nested too deeply: {_SHAPE}.") from error
    except ValueError as error:
        raise TranscriptRefused(f"The file is not valid JSON ({error}): {_SHAPE}.") from error
    if isinstance(held, dict):
        held = next((held[key] for key in _LISTS if isinstance(held.get(key), list)), None)
    if not isinstance(held, list):
        raise TranscriptRefused(f"The JSON holds no list of utterances: {_SHAPE}.")
    return held


def _speaker(item: Mapping[str, Any]) -> str | None:
    speaker = item.get("speaker")
    return strip(str(speaker))[:80] or None if isinstance(speaker, (str, int)) else None


def _time(item: Mapping[str, Any], key: str, number: int) -> float | None:
    value = item.get(key)
    if value is None:
        return None
    try:
        seconds = float("nan") if isinstance(value, (bool, list, dict)) else float(value)
    except (ValueError, OverflowError):
        seconds = float("nan")
    if not math.isfinite(seconds):
        raise TranscriptRefused(f"The {key} of utterance {number} is no number of seconds: give one, or null.")
    return seconds
