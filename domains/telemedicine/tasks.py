"""What a worker does for telemedicine: bytes of a transcript in, everything that is told of it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from domains.telemedicine.transcripts import TranscriptRefused, read

Report = Callable[[float, str], None]


def analyse(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Read and draft one transcript.

    Args:
        payload: ``data`` (bytes of a file), ``soap`` (whether the draft has those headings) and ``longest``
            (utterances that are allowed).
        report: Told the fraction done and what comes next.

    Raises:
        TranscriptRefused: it cannot be used; one sentence.
    """
    from domains.telemedicine.analysis import analysed

    report(0.1, "reading the transcript")
    transcript = read(payload["data"])
    if len(transcript.utterances) > payload["longest"]:
        raise TranscriptRefused(
            f"The transcript has {len(transcript.utterances)} utterances, and {payload['longest']} are allowed."
        )
    report(0.3, "drafting")
    return analysed(transcript, payload["soap"])


def unpack(payload: Mapping[str, Any], report: Report) -> None:
    """Make sound, levels and key frames of a recording.

    Args:
        payload: ``folder`` (the work folder), ``recording`` (the file) and ``options``.
        report: Told the fraction done and what is being done.

    Raises:
        Refused: nothing of the recording can be used; one sentence.
    """
    from domains.telemedicine.pipeline import unpacking
    from domains.telemedicine.pipeline.folder import WorkFolder

    unpacking.unpack(WorkFolder(Path(payload["folder"])), Path(payload["recording"]), payload["options"], report)
