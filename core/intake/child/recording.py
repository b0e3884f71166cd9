"""A recording to sound and pictures, a piece at a time, from a file that stays on disk.

The intake asks `open CONTAINER SECONDS FRAMES`, then `next` until the end, then `frame N` for each picture. What is
held between two answers does not grow with the recording, but for the index that an MP4 carries at its head.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from typing import Any

import numpy as np
from av.error import FFmpegError

from core.case import SOUND_RATE
from core.intake.arena import Arena
from core.intake.child.scenes import Scenes, Still
from core.intake.child.source import Source
from core.intake.child.timeline import LONGEST_PAUSE, Block, Timeline
from core.intake.child.tracks import Tracks, packets, tracks
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

SLICE = 0.5
"""Seconds of work after which an answer is due, so that progress is seen and nobody waits long to cancel."""
LACK_SHARE, LACK_SECONDS = 0.02, 1.0
EMPTY = "The recording holds neither sound nor pictures, so there is nothing to keep; record it again."


class Recording:
    """One file on its way out.

    Args:
        file: Descriptor, open for reading.
        limits: The bounds.
    """

    def __init__(self, file: int, limits: Limits) -> None:
        self._source, self._limits = Source(file), limits
        self._ready: deque[Block] = deque()
        self._waiting = self._given = 0
        self._heard = self._spoilt = 0
        self._film_end = 0.0
        self._read = 0
        self._full = False

    def decode(self, asked: str, _data: memoryview, arena: Arena, _limits: Limits) -> dict[str, Any]:
        """Answer one request; the samples or the picture lie in the arena.

        Raises:
            Refused: the recording cannot be read.
        """
        verb, *rest = asked.split()
        if verb == "open":
            return self._open(rest[0], float(rest[1]), int(rest[2]))
        return self._piece(arena) if verb == "next" else self._still(arena, int(rest[0]))

    def _open(self, container: str, longest: float, frames: int) -> dict[str, Any]:
        found = self._tracks = tracks(container, self._source, frames > 0)
        self._most = int(longest * SOUND_RATE)
        self._timeline = Timeline(found.origin, min(int(found.declared * SOUND_RATE), self._most))
        self._scenes = Scenes(frames, self._limits.frame_side)
        self._stills: list[Still] = []
        self._steps = self._run(found)
        codec = (found.sound or found.film).codec_context.name
        return {"codec": codec, "sound": found.sound is not None, "declared": found.declared}

    def _run(self, found: Tracks) -> Iterator[None]:
        for packet in packets(found):
            self._read = max(self._read, packet.pos or 0)
            if packet.stream is found.sound:
                yield from self._listen(packet)
            else:
                self._look(packet, found)
            yield
            if self._full:
                break
        yield from self._keep(self._timeline.end())
        self._stills = self._scenes.chosen()

    def _listen(self, packet: Any) -> Iterator[None]:
        self._heard += 1
        try:
            for frame in packet.decode():
                yield from self._keep(self._timeline.take(frame))
        except FFmpegError:
            self._spoilt += 1

    def _keep(self, blocks: Iterator[Block]) -> Iterator[None]:
        """Put blocks aside, one at a time: an hour of silence is never held at once."""
        for block in blocks:
            if self._full:
                return
            self._given += len(block)
            over = self._given - self._most
            self._full = over >= 0
            self._ready.append(block[: len(block) - max(0, over)])
            self._waiting += len(self._ready[-1])
            yield

    def _look(self, packet: Any, found: Tracks) -> None:
        if packet.pts is not None and packet.size:
            second = float(packet.pts * packet.time_base) - found.origin
            self._film_end = max(self._film_end, second + float((packet.duration or 0) * packet.time_base))
            self._full = self._full or (found.sound is None and second * SOUND_RATE >= self._most)
            if not packet.is_keyframe or second * SOUND_RATE >= self._most or not self._scenes.wants(second):
                return
        self._see(packet, found)

    def _see(self, packet: Any, found: Tracks) -> None:
        context = found.film.codec_context
        if not 0 < context.width * context.height <= self._limits.frame_pixels:
            return
        try:
            for frame in packet.decode():
                if frame.time is not None:
                    self._scenes.take(frame, max(0.0, float(frame.time) - found.origin))
        except FFmpegError:
            return

    def _piece(self, arena: Arena) -> dict[str, Any]:
        done, until = False, time.monotonic() + SLICE
        while not done and self._waiting < self._limits.piece and time.monotonic() < until:
            done = next(self._steps, self) is self
        count = self._laid(arena)
        done = done and not self._ready
        return {"samples": count, "read": self._far()} | (self._ended() if done else {})

    def _laid(self, arena: Arena) -> int:
        """Move what is ready into the arena, as much as fits; the number of samples."""
        place = arena.pixels(1, 2 * self._limits.piece, 8)[0].view(np.int16)
        count = 0
        while self._ready and count < len(place):
            block = self._ready.popleft()
            part = block[: len(place) - count]
            place[count : count + len(part)] = part
            count += len(part)
            if len(part) < len(block):
                self._ready.appendleft(block[len(part) :])
        self._waiting -= count
        return count

    def _far(self) -> float:
        """Share of the recording that was read: by its clock where that is known, by its bytes otherwise."""
        whole = min(self._tracks.declared, self._most / SOUND_RATE)
        if whole > 0:
            return min(1.0, max(self._given / SOUND_RATE, self._film_end) / whole)
        return min(1.0, self._read / max(1, self._source.size))

    def _ended(self) -> dict[str, Any]:
        count, film = self._given, self._film_end
        if not count and not self._stills:
            raise Refused(Code.EMPTY, EMPTY)
        lacking = self._tracks.declared - max(count / SOUND_RATE, film)
        cut = lacking > max(LACK_SECONDS, LACK_SHARE * self._tracks.declared)
        cut = cut or self._tracks.broke or self._source.lacks_end()
        told = {"film": film, "heard": self._heard, "spoilt": self._spoilt, "frames": len(self._stills)}
        return told | {
            "end": True,
            "more": self._full,
            "cut": cut and not self._full,
            "paused": self._timeline.paused,
            "jumps": self._timeline.jumps + (self._tracks.origin * SOUND_RATE > LONGEST_PAUSE),
        }

    def _still(self, arena: Arena, number: int) -> dict[str, Any]:
        still = self._stills[number]
        rows, columns = still.pixels.shape[:2]
        np.copyto(arena.pixels(1, still.pixels.size, 8).reshape(still.pixels.shape), still.pixels)
        return {"rows": rows, "columns": columns, "second": round(still.second, 3), "change": round(still.change, 4)}
