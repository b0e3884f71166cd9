"""The tracks of an opened recording that are read: the first sound and the first film that can be decoded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import av
from av.error import EOFError as AtEnd
from av.error import FFmpegError
from av.stream import Disposition

from core.case import SOUND_RATE
from core.intake.child.source import Source
from core.intake.child.timeline import LONGEST_PAUSE
from core.intake.refusal import Code, Refused

BUFFER = 2**17
PATIENCE = 50
TOLD = frozenset({"wav", "w64", "aiff", "caf", "au", "flac", "mov", "matroska", "avi", "asf"})
"""Containers whose head says how long they are; of others FFmpeg makes a guess from the first packets."""
BROADCAST = frozenset({"mpegts", "mpeg", "asf"})
INDEX = (
    "The recording has no index (its 'moov' part, which is written last), so it was never finished or its end was cut "
    "away; send the original file, or let the device that made it repair it."
)
DAMAGED = "The recording is damaged at its start, so it cannot be opened; send the original file again."


@dataclass
class Tracks:
    """What is read of a file.

    Attributes:
        file: The opened container.
        sound: The track of sound, None where there is none.
        film: The track of pictures, None where there is none; a cover is no film.
        origin: Second of the file's clock at which the player's begins.
        declared: Seconds that the head says there are; 0 where it says nothing that can be relied on.
        broke: Whether reading was given up before the end.
    """

    file: Any
    sound: Any
    film: Any
    origin: float
    declared: float
    broke: bool = False


def tracks(container: str, source: Source, pictures: bool) -> Tracks:
    """Open a recording by the demuxer of its own container and no other.

    Args:
        container: FFmpeg's name of it.
        source: The file.
        pictures: Whether the film is wanted.

    Raises:
        Refused: it cannot be opened, or nothing in it can be decoded.
    """
    file = _opened(container, source)
    sound = next((each for each in file.streams.audio if _decodable(each)), None)
    films = [
        each for each in file.streams.video if _decodable(each) and not each.disposition & Disposition.attached_pic
    ]
    film = films[0] if films else None
    if sound is None and film is None:
        raise Refused(Code.CODEC, "The recording has neither sound nor pictures that can be decoded; send it as MP4.")
    for each in filter(None, (sound, film)):
        each.thread_type, each.codec_context.thread_count = "NONE", 1
    declared = float(file.duration or 0) / av.time_base if container in TOLD else 0.0
    return Tracks(file, sound, film if pictures else None, _origin(container, sound, film), max(0.0, declared))


def packets(found: Tracks) -> Iterator[Any]:
    """All packets of the tracks; damage between two of them is passed over, and the end of patience is the end.

    Each track ends with an empty packet, at which its decoder gives out what it still holds.
    """
    wanted = [each for each in (found.sound, found.film) if each is not None]
    for _ in range(PATIENCE):
        try:
            yield from found.file.demux(wanted)
            return
        except AtEnd:
            return
        except FFmpegError:
            continue
    found.broke = True


def _opened(container: str, source: Source) -> Any:
    try:
        return av.open(source, format=container, metadata_errors="replace", buffer_size=BUFFER)
    except (FFmpegError, ValueError) as error:
        if container == "mov" and source.lacks_index():
            raise Refused(Code.TRUNCATED, INDEX) from error
        raise Refused(Code.MALFORMED, DAMAGED) from error


def _decodable(stream: Any) -> bool:
    return stream.codec_context is not None


def _origin(container: str, sound: Any, film: Any) -> float:
    """Where the player's clock begins: browsers show the file's own, but a broadcast is played from its first moment.

    A clock that begins far from zero is that of some device; nobody wants to wait for it.
    """
    starts = [float(each.start_time * each.time_base) for each in (sound, film) if each and each.start_time is not None]
    start = max(0.0, min(starts, default=0.0))
    return start if container in BROADCAST or start > LONGEST_PAUSE / SOUND_RATE else 0.0
