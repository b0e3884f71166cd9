from dataclasses import fields

import pytest

from core.intake.limits import Limits


@pytest.mark.parametrize("name", [field.name for field in fields(Limits)])
@pytest.mark.parametrize("value", [0, -1])
def test_every_limit_is_greater_than_zero(name: str, value: int) -> None:
    with pytest.raises(ValueError, match=name):
        Limits(**{name: value})


def test_a_film_fits_by_default() -> None:
    limits = Limits()
    assert limits.pixels > 5000 * 5000
    assert limits.bytes > 2 * 4000 * 4000
