"""`chiron fusion ask IMAGE "QUESTION"`: a question about a film."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from ui.failing import fail

ImageArgument = Annotated[Path, typer.Argument(metavar="IMAGE", help="A chest film: DICOM, PNG or JPEG.")]
QuestionArgument = Annotated[str, typer.Argument(metavar="QUESTION", help='Such as "Is the heart enlarged?".')]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def ask(image: ImageArgument, question: QuestionArgument, as_json: JsonOption = False) -> None:
    """Answer a question about a film, and say what the question alone suggests."""
    from core.intake.refusal import Refused
    from core.tasks.answering import QuestionError
    from core.tasks.answering import ask as answer
    from core.weights import WeightsError

    try:
        told = answer(image, question)
    except (QuestionError, WeightsError) as error:
        fail(str(error))
    except Refused as error:
        fail(error.sentence)
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else _for_people(told))


def _for_people(told: Mapping[str, Any]) -> str:
    alone = told["question_only"]
    lines = [f"The question alone suggests: {alone['answer']} ({alone['probability']:.0%})."]
    if told["answer"] is not None:
        parts = "  ".join(f"{name} {value:+.2f}" for name, value in told["contributions"].items())
        lines = [f"{told['answer']} ({told['probability']:.0%})", f"log-odds: {parts}", *lines]
    return "\n".join([*lines, *told["notices"]])
