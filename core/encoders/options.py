"""What a recipe asks of an encoder, checked before anything is loaded."""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from core.recipe import RecipeError

Given = Mapping[str, str | int | float | bool]


class Options(BaseModel):
    """What every encoder understands.

    Attributes:
        weights: A safetensors file in the domain's ``weights/`` with the trained state of the encoder, loaded over
            whatever it starts from; empty for none.
        seed: Of everything drawn for an encoder that starts untrained.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: str = ""
    seed: int = 0


Kind = TypeVar("Kind", bound=Options)


def checked(kind: type[Kind], encoder: str, given: Given) -> Kind:
    """The options of one encoder.

    Raises:
        RecipeError: an option is misspelt, absent or out of range.
    """
    try:
        return kind.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        known = ", ".join(sorted(kind.model_fields))
        raise RecipeError(f"The encoder '{encoder}': option '{key}': {first['msg']} (it knows {known}).") from error
