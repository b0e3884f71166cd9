"""A few frames of a moving film, spread over its time, shrunk and turned as they are to be seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.intake.arena import Arena
from core.intake.child.samples import decoded, opened, refuse_long
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

CHANNELS = 3
LONG = 120.0
"""Seconds beyond which only key frames are looked at, one after each of the moments that are sought."""


@dataclass
class Film:
    """What was written.

    Attributes:
        shape: Frames, rows, columns.
        times: Seconds from the first frame, one for each.
        start: Second of the file's clock at which the first frame is shown.
        facts: What the file says of itself.
    """

    shape: tuple[int, int, int]
    times: list[float]
    start: float
    facts: dict[str, Any]


def read(container: str, data: memoryview, arena: Arena, limits: Limits, count: int) -> Film:
    """Write at most ``count`` frames, the middle ones of as many equal spans of the film.

    Raises:
        Refused: no pictures, too long, too large, cut short or damaged.
    """
    start, end = _span(container, data)
    refuse_long(end - start, limits)
    with opened(container, data) as file:
        stream: Any = file.streams.video[0]
        _refuse_large(stream, limits)
        stream.thread_type, stream.codec_context.thread_count = "NONE", 1
        moments = [start + (end - start) * (at + 0.5) / count for at in range(count)]
        choose = _sought if end - start > LONG else _passing
        shown, times = [], []
        for frame in choose(file, stream, moments):
            shown.append(small(frame, limits.frame_side))
            times.append(round(float(frame.time), 6))
        facts = {"seconds": end - start, "codec": stream.codec_context.name}
        return _written(shown, times, start, facts, arena)


def _span(container: str, data: memoryview) -> tuple[float, float]:
    """First and last second of the pictures, from the packets themselves: the head may lie, or not know."""
    with opened(container, data) as file:
        if not file.streams.video:
            raise Refused(Code.NO_PIXELS, "The recording has no pictures; send a film, or send it as a sound.")
        stream = file.streams.video[0]
        declared = float((stream.duration or 0) * stream.time_base)
        spans = [(p.pts, p.pts + (p.duration or 0)) for p in file.demux(stream) if p.pts is not None and p.size]
        if not spans:
            raise Refused(Code.TRUNCATED, "The film is cut short before its first picture; send the whole file again.")
        first, last = min(begin for begin, _ in spans), max(end for _, end in spans)
        start, end = float(first * stream.time_base), float(last * stream.time_base)
    if declared - (end - start) > max(0.5, 0.1 * declared):
        words = f"ends after {end - start:.0f} of {declared:.0f} seconds"
        raise Refused(Code.TRUNCATED, f"The film {words}; send the whole file again.")
    return start, end


def _refuse_large(stream: Any, limits: Limits) -> None:
    rows, columns = stream.codec_context.height, stream.codec_context.width
    if not 0 < rows * columns <= limits.frame_pixels:
        most = f"{limits.frame_pixels / 1e6:g} million"
        raise Refused(Code.PIXELS, f"The film's frames have {rows} x {columns} pixels and at most {most} are read.")


def _passing(file: Any, stream: Any, moments: list[float]) -> Iterator[Any]:
    """Every frame is decoded; those that are shown at the moments are taken, each once."""
    waiting, shown, taken = list(moments), None, None
    for frame in decoded(file, stream):
        if frame.time is None:
            continue
        passed = [moment for moment in waiting if moment < frame.time]
        if passed and shown is not None:
            waiting, taken = waiting[len(passed) :], shown
            yield shown
        shown = frame
    if waiting and shown is not taken:
        yield shown


def _sought(file: Any, stream: Any, moments: list[float]) -> Iterator[Any]:
    """The key frame at or before each moment, each once."""
    stream.codec_context.skip_frame = "NONKEY"
    before = -1.0
    for moment in moments:
        file.seek(int(moment / stream.time_base), stream=stream)
        frame = next((frame for frame in decoded(file, stream) if frame.time is not None), None)
        if frame is not None and frame.time > before:
            before = frame.time
            yield frame


def small(frame: Any, side: int) -> NDArray[np.uint8]:
    """``(rows, columns, 3)`` no longer than a side, turned as it is to be seen."""
    share = min(1.0, side / max(frame.width, frame.height))
    columns, rows = max(1, round(frame.width * share)), max(1, round(frame.height * share))
    small = frame.reformat(columns, rows, "rgb24", interpolation="AREA", threads=1)
    return np.rot90(small.to_ndarray(), round(frame.rotation / 90))


def _written(
    shown: list[NDArray[np.uint8]], times: list[float], start: float, facts: dict[str, Any], arena: Arena
) -> Film:
    if not shown:
        raise Refused(Code.MALFORMED, "No picture of the film can be decoded; send the whole file again.")
    rows, columns = shown[0].shape[:2]
    same = [at for at, one in enumerate(shown) if one.shape == shown[0].shape]
    place = arena.pixels(1, len(same) * rows * columns * CHANNELS, 8).reshape(len(same), rows, columns, CHANNELS)
    for to, at in enumerate(same):
        np.copyto(place[to], shown[at])
    return Film((len(same), rows, columns), [max(0.0, times[at] - start) for at in same], start, facts)
