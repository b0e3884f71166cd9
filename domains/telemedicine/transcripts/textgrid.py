"""Praat's TextGrid, long and short form: each interval tier is one speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domains.telemedicine.transcripts.markers import strip
from domains.telemedicine.transcripts.transcript import TranscriptRefused, Utterance

HEAD = re.compile(r'^\s*(?:File type\s*=\s*)?"ooTextFile"')
_VALUES = re.compile(r'"((?:[^"]|"")*)"|<(exists|absent)>|(?<![\w\[.])(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w\]])')
_CUT = "The TextGrid breaks off or is damaged: save it again in Praat as a text file."


def parse(text: str) -> list[Utterance]:
    """Intervals with words, over all tiers, by their start.

    Both forms hold the same values in the same order (Praat manual, TextGrid file formats), so names are passed over.

    Raises:
        TranscriptRefused: the values do not add up.
    """
    try:
        return sorted(_utterances(_values(text)), key=lambda said: said.start or 0.0)
    except (StopIteration, RuntimeError, ValueError) as error:
        raise TranscriptRefused(_CUT) from error


def _values(text: str) -> Iterator[str]:
    for found in _VALUES.finditer(text):
        quoted, flag, number = found.groups()
        yield quoted.replace('""', '"') if quoted is not None else flag or number


def _utterances(values: Iterator[str]) -> Iterator[Utterance]:
    head = [next(values) for _ in range(5)]
    if head[4] != "exists":
        raise ValueError("no tiers")
    for _ in range(int(next(values))):
        kind, name = next(values), next(values)
        next(values), next(values)
        for _ in range(int(next(values))):
            yield from _item(kind, name, values)


def _item(kind: str, name: str, values: Iterator[str]) -> Iterator[Utterance]:
    """One interval, or one point, which says nothing about how long."""
    start = float(next(values))
    end = float(next(values)) if kind == "IntervalTier" else start
    words = strip(next(values))
    if words:
        yield Utterance(words, name or None, start, end)
