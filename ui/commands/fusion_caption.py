"""`chiron fusion caption IMAGE`: a sentence about a film."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from ui.failing import fail

ImageArgument = Annotated[Path, typer.Argument(metavar="IMAGE", help="A chest film: DICOM, PNG or JPEG.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def caption(image: ImageArgument, as_json: JsonOption = False) -> None:
    """Caption a film, with what else the model might have said."""
    from core.intake.refusal import Refused
    from core.tasks.captioning import caption as describe
    from core.weights import WeightsError

    try:
        told = describe(image)
    except WeightsError as error:
        fail(str(error))
    except Refused as error:
        fail(error.sentence)
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else _for_people(told))


def _for_people(told: Mapping[str, Any]) -> str:
    lines = [told["caption"]] if told["caption"] else []
    lines += [f"or: {one['caption']} ({one['log_likelihood']:.2f})" for one in told["alternatives"]]
    return "\n".join([*lines, *told["notices"]])
