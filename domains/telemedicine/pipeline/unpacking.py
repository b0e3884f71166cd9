"""The first step: a recording of any format becomes sound, levels and key frames in the work folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.intake.refusal import Code, Refused
from domains.telemedicine.pipeline.folder import WorkFolder

STEP = "unpack"
HOURS = 4.0
KEY_FRAMES = 24
PASSING = frozenset({Code.UNAVAILABLE, Code.TIME, Code.MEMORY, Code.CRASH})
KEPT = "The recording is kept: resume, or bring in another."


class NotUnpacked(ValueError):
    """Unpacking failed for a reason that may pass, or that nobody knows; the recording is kept. One sentence."""


def unpack(
    folder: WorkFolder, recording: Path, options: Mapping[str, Any], report: Callable[[float, str], None]
) -> None:
    """Unpack a recording in a limited process; a step that is done already stays as it is.

    Args:
        folder: Where ``sound.pcm``, ``frames``, ``frames.json`` and, last, ``sound.json`` are left. Whoever is killed
            on the way leaves no half file in their place, and the next try begins anew.
        recording: The file, which may have any name and any size.
        options: ``longest_hours``; the rest is for other steps.
        report: Told the share done and what is being done.

    Raises:
        Refused: nothing of the recording can be used; the sentence says why and what to do.
        NotUnpacked: the limited process could not do it now, or the disc is full; the recording may be good.
    """
    from core.intake.intake import Intake

    if folder.done(STEP):
        return

    def tell(share: float, what: str) -> None:
        folder.tell(STEP, share)
        report(share, what)

    longest = 3600 * float(options.get("longest_hours", HOURS))
    try:
        with Intake() as intake:
            intake.recording(recording, folder.make().path, longest, KEY_FRAMES, tell)
    except Refused as refused:
        if refused.code not in PASSING:
            raise
        raise NotUnpacked(f"{refused.sentence} {KEPT}") from refused
    except OSError as error:
        raise NotUnpacked(f"The recording could not be unpacked: {error.strerror or error}. {KEPT}") from error
