"""The configuration as it holds for one deck."""

from collections.abc import Mapping

from pydantic import ValidationError

from domains.vocabulary.config import Config
from domains.vocabulary.views import NotNow

OVERRIDES = ("desired_retention", "new_per_day", "reviews_per_day", "leech_lapses", "bury_siblings")


def of_deck(config: Config, settings: Mapping[str, object]) -> Config:
    """The configuration with what a deck overrides; a value that is no longer allowed is passed over."""
    wanted = {key: value for key, value in settings.items() if key in OVERRIDES}
    try:
        return Config.model_validate(config.model_dump() | wanted)
    except ValidationError:
        return config


def checked(config: Config, settings: Mapping[str, object]) -> dict[str, object]:
    """Overrides of a deck, checked; None takes one away.

    Raises:
        NotNow: a setting is unknown, or a value out of its bounds.
    """
    strange = sorted(set(settings) - set(OVERRIDES))
    if strange:
        raise NotNow(f"A deck has no setting “{strange[0]}”: it may set {', '.join(OVERRIDES)}.")
    kept = {key: value for key, value in settings.items() if value is not None}
    try:
        valid = Config.model_validate(config.model_dump() | kept)
    except ValidationError as error:
        raise NotNow(_sentence(error)) from error
    return {key: getattr(valid, key) for key in kept}


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0])
    title = Config.model_fields[name].title or name
    return f"“{title}” cannot be that: {first['msg'].lower()}."
