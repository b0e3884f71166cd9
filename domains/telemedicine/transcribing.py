"""`chiron telemedicine transcribe`: a recording into words, without an account and without a database."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

Given = Annotated[Path, typer.Argument(help="A video or a sound.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print a JSON object.")]
Model = Annotated[str, typer.Option("--model", help="tiny.en, a folder in CHIRON_HOME/models, or the path of one.")]
Language = Annotated[str, typer.Option("--language", help="Code of the language that is expected.")]
Folder = Annotated[Path | None, typer.Option("--folder", help="Keep the work here, so that a later call goes on.")]
Vtt = Annotated[Path | None, typer.Option("--vtt", help="Write captions here as well.")]
Draft = Annotated[bool, typer.Option("--draft", help="Draft a note as well.")]
WORD = ("text", "start", "end", "probability")
TRANSCRIPTS = frozenset({".json", ".vtt", ".srt", ".textgrid", ".txt"})


def transcribe(
    recording: Given,
    as_json: AsJson = False,
    model: Model = "",
    language: Language = "",
    folder: Folder = None,
    vtt: Vtt = None,
    draft: Draft = False,
) -> None:
    """Write down a recording: who said what, and when."""
    from domains.telemedicine.config import Config
    from domains.telemedicine.speech.models import hush

    hush()
    _seen(recording, vtt)
    usual = Config()
    options = {"model": model or usual.model, "language": language or usual.language, "soap": usual.soap,
               "longest_hours": usual.longest_hours, "longest": usual.longest}  # fmt: skip
    with _worked_in(folder) as work:
        told = _told(recording, work, options)
    answer = shown(told, draft)
    if vtt is not None:
        _write(vtt, captions(answer["segments"]))
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1) if as_json else "\n".join(_lines(answer)))


def shown(told: Mapping[str, Any], draft: bool = False) -> dict[str, Any]:
    """What is printed of a told consultation: ``segments``, ``notices``, ``language``, ``seconds``, and the draft."""
    segments = [
        {"start": one["start"], "end": one["end"], "speaker": one["speaker"], "role": one["role"], "text": one["text"],
         "heard": one["heard"], "repairs": one["repairs"],
         "words": [dict(zip(WORD, word, strict=True)) for word in one["words"]]}
        for one in told["utterances"]
    ]  # fmt: skip
    answer = {"segments": segments, "notices": list(told["notices"]), "language": told["language"],
              "seconds": told["seconds"]}  # fmt: skip
    return {**answer, "sections": told["sections"]} if draft else answer


def captions(segments: Sequence[Mapping[str, Any]]) -> str:
    """The segments as WebVTT, each with its speaker's role."""
    cues = [
        f"{_stamp(one['start'])} --> {_stamp(max(one['end'], one['start'] + 0.001))}\n"
        f"<v {one['role']}>{one['text'].replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}\n"
        for one in segments
        if one["start"] is not None and one["end"] is not None
    ]
    return "\n".join(["WEBVTT\n", *cues])


def _seen(recording: Path, vtt: Path | None) -> None:
    """Refuse what cannot be a recording before anything is begun."""
    if not recording.exists():
        _stop(f"There is no file {recording}: name a video or a sound.")
    if not recording.is_file():
        _stop(f"{recording} is not a file: name a video or a sound.")
    if recording.suffix.lower() in TRANSCRIPTS:
        _stop(f"{recording} is a transcript and needs no hearing: use `chiron telemedicine draft` or `roles` with it.")
    if vtt is not None and not vtt.absolute().parent.is_dir():
        _stop(f"There is no folder {vtt.absolute().parent} for the captions: make it, or name another file.")


def _told(recording: Path, work: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    from domains.telemedicine.pipeline.whole import run
    from domains.telemedicine.speech.models import sought

    try:
        sought(str(options["model"]))
        return dict(run(recording, work, options, _Teller()))
    except (ValueError, PermissionError) as error:
        _stop(str(error))
    except OSError as error:
        _stop(f"{error.strerror or error}: {error.filename or work}; free space or name another folder, and try again.")


@contextmanager
def _worked_in(folder: Path | None) -> Iterator[Path]:
    """The given folder, or one that is gone afterwards."""
    if folder is not None:
        yield folder.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="chiron-") as found:
        yield Path(found)


class _Teller:
    """Says on standard error how far it is: over one line in a terminal, a line for each new step elsewhere."""

    def __init__(self) -> None:
        self._last = ""
        self._alive = sys.stderr.isatty()

    def __call__(self, fraction: float, what: str) -> None:
        step = what.split(":")[0]
        if self._alive:
            print(f"\r{fraction:4.0%}  {what:<60}", end="\n" if fraction >= 1 else "", file=sys.stderr, flush=True)
        elif step != self._last:
            print(f"{fraction:4.0%}  {step}", file=sys.stderr, flush=True)
        self._last = step


def _lines(answer: Mapping[str, Any]) -> list[str]:
    from domains.telemedicine.speech.remarks import clock

    said = [f"{clock(one['start'] or 0.0):>7}  {one['role']:<8} {one['text']}" for one in answer["segments"]]
    drafted = [
        line
        for section in answer.get("sections", ())
        for line in ("", section["title"], *(f"  {one['text']}  {one['sources']}" for one in section["sentences"]))
    ]
    return [*answer["notices"], *said, *drafted]


def _stamp(second: float) -> str:
    whole = round(second * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        _stop(f"The captions could not be written: {error.strerror or error}: {path}.")


def _stop(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
