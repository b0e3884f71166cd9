"""A domain's configuration: its pydantic model, and the values that were saved for it."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from core.plugins.loading import LoadError, load
from core.plugins.sentences import sentence

Values = Mapping[str, Any]
WHAT = "Configuration"


class ConfigError(ValueError):
    """Values that a domain's configuration does not allow; one sentence that names the key."""


def model_of(entry: str) -> type[BaseModel]:
    """The configuration model that a manifest names.

    Raises:
        LoadError: it cannot be imported, or is no pydantic model.
    """
    model = load(entry)
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        raise LoadError(f"{entry} is no pydantic model: derive it from pydantic.BaseModel.")
    return model


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """JSON schema of a configuration.

    Raises:
        LoadError: the model has a field that no schema can describe.
    """
    try:
        return model.model_json_schema()
    except Exception as error:
        raise LoadError(f"{model.__name__} has no JSON schema: {error}.") from error


def changed(model: type[BaseModel], saved: Values, values: Values) -> dict[str, Any]:
    """What is to be saved when `values` are set over what was saved, after all of it was validated.

    Raises:
        ConfigError: a value is not allowed, or cannot be saved.
    """
    together = {**_still_known(model, saved), **values}
    config = _validated(model, together)
    try:
        plain = json.loads(json.dumps(config.model_dump(mode="json", round_trip=True), allow_nan=False))
    except Exception as error:
        raise ConfigError(f"{WHAT}: it cannot be saved as JSON: {error}.") from error
    if _validated(model, plain) != config:
        raise ConfigError(f"{WHAT}: it would not come back from JSON as it is: use plain fields.")
    return {key: plain[key] for key in together if key in plain}


def restored(model: type[BaseModel], saved: Values) -> tuple[BaseModel, str]:
    """The configuration that was saved, and what is wrong with it; keys that became invalid get their default.

    Raises:
        ConfigError: the model has no valid default for some field.
    """
    known = _still_known(model, saved)
    try:
        return _validated(model, known), ""
    except ConfigError as error:
        problem = f"{str(error).rstrip('.')}; defaults are in force until it is corrected."
        return _mended(model, known, error), problem


def _mended(model: type[BaseModel], known: Values, error: ConfigError) -> BaseModel:
    cause = error.__cause__
    wrong = {e["loc"][0] for e in cause.errors() if e["loc"]} if isinstance(cause, ValidationError) else set(known)
    try:
        return _validated(model, {key: value for key, value in known.items() if key not in wrong})
    except ConfigError:
        return _validated(model, {})


def _validated(model: type[BaseModel], values: Values) -> BaseModel:
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise ConfigError(sentence(WHAT, error)) from error
    except Exception as error:
        raise ConfigError(f"{WHAT}: its own check failed with {type(error).__name__}: {error}.") from error


def _still_known(model: type[BaseModel], saved: Values) -> dict[str, Any]:
    """An update may have dropped some of the keys that were saved."""
    return {key: value for key, value in saved.items() if key in model.model_fields}
