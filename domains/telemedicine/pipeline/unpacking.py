"""The first step: a recording of any format becomes sound, levels and key frames in the work folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from domains.telemedicine.pipeline.folder import WorkFolder

STEP = "unpack"
HOURS = 4.0
KEY_FRAMES = 24


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
    """
    from core.intake.intake import Intake

    if folder.done(STEP):
        return

    def tell(share: float, what: str) -> None:
        folder.tell(STEP, share)
        report(share, what)

    longest = 3600 * float(options.get("longest_hours", HOURS))
    with Intake() as intake:
        intake.recording(recording, folder.make().path, longest, KEY_FRAMES, tell)
