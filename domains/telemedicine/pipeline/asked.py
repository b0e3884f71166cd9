"""What the service asks of a worker about what was brought in or changed: one answer each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domains.telemedicine.transcripts import TranscriptRefused, read

Report = Callable[[float, str], None]


def check(payload: Mapping[str, Any], report: Report) -> int:
    """How many utterances a transcript has.

    Args:
        payload: ``data`` (bytes of a file) and ``longest`` (utterances that are allowed).
        report: Told nothing: it takes a moment.

    Raises:
        TranscriptRefused: it cannot be used; one sentence.
    """
    count = len(read(payload["data"]).utterances)
    if count > payload["longest"]:
        raise TranscriptRefused(f"The transcript has {count} utterances, and {payload['longest']} are allowed.")
    return count


def chat(payload: Mapping[str, Any], report: Report) -> list[dict[str, Any]]:
    """The messages of a chat, ``[{start, end, speaker, text, kind}]``.

    Args:
        payload: ``text``: one message a line, with its author before a colon where that is known.
        report: Told nothing: it takes a moment.
    """
    from domains.telemedicine.attachments import chat as messages

    return [dict(one) for one in messages(payload["text"])]


def attachment(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """What can be read of a picture or a document: ``{kind, mime, text, notices}``.

    Args:
        payload: ``data`` (bytes) and ``name``.
        report: Told nothing: it takes seconds.

    Raises:
        Refused: it cannot be read; one sentence.
    """
    from domains.telemedicine.attachments import read as recognised

    return dict(recognised(payload["data"], payload["name"]))


def retell(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Everything that is told of a transcript as a clinician has corrected it.

    Args:
        payload: ``utterances``, ``soap``, ``voices``, ``measures`` and ``notices`` (those of the recording).
        report: Told the fraction done and what is being done.
    """
    from domains.telemedicine.analysis import analysed, settled_transcript

    report(0.1, "Telling the visit anew.")
    settled = payload["utterances"]
    told = analysed(
        settled_transcript(settled), payload["soap"], payload["voices"], payload["measures"], settled=settled
    )
    return {**told, "notices": list(dict.fromkeys([*payload["notices"], *told["notices"]]))}


def rewrite(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Sentences in other words: ``{sections, dropped, notices}``.

    Args:
        payload: ``sections``, ``utterances`` and ``model`` (folder of the language model).
        report: Told the fraction done and what is being done.
    """
    from domains.telemedicine.rewriting import rewritten

    return dict(rewritten(payload["sections"], payload["utterances"], payload["model"], report))
