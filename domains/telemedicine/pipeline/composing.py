"""A consultation that came in words: a transcript, a chat, documents; told without any sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from domains.telemedicine.pipeline.beside import beside, joined
from domains.telemedicine.pipeline.folder import FACTS, TOLD, WorkFolder
from domains.telemedicine.transcripts import Transcript, TranscriptRefused, read

Report = Callable[[float, str], None]


def compose(payload: Mapping[str, Any], report: Report) -> None:
    """Tell of the words in a work folder, and leave it there.

    Args:
        payload: ``folder``, ``transcript`` (path of a file, or None) and ``options`` (``soap``, ``longest``).
        report: Told the fraction done and what comes next.

    Raises:
        TranscriptRefused: there is nothing to tell of, or too much.
    """
    from domains.telemedicine.analysis import analysed

    folder, options = WorkFolder(Path(payload["folder"])).make(), payload["options"]
    report(0.1, "Reading the transcript.")
    transcript = _transcript(payload["transcript"], folder)
    if len(transcript.utterances) > options["longest"]:
        raise TranscriptRefused(
            f"The transcript has {len(transcript.utterances)} utterances, and {options['longest']} are allowed."
        )
    report(0.3, "Telling what was said.")
    told = analysed(transcript, options["soap"])
    folder.write_json(TOLD, {**told, "measures": {**told.get("measures", {}), **_measures(folder)}})


def _transcript(path: str | None, folder: WorkFolder) -> Transcript:
    more = beside(folder)
    if path is not None:
        return joined(read(Path(path).read_bytes()), more)
    if not more:
        raise TranscriptRefused("There is nothing to read: bring in a recording, a transcript or a chat.")
    return joined(Transcript(()), more)


def _measures(folder: WorkFolder) -> dict[str, Any]:
    """What is known of a recording that came with its transcript."""
    if not folder.done("unpack"):
        return {}
    facts = folder.read_json(FACTS)
    return {key: facts[key] for key in ("seconds", "levels") if key in facts}
