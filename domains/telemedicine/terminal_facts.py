"""`chiron telemedicine facts`: vitals, drugs, allergies, red flags and findings of a transcript, in the terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

Given = Annotated[Path, typer.Argument(help="JSON list of {start, end, speaker, text}, WebVTT, SRT, TextGrid or text.")]


def facts(
    transcript: Given, as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False
) -> None:
    """Tell vitals, drugs, allergies, red flags and findings, each with the utterance that says so."""
    from domains.telemedicine.facts import Said
    from domains.telemedicine.facts import facts as told
    from domains.telemedicine.roles.telling import tell
    from domains.telemedicine.transcripts import TranscriptRefused, read_file

    try:
        read = read_file(transcript)
    except TranscriptRefused as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    roles = tell(read)
    said = [Said(one.text, role.role) for one, role in zip(read.utterances, roles.utterances, strict=True)]
    answer: dict[str, Any] = {"facts": [one.json() for one in told(said)], "notices": [*read.notices, *roles.notices]}
    lines = [*answer["notices"], *map(_line, answer["facts"])]
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1) if as_json else "\n".join(lines))


def _line(fact: Mapping[str, Any]) -> str:
    return f"{fact['kind']:<9} {fact['assertion']:<10} {fact['name']}: “{fact['text']}”  {fact['sources']}"
