"""The memory that another program left of a card, as a review keeps it beside its rating."""

from collections.abc import Mapping
from typing import Any

from domains.vocabulary.memory.scheduling import Memory
from domains.vocabulary.study.memories import from_json, to_json

PLACED = "placed"


def placed(origin: Mapping[str, Any] | None) -> Memory | None:
    """The memory that a review brought with it; None where it brought none."""
    return from_json((origin or {}).get(PLACED))


def to_origin(memory: Memory) -> dict[str, Any]:
    """The same as JSON; floats come back as they were."""
    return {PLACED: to_json(memory)}
