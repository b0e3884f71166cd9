"""`chiron telemedicine ...`: recordings and transcripts in the terminal, without an account and without a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from domains.telemedicine.terminal_export import export
from domains.telemedicine.terminal_facts import facts as tell_facts
from domains.telemedicine.terminal_summary import summary
from domains.telemedicine.transcribing import transcribe

if TYPE_CHECKING:
    from domains.telemedicine.transcripts import Transcript

app = typer.Typer(help="Consultations: who spoke, what about, and a draft with its sources.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print a JSON object.")]
app.command()(transcribe)
app.command()(export)
app.command()(summary)
app.command("facts")(tell_facts)
Given = Annotated[Path, typer.Argument(help="JSON list of {start, end, speaker, text}, WebVTT, SRT, TextGrid or text.")]


@app.command()
def roles(transcript: Given, as_json: AsJson = False) -> None:
    """Tell doctor from patient in a transcript."""
    from domains.telemedicine.analysis import utterances_json
    from domains.telemedicine.roles.telling import tell

    read = _read(transcript)
    told = tell(read)
    answer: dict[str, Any] = {
        "utterances": [{"index": at, **one} for at, one in enumerate(utterances_json(read, told))],
        "speakers": {label: {"role": one.role, "probability": one.probability} for label, one in told.speakers.items()},
        "notices": [*read.notices, *told.notices],
    }
    lines = [f"{one['index']:>4}  {one['role']:<8} {one['text']}" for one in answer["utterances"]]
    _print(answer, [*answer["notices"], *lines], as_json)


@app.command()
def draft(
    transcript: Given,
    as_json: AsJson = False,
    soap: Annotated[bool, typer.Option("--soap", help="Subjective, objective, assessment and plan.")] = False,
) -> None:
    """Draft a note in sections, every sentence with the utterances that it rests on."""
    from domains.telemedicine.analysis import sections_json
    from domains.telemedicine.drafting.drafter import draft as drafted
    from domains.telemedicine.facts import Said, facts
    from domains.telemedicine.roles.telling import tell

    read = _read(transcript)
    told = tell(read)
    texts, names = [one.text for one in read.utterances], [one.role for one in told.utterances]
    found = [one.json() for one in facts([Said(text, role) for text, role in zip(texts, names, strict=True)])]
    sections = drafted(texts, names, soap=soap, facts=found)
    answer: dict[str, Any] = {"sections": sections_json(sections), "notices": [*read.notices, *told.notices]}
    lines = [line for section in answer["sections"] for line in _lines(section)]
    _print(answer, [*answer["notices"], *lines], as_json)


@app.command()
def topics(
    table: Annotated[Path, typer.Argument(help="CSV with the columns ID and dialogue.")],
    out: Annotated[Path, typer.Option("--out", help="CSV to write: ID and section_header.")],
) -> None:
    """Name the MTS-Dialog section of each dialogue of a table."""
    from domains.telemedicine.topics.table import fill

    try:
        count, notices = fill(table, out)
    except ValueError as error:
        _stop(str(error))
    for notice in notices:
        typer.echo(notice, err=True)
    typer.echo(f"{count} dialogues were read; their sections are in {out}.")


def _read(path: Path) -> Transcript:
    from domains.telemedicine.transcripts import TranscriptRefused, read_file

    try:
        return read_file(path)
    except TranscriptRefused as error:
        _stop(str(error))


def _lines(section: dict[str, Any]) -> list[str]:
    said = [f"  {one['text']}  {one['sources']}" for one in section["sentences"]]
    return [section["title"], *said]


def _print(answer: dict[str, Any], lines: list[str], as_json: bool) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1) if as_json else "\n".join(lines))


def _stop(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
