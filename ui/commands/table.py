"""Plain tables for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

import typer


def show(columns: Sequence[str], rows: Sequence[Sequence[object]], as_json: bool, empty: str) -> None:
    """Print rows, aligned under their column names, or as a JSON array of objects.

    Args:
        columns: Names, which are also the keys.
        rows: One value a column.
        as_json: For programs.
        empty: What is said to people when there is nothing.
    """
    if as_json:
        objects = [dict(zip(columns, row, strict=True)) for row in rows]
        typer.echo(json.dumps(objects, indent=2, default=str, ensure_ascii=False))
    elif not rows:
        typer.echo(empty)
    else:
        for line in aligned(columns, rows):
            typer.echo(line)


def aligned(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """The rows as lines of equal columns."""
    cells = [[str(column).upper() for column in columns], *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(line[index]) for line in cells) for index in range(len(columns))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())
