"""Configurations: validated, saved as JSON, and read back after an update."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from core.plugins.loading import LoadError
from core.plugins.settings import ConfigError, changed, model_of, restored, schema_of


class Config(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: int = Field(default=3, ge=1, le=9)
    word: str = "calm"


class Moody(BaseModel):
    size: int = 3

    @model_validator(mode="after")
    def check(self) -> "Moody":
        if self.size == 4:
            raise ZeroDivisionError("four is unlucky")
        if self.size == 5:
            raise ValueError("five is out of stock")
        return self


class Secret(BaseModel):
    key: SecretStr = SecretStr("")


class Needy(BaseModel):
    size: int


class Strange:
    """Nothing that a schema can describe."""


class Odd(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)

    lock: Strange = Strange()


def test_only_what_was_named_is_saved() -> None:
    assert changed(Config, {}, {"size": 4}) == {"size": 4}
    assert changed(Config, {"size": 4}, {"word": "glad"}) == {"size": 4, "word": "glad"}
    assert changed(Config, {"size": 4}, {"size": "5"}) == {"size": 5}


def test_what_an_update_dropped_does_not_stand_in_the_way() -> None:
    assert changed(Config, {"gone": 1, "size": 4}, {"word": "glad"}) == {"size": 4, "word": "glad"}
    config, problem = restored(Config, {"gone": 1, "size": 4})
    assert (config, problem) == (Config(size=4), "")


@pytest.mark.parametrize(
    ("model", "values", "sentence"),
    [
        (Config, {"size": 10}, "the key 'size' is wrong: input should be less than or equal to 9"),
        (Config, {"sise": 4}, "the key 'sise' is not known"),
        (Config, {"size": None, "word": 3}, r"the key 'size' is wrong: .* \(1 more\)"),
        (Moody, {"size": 4}, "its own check failed with ZeroDivisionError"),
        (Moody, {"size": 5}, r"Configuration: five is out of stock\."),
        (Secret, {"key": "hush"}, "would not come back from JSON"),
        (Needy, {}, "the key 'size' is missing"),
    ],
)
def test_values_that_are_not_allowed_are_refused(
    model: type[BaseModel], values: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ConfigError, match=sentence):
        changed(model, {}, values)


def test_a_number_that_json_has_not_is_refused() -> None:
    class Number(BaseModel):
        x: float = 0.0

    with pytest.raises(ConfigError, match="cannot be saved as JSON"):
        changed(Number, {}, {"x": math.nan})


def test_saved_values_that_became_invalid_get_their_default_and_are_named() -> None:
    config, problem = restored(Config, {"size": 99, "word": "glad"})
    assert config == Config(word="glad")
    assert "the key 'size' is wrong" in problem
    assert problem.endswith("; defaults are in force until it is corrected.")
    moody, problem = restored(Moody, {"size": 4})
    assert moody == Moody()
    assert "ZeroDivisionError" in problem


def test_a_model_without_defaults_is_a_mistake_of_the_domain() -> None:
    with pytest.raises(ConfigError, match="the key 'size' is missing"):
        restored(Needy, {})


def test_the_schema_is_that_of_the_model() -> None:
    assert schema_of(Config)["properties"]["size"]["maximum"] == 9
    with pytest.raises(LoadError, match="has no JSON schema"):
        schema_of(Odd)


def test_what_is_no_pydantic_model_is_refused(write: Callable[..., Path]) -> None:
    write("hound")
    assert issubclass(model_of("kennel.hound.hound:Config"), BaseModel)
    with pytest.raises(LoadError, match="is no pydantic model"):
        model_of("kennel.hound.hound:Service")
