"""A recording on disk to sound, levels and pictures on disk, whatever its length, with a piece of it in memory.

What can be saved is saved: damage in the middle becomes silence, a lacking end is the end, pictures that break the
decoder are left out and the sound is read without them. The notices say so.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.case import SOUND_RATE
from core.intake import sniff
from core.intake.drafts import Drafts, clear
from core.intake.limits import Limits
from core.intake.pieces import IMPOSSIBLE, Pieces
from core.intake.refusal import Code, Refused

Tell = Callable[[float, str], None]
KINDS = "MP4, MOV, WebM, AVI, WAV, MP3, M4A, Ogg or FLAC"
BROKEN = frozenset({Code.CRASH, Code.TIME, Code.MEMORY, Code.MALFORMED, Code.UNAVAILABLE})
ENOUGH = SOUND_RATE
IDLE = 1200
"""Pieces in a row, each of half a second's work, that bring nothing and get nowhere."""
FEW = 0.001
"""Share of pieces that may be spoilt before anybody is told: one click in half a minute is not heard."""
READING = "unpacking the recording"

NO_PICTURES = "The pictures of the recording broke the decoder and were left out; its sound was read."
NO_SOUND = "The recording has no sound that can be read, so no words can be found in it; its pictures were kept."
SILENT = "The sound of the recording is silent throughout, so no words can be found in it."
BROKE_OFF = "The recording is damaged after {}; what comes before was read."
CUT = "The recording is cut short: {} of {} could be read."
CUT_SOMEWHERE = "The recording is cut short; {} could be read."
LONGER = "The recording is longer than {}; only that much of its beginning was read."
LASTS = "The recording lasts {}; only the first {} were read."
SPOILT = "Damaged parts of the sound, {:.0%} of it, were passed over; words may be missing there."
PAUSED = "The sound pauses for {} in all; silence stands there."
JUMPS = "The clock of the recording jumps, so times may differ from those of a player."


@dataclass(frozen=True)
class Wanted:
    """What is to come of a recording.

    Attributes:
        path: The file.
        to: The folder in which everything is left.
        longest: Seconds that are read at most.
        frames: Pictures that are kept at most.
        tell: Told the share done and what is being done.
        limits: What it may cost.
    """

    path: Path
    to: Path
    longest: float
    frames: int
    tell: Tell
    limits: Limits


def unpack(wanted: Wanted) -> dict[str, Any]:
    """Read a recording; what it leaves and says is told at :meth:`core.intake.intake.Intake.recording`.

    Raises:
        Refused: nothing of it can be used.
    """
    clear(wanted.to)
    file = _opened(wanted.path)
    try:
        kind = _kind(file)
        try:
            return _attempt(file, kind, wanted, wanted.frames, [])
        except Refused as refused:
            if refused.code not in BROKEN or not wanted.frames:
                raise
        return _attempt(file, kind, wanted, 0, [NO_PICTURES])
    finally:
        os.close(file)


def _opened(path: Path) -> int:
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise Refused(Code.EMPTY, f"The recording cannot be read: {error.strerror}; choose it again.") from error
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise Refused(Code.KIND, f"This is no file; choose a recording as {KINDS}.")
    return file


def _kind(file: int) -> str:
    head = os.pread(file, sniff.HEAD, 0)
    if not head:
        raise Refused(Code.EMPTY, "The file is empty; choose the recording again.")
    kind = sniff.recording(head)
    if kind is None:
        picture = sniff.picture(head)
        other = f"a {picture.upper()} picture" if picture else sniff.other(head)
        raise Refused(Code.KIND, f"The file is {other or 'no recording of a known kind'}; send it as {KINDS}.")
    return kind


def _attempt(file: int, kind: str, wanted: Wanted, frames: int, notices: list[str]) -> dict[str, Any]:
    with Drafts(wanted.to) as drafts, Pieces(file, wanted.limits) as pieces:
        head = pieces.open(kind, wanted.longest, frames)
        try:
            end = _streamed(pieces, drafts, wanted, frames)
        except Refused as refused:
            if frames or refused.code not in BROKEN or drafts.samples < ENOUGH:
                raise
            end, after = {"cut": True}, spoken(drafts.samples / SOUND_RATE)
            notices = [*notices, BROKE_OFF.format(after)]
        drafts.levels.end()
        told = _facts(kind, head, end, drafts, [*notices, *_notices(head, end, drafts, wanted.longest)])
        drafts.place(told)
    wanted.tell(1.0, READING)
    return told


def _streamed(pieces: Pieces, drafts: Drafts, wanted: Wanted, frames: int) -> dict[str, Any]:
    """Take piece after piece; a limited process that was taken over can neither fill the disc nor go on for ever."""
    wanted.tell(0.0, READING)
    idle, before = 0, 0.0
    while True:
        piece = pieces.next()
        idle = 0 if len(piece.samples) or piece.read > before else idle + 1
        before = max(before, piece.read)
        drafts.add(piece.samples)
        if drafts.samples > wanted.longest * SOUND_RATE + 1 or idle > IDLE:
            raise Refused(Code.CRASH, IMPOSSIBLE)
        if piece.end is not None:
            break
        wanted.tell(piece.read, READING)
    for number in range(min(int(piece.end["frames"]), frames)):
        drafts.picture(*pieces.still(number))
    return piece.end


def _facts(kind: str, head: dict[str, Any], end: dict[str, Any], drafts: Drafts, notices: list[str]) -> dict[str, Any]:
    film = round(float(end.get("film", 0.0)), 3)
    return {
        "seconds": round(drafts.samples / SOUND_RATE, 3) if drafts.samples else film,
        "container": kind,
        "codec": head["codec"],
        "has_video": film > 0,
        "has_sound": drafts.samples > 0,
        "cut": end["cut"],
        "notices": notices,
        "levels": drafts.levels.found,
    }


def _notices(head: dict[str, Any], end: dict[str, Any], drafts: Drafts, longest: float) -> list[str]:
    seconds = max(drafts.samples / SOUND_RATE, end.get("film", 0.0))
    found = {
        NO_SOUND: not drafts.samples,
        SILENT: drafts.samples > 0 and drafts.levels.loudest == 0,
        _longer(longest, head["declared"]): end.get("more", False),
        _cut(seconds, head["declared"]): end["cut"] and "film" in end,
        SPOILT.format(_share(end)): _share(end) > FEW,
        PAUSED.format(spoken(end.get("paused", 0) / SOUND_RATE)): end.get("paused", 0) > SOUND_RATE,
        JUMPS: end.get("jumps", 0) > 0,
    }
    return [sentence for sentence, holds in found.items() if holds]


def _longer(longest: float, declared: float) -> str:
    return LASTS.format(spoken(declared), spoken(longest)) if declared > longest else LONGER.format(spoken(longest))


def _cut(seconds: float, declared: float) -> str:
    have, had = spoken(seconds), spoken(declared)
    return CUT_SOMEWHERE.format(have) if declared <= seconds or have == had else CUT.format(have, had)


def _share(end: dict[str, Any]) -> float:
    return float(end.get("spoilt", 0) / max(1, end.get("heard", 0)))


def spoken(seconds: float) -> str:
    """A length of time in words, to the second below an hour and to the minute above."""
    whole = round(seconds) if seconds < 3600 else 60 * round(seconds / 60)
    parts = ((whole // 3600, "hour"), (whole % 3600 // 60, "minute"), (whole % 60, "second"))
    words = [f"{count} {unit}{'s' if count != 1 else ''}" for count, unit in parts if count]
    return " ".join(words) or "0 seconds"
