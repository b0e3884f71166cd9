"""Questions and sentences that a table of labels can fill, read from `templates.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("templates.toml")


@dataclass(frozen=True)
class Concept:
    """Something that a label table knows of a film.

    Attributes:
        name: Its key.
        column: The column of the table.
        equals: The cell that means yes; none for a column of 0 and 1.
        above: The number above which it means yes; none likewise.
        yes: Questions that it answers with yes.
        no: Questions that it answers with no.
        answer: How it is called in an answer.
        sentence: What a caption says of it.
    """

    name: str
    column: str
    answer: str
    sentence: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    equals: str | None = None
    above: float | None = None

    def holds(self, table: Any) -> NDArray[np.bool_]:
        """``(n,)``: in which rows of a pandas table it holds."""
        column = table[self.column]
        if self.equals is not None:
            return np.asarray(column == self.equals)
        return np.asarray(column.astype(float) > (0.5 if self.above is None else self.above))


@dataclass(frozen=True)
class Always:
    """Yes/no questions whose answer hardly depends on the film; ``share`` of them is yes."""

    share: float
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Open:
    """Questions that every film answers alike."""

    answer: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Templates:
    """All of them; concepts in the order of the file."""

    concepts: tuple[Concept, ...]
    always: tuple[Always, ...]
    open: tuple[Open, ...]


@cache
def templates() -> Templates:
    """What the file holds."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Templates(
        tuple(Concept(name=name, **_frozen(about)) for name, about in read["concept"].items()),
        tuple(Always(**_frozen(about)) for about in read["always"]),
        tuple(Open(**_frozen(about)) for about in read["open"]),
    )


def _frozen(about: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in about.items()}
