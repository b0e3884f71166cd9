"""The source attributes of the model, as the ONC's rule lists them: for the honesty panel and the card."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "attributes.toml"
RULE = "45 CFR 170.315(b)(11)(iv)(B), ONC HTI-1"


@dataclass(frozen=True)
class Category:
    """One group of attributes, each a name and what there is to say."""

    name: str
    attributes: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def categories() -> tuple[Category, ...]:
    """All of them, in the rule's order."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Category(each["name"], tuple((str(name), str(value)) for name, value in each["attributes"]))
        for each in content["category"]
    )


def markdown() -> str:
    """The card's table."""
    lines = ["| source attribute | |", "|---|---|"]
    for category in categories():
        lines += [f"| **{category.name}** | |", *(f"| {name} | {value} |" for name, value in category.attributes)]
    return "\n".join(lines)
