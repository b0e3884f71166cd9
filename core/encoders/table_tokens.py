"""A record as tokens, one for each column that was recorded; a column that was not has none, and is never a zero."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from core.case import Content, Modality
from core.encoders import contents
from core.encoders.encoder import Batch, Encoded, Encoder
from core.encoders.options import Given, Options, checked
from core.encoders.places import Places
from core.encoders.requirements import require
from core.encoders.sequences import mean
from core.encoders.state import restored
from core.intake.refusal import Refused
from core.recipe import RecipeError
from core.weights import WeightsError

NAME = "table-tokens"


class TableOptions(Options):
    """What can be asked of the tokenizer.

    Attributes:
        columns: What the columns are, as JSON (``{"numbers": {"age": [50, 17]}, "categories": {"sex": ["F", "M"]}}``:
            mean and spread, and levels), or the name of a JSON file of this shape in the domain's ``weights/``.
        width: Length of a token.
    """

    columns: str
    width: int = Field(default=64, ge=4)


@dataclass(frozen=True)
class Schema:
    """The columns that are read; others are passed over.

    Attributes:
        numbers: Column to its mean and spread.
        categories: Column to its levels.
    """

    numbers: Mapping[str, tuple[float, float]]
    categories: Mapping[str, tuple[str, ...]]

    @classmethod
    def fit(cls, records: Iterable[Mapping[str, float | str]]) -> Schema:
        """Learn the columns from training records: mean and spread of what was recorded, levels sorted."""
        values: dict[str, list[float | str]] = {}
        for record in records:
            for name, value in record.items():
                values.setdefault(name, []).append(value)
        words = {name for name, column in values.items() if any(isinstance(value, str) for value in column)}
        numbers = {name: _standard(column) for name, column in sorted(values.items()) if name not in words}
        return cls(numbers, {name: tuple(sorted({str(value) for value in values[name]})) for name in sorted(words)})

    @classmethod
    def from_json(cls, content: Any) -> Schema:
        """Read what :meth:`to_json` wrote.

        Raises:
            ValueError: it is of another shape.
        """
        try:
            numbers = {str(k): (float(centre), float(spread)) for k, (centre, spread) in content["numbers"].items()}
            categories = {str(k): tuple(str(level) for level in levels) for k, levels in content["categories"].items()}
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("it needs 'numbers' with [mean, spread] and 'categories' with their levels") from error
        if not numbers and not categories:
            raise ValueError("it names no column")
        return cls(numbers, categories)

    def to_json(self) -> dict[str, Any]:
        """Plain lists and mappings."""
        return {
            "numbers": {name: list(pair) for name, pair in self.numbers.items()},
            "categories": {name: list(levels) for name, levels in self.categories.items()},
        }

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns in the order of their tokens."""
        return (*self.numbers, *self.categories)


class TableTokens(Encoder):
    """One token for each known column; the vector is the mean of those that are recorded.

    Args:
        schema: The columns.
        width: Length of a token.
    """

    modality = Modality.TABLE

    def __init__(self, schema: Schema, width: int) -> None:
        from core.encoders.table_network import FeatureTokenizer

        self.schema = schema
        self.width = self.token_width = width
        levels = [len(levels) for levels in schema.categories.values()]
        self.module = FeatureTokenizer(len(schema.numbers), levels, width).eval()

    def prepare(self, content: Content) -> Batch:
        """``numbers`` (standardised), ``categories`` (indices) and ``recorded`` (true where there is a value).

        A level that was never seen counts as not recorded.

        Raises:
            Refused: it is no table, or no known column is recorded.
        """
        import torch

        record = contents.record(content)
        numbers = [_number(record.get(name), *pair) for name, pair in self.schema.numbers.items()]
        levels = [_index(record.get(name), levels) for name, levels in self.schema.categories.items()]
        recorded = torch.tensor([value is not None for value in (*numbers, *levels)])
        if not bool(recorded.any()):
            known = ", ".join(self.schema.columns)
            raise Refused("no-columns", f"The record has none of the columns that are read ({known}); leave it out.")
        return {
            "numbers": torch.tensor([value or 0.0 for value in numbers]),
            "categories": torch.tensor([value or 0 for value in levels], dtype=torch.long),
            "recorded": recorded,
        }

    def encode(self, batch: Batch) -> Encoded:
        """Tokens of all columns; the mask is true for those that are recorded."""
        mask = batch["recorded"]
        tokens = self.module(batch["numbers"], batch["categories"]) * mask[..., None]
        return Encoded(mean(tokens, mask), tokens, mask)


def _standard(column: list[float | str]) -> tuple[float, float]:
    numbers = [float(value) for value in column if math.isfinite(float(value))]
    centre = math.fsum(numbers) / max(len(numbers), 1)
    spread = math.sqrt(math.fsum((value - centre) ** 2 for value in numbers) / max(len(numbers), 1))
    return centre, spread or 1.0


def _number(value: object, centre: float, spread: float) -> float | None:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return (float(value) - centre) / spread if fits else None  # type: ignore[arg-type]


def _index(value: object, levels: tuple[str, ...]) -> int | None:
    return levels.index(str(value)) if value is not None and str(value) in levels else None


def open_table(places: Places, options: Given) -> Encoder:
    """As a recipe asks for it: untrained but for what ``weights`` hold.

    Raises:
        RecipeError: an option cannot be.
        WeightsError: the file with the columns or the state is absent or of another shape.
    """
    require(NAME, "torch", "vision")
    asked = checked(TableOptions, NAME, options)
    schema = _schema(asked.columns, places)
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(asked.seed)
        return restored(TableTokens(schema, asked.width), NAME, places, asked)


def _schema(columns: str, places: Places) -> Schema:
    written = columns.lstrip().startswith("{")
    if not written and places.sealed is None:
        raise WeightsError(f"The encoder '{NAME}' asks for {columns}, and there is no sealed weights folder.")
    try:
        text = columns if written or places.sealed is None else places.sealed.read(columns).decode("utf-8")
        return Schema.from_json(json.loads(text))
    except WeightsError:
        raise
    except ValueError as error:
        raise RecipeError(f"The encoder '{NAME}': option 'columns' is no such mapping: {error}.") from error
