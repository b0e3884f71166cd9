"""`chiron telemedicine summary`: a consultation in plain words for the patient."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer


def summary(
    transcript: Annotated[Path, typer.Argument(help="JSON list of {start, end, speaker, text}, or as for draft.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
) -> None:
    """Tell a consultation to the patient in everyday words, every sentence with the utterances it rests on."""
    from domains.telemedicine.transcripts import TranscriptRefused

    try:
        answer = summary_of(transcript)
    except TranscriptRefused as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1) if as_json else "\n".join(_lines(answer)))


def summary_of(transcript: Path) -> dict[str, Any]:
    """``summary`` (text, sources, part), ``grade`` and ``note_grade`` (years of school, or null) and ``notices``.

    Raises:
        TranscriptRefused: the file cannot be used; one sentence.
    """
    from domains.telemedicine.analysis import analysed
    from domains.telemedicine.summary import grade
    from domains.telemedicine.transcripts import read_file

    told = analysed(read_file(transcript))
    note = [one["text"] for section in told["sections"] for one in section["sentences"]]
    return {
        "summary": told["summary"],
        "grade": grade([one["text"] for one in told["summary"]]),
        "note_grade": grade(note),
        "notices": told["notices"],
    }


def _lines(answer: dict[str, Any]) -> list[str]:
    lines = list(answer["notices"])
    part = ""
    for one in answer["summary"]:
        if one["part"] != part:
            part = one["part"]
            lines.append(f"{part[:1].upper()}{part[1:]}")
        lines.append(f"  {one['text']}  {one['sources']}")
    if answer["grade"] is None:
        return [*lines, "Nothing was said that belongs in a summary."]
    return [*lines, f"Reading level: grade {answer['grade']} (the note: {answer['note_grade']})."]
