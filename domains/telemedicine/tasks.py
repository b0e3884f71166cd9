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


def listen(payload: Mapping[str, Any], report: Report) -> None:
    """Find the stretches of speech; see :func:`.pipeline.hearing.listen`."""
    from domains.telemedicine.pipeline import hearing
    from domains.telemedicine.pipeline.folder import WorkFolder

    hearing.listen(WorkFolder(Path(payload["folder"])), report)


def recognise(payload: Mapping[str, Any], report: Report) -> bool:
    """Hear the next windows; whether all are heard now; see :func:`.pipeline.hearing.recognise`."""
    from domains.telemedicine.pipeline import hearing
    from domains.telemedicine.pipeline.folder import WorkFolder

    return hearing.recognise(WorkFolder(Path(payload["folder"])), payload["options"], report)


def voices(payload: Mapping[str, Any], report: Report) -> None:
    """Tell the voices apart; see :func:`.pipeline.understanding.voices`."""
    from domains.telemedicine.pipeline import understanding
    from domains.telemedicine.pipeline.folder import WorkFolder

    understanding.voices(WorkFolder(Path(payload["folder"])), report)


def understand(payload: Mapping[str, Any], report: Report) -> None:
    """Tell what was said by whom, and what follows; see :func:`.pipeline.understanding.understand`."""
    from domains.telemedicine.pipeline import understanding
    from domains.telemedicine.pipeline.folder import WorkFolder

    understanding.understand(WorkFolder(Path(payload["folder"])), payload["options"], report)


def compose(payload: Mapping[str, Any], report: Report) -> None:
    """Tell of a consultation that came in words alone; see :func:`.pipeline.composing.compose`."""
    from domains.telemedicine.pipeline import composing

    composing.compose(payload, report)


def check(payload: Mapping[str, Any], report: Report) -> int:
    """Check a transcript; see :func:`.pipeline.asked.check`."""
    from domains.telemedicine.pipeline import asked

    return asked.check(payload, report)


def chat(payload: Mapping[str, Any], report: Report) -> list[dict[str, Any]]:
    """Read a chat; see :func:`.pipeline.asked.chat`."""
    from domains.telemedicine.pipeline import asked

    return asked.chat(payload, report)


def attachment(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Read a picture or a document; see :func:`.pipeline.asked.attachment`."""
    from domains.telemedicine.pipeline import asked

    return asked.attachment(payload, report)


def retell(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Tell of a corrected transcript; see :func:`.pipeline.asked.retell`."""
    from domains.telemedicine.pipeline import asked

    return asked.retell(payload, report)


def rewrite(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Put sentences into other words; see :func:`.pipeline.asked.rewrite`."""
    from domains.telemedicine.pipeline import asked

    return asked.rewrite(payload, report)
