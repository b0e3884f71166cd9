"""`chiron fusion`: the parts of the fusion core, and what can be asked of its shipped models."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from ui.commands.fusion_ask import ask
from ui.commands.fusion_caption import caption
from ui.commands.fusion_search import search
from ui.commands.table import aligned

app = typer.Typer(
    help="List the fusion core's parts; ask about, caption and search pictures, words and sounds.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("ask")(ask)
app.command("caption")(caption)
app.command("search")(search)


@app.command("list")
def list_parts(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List encoders, experts, fusers, architectures and training strategies, one line each."""
    parts = _parts()
    if as_json:
        typer.echo(json.dumps(parts, indent=2, ensure_ascii=False))
        return
    for kind, rows in parts.items():
        typer.echo(f"{kind}\n")
        lines = aligned(("name", "what it is"), [(row["name"], row["summary"]) for row in rows])
        typer.echo("\n".join(f"  {line}" for line in lines) + "\n")


def _parts() -> dict[str, list[dict[str, str]]]:
    """Kind to its parts; names and lines alone, nothing of them is imported."""
    from core.architectures.catalogue import ARCHITECTURES
    from core.encoders.catalogue import ENCODERS
    from core.evidence.catalogue import EXPERTS
    from core.fusion.catalogue import FUSERS
    from core.training.catalogue import STRATEGIES

    catalogues = {
        "encoders": ENCODERS,
        "experts": EXPERTS,
        "fusers": FUSERS,
        "architectures": ARCHITECTURES,
        "strategies": STRATEGIES,
    }
    return {
        kind: [{"name": name, "summary": part.summary} for name, part in sorted(catalogue.parts.items())]
        for kind, catalogue in catalogues.items()
    }
