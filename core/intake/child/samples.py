"""The sound track of a recording: one channel, 16,000 Hz, 16 bits, written where the intake reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import av
import numpy as np
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as AtEnd
from av.error import InvalidDataError
from av.filter import Graph
from numpy.typing import NDArray

from core.case import SOUND_RATE
from core.intake.arena import Arena
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

BROKEN = 0.05
"""Share of packets that may be unreadable; more and the recording is refused."""
LACK_SHARE, LACK_SECONDS = 0.1, 0.5
UNKNOWN_LENGTH = (0, 0xFFFFFFFF)


@dataclass
class Track:
    """What was written.

    Attributes:
        count: Samples.
        silent: Whether all of them are zero.
        facts: What the file says of itself.
    """

    count: int
    silent: bool
    facts: dict[str, Any] = field(default_factory=dict)


def opened(container: str, data: memoryview) -> Any:
    """The file with its head read, by the demuxer of its own container and no other."""
    return av.open(BytesIO(data), format=container, metadata_errors="replace")


def refuse_cut(data: memoryview) -> None:
    """FFmpeg reads a WAV or AVI that is cut short to where it ends; its head says how long it was.

    Raises:
        Refused: the end is missing.
    """
    length = int.from_bytes(data[4:8], "little")
    if bytes(data[:4]) == b"RIFF" and length not in UNKNOWN_LENGTH and len(data) + 1 < length + 8:
        raise Refused(Code.TRUNCATED, "The recording is cut short; send the whole file again.")


def read(
    container: str, data: memoryview, arena: Arena, at: int, limits: Limits, start: float | None = None
) -> Track | None:
    """Write the first sound track; None where there is none.

    Args:
        container: FFmpeg's name of it.
        data: The whole file.
        arena: Where samples go.
        at: Byte of the arena's pixels at which they begin.
        limits: The bounds.
        start: Second of the file's clock that is the first sample; the track's own start where it is not given.

    Raises:
        Refused: too long, cut short or damaged.
    """
    with opened(container, data) as file:
        if not file.streams.audio:
            return None
        stream: Any = file.streams.audio[0]
        stream.thread_type, stream.codec_context.thread_count = "NONE", 1
        declared = float(stream.duration * stream.time_base) if stream.duration else 0.0
        refuse_long(declared, limits)
        writer = _Writer(arena, at, limits)
        for block, clock in _resampled(file, stream):
            writer.put(block, clock, start)
        _refuse_lack(writer.count / SOUND_RATE, declared)
        said = {"codec": stream.codec_context.name, "rate": stream.rate, "channels": stream.channels}
        return Track(writer.count, writer.loudest == 0, {**said, "seconds": writer.count / SOUND_RATE})


def refuse_long(seconds: float, limits: Limits) -> None:
    """Let a recording pass only if it is not too long.

    Raises:
        Refused: longer than allowed.
    """
    if seconds > limits.media_length:
        most = f"{seconds / 60:.0f} minutes and at most {limits.media_length / 60:g} are read"
        raise Refused(Code.LENGTH, f"The recording lasts {most}; send the part that belongs here.")


class _Writer:
    """Puts blocks of samples one after the other; what lies before the start is dropped, what lacks is silence."""

    def __init__(self, arena: Arena, at: int, limits: Limits) -> None:
        self.count, self.loudest = 0, 0
        self._arena, self._at, self._limits = arena, at, limits
        self._skip: int | None = None

    def put(self, block: NDArray[np.int16], clock: float, start: float | None) -> None:
        if self._skip is None:
            self._skip = round(((clock if start is None else start) - clock) * SOUND_RATE)
            if self._skip < 0:
                self._write(np.zeros(min(-self._skip, int(self._limits.media_length * SOUND_RATE)), np.int16))
                self._skip = 0
        dropped = min(self._skip, len(block))
        self._skip -= dropped
        self._write(block[dropped:])

    def _write(self, block: NDArray[np.int16]) -> None:
        if not len(block):
            return
        refuse_long((self.count + len(block)) / SOUND_RATE, self._limits)
        first = self._at + 2 * self.count
        place = self._arena.pixels(1, first + 2 * len(block), 8)[0, first:].view(np.int16)
        np.copyto(place, block)
        self.count += len(block)
        self.loudest = max(self.loudest, int(np.abs(block.astype(np.int32)).max()))


def _resampled(file: Any, stream: Any) -> Iterator[tuple[NDArray[np.int16], float]]:
    """Blocks of samples, each with the second of the first frame."""
    graph, clock = None, 0.0
    for frame in decoded(file, stream):
        if graph is None:
            graph, clock = graph_for(frame), float(frame.time or 0.0)
        frame.pts = None
        graph.push(frame)
        yield from ((block, clock) for block in pulled(graph))
    if graph is not None:
        graph.push(None)
        yield from ((block, clock) for block in pulled(graph))


def decoded(file: Any, stream: Any) -> Iterator[Any]:
    """All frames of a stream; a few broken packets are passed over.

    Raises:
        Refused: too many packets cannot be read.
    """
    packets = broken = 0
    for packet in file.demux(stream):
        packets += 1
        try:
            yield from packet.decode()
        except InvalidDataError:
            broken += 1
    if broken > max(1, BROKEN * packets):
        raise Refused(Code.MALFORMED, "The recording is damaged; send the whole file again.")


def graph_for(frame: Any) -> Any:
    """A chain of filters for frames like this one: to one channel, 16,000 Hz and 16 bits."""
    graph: Any = Graph()
    graph.threads = 1
    source = graph.add(
        "abuffer",
        sample_rate=str(frame.sample_rate),
        sample_fmt=frame.format.name,
        channel_layout=frame.layout.name,
        time_base=f"1/{frame.sample_rate}",
    )
    wanted = graph.add("aformat", sample_rates=str(SOUND_RATE), sample_fmts="s16", channel_layouts="mono")
    sink = graph.add("abuffersink")
    source.link_to(wanted)
    wanted.link_to(sink)
    graph.configure()
    return graph


def pulled(graph: Any) -> Iterator[NDArray[np.int16]]:
    """What a chain of filters has ready."""
    while True:
        try:
            yield graph.pull().to_ndarray()[0]
        except (NothingYet, AtEnd):
            return


def _refuse_lack(seconds: float, declared: float) -> None:
    if declared - seconds > max(LACK_SECONDS, LACK_SHARE * declared):
        words = f"ends after {seconds:.0f} of {declared:.0f} seconds"
        raise Refused(Code.TRUNCATED, f"The recording {words}; send the whole file again.")
