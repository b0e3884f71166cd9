"""What was not said but typed or shown: lines of a chat and text of documents, among the utterances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domains.telemedicine.pipeline.folder import WorkFolder
from domains.telemedicine.transcripts import Transcript, Utterance

BESIDE = "beside.json"


def beside(folder: WorkFolder) -> tuple[Utterance, ...]:
    """What lies beside the speech in a work folder, ``[{start, end, speaker, text, kind}]``, if anything."""
    if not folder.file(BESIDE).is_file():
        return ()
    return tuple(_utterance(one) for one in folder.read_json(BESIDE) if one["text"].strip())


def joined(transcript: Transcript, more: Sequence[Utterance]) -> Transcript:
    """The transcript with these among its utterances: by their times where they have some, else after all that was."""
    said = list(transcript.utterances)
    for one in more:
        later = [at for at, each in enumerate(said) if each.start is not None and each.start > (one.start or 0.0)]
        said.insert(later[0] if one.start is not None and later else len(said), one)
    return replace(transcript, utterances=tuple(said))


def _utterance(one: Mapping[str, Any]) -> Utterance:
    return Utterance(
        text=" ".join(one["text"].split()),
        speaker=one.get("speaker"),
        start=one.get("start"),
        end=one.get("end"),
        kind=one["kind"],
    )
