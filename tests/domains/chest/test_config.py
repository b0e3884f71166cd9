from enum import Enum

import pytest
from pydantic import ValidationError

from domains.chest.config import Config


def test_every_setting_is_documented_and_bounded() -> None:
    for name, field in Config.model_fields.items():
        assert field.title, name
        assert field.description, name
        chosen = isinstance(field.annotation, type) and issubclass(field.annotation, Enum)
        assert field.annotation is bool or chosen or field.metadata, name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("worklist_page_size", 4),
        ("heatmap_opacity", 1.1),
        ("viewer_longest_side", 100_000),
        ("max_film_megabytes", 65),
        ("reading_timeout_seconds", 9),
        ("operating_notes", "x" * 2001),
        ("operating_point", "bold"),
        ("drift_window", 29),
        ("unknown", 1),
    ],
)
def test_values_out_of_bounds_are_not_taken(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        Config.model_validate({name: value})


def test_the_machine_is_shown_first_unless_the_house_says_otherwise() -> None:
    assert not Config().blind_first
    assert Config().shared_worklist
