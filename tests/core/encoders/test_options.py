import pytest

from core.encoders.options import Options, checked
from core.recipe import RecipeError


class Sized(Options):
    size: int = 224


def test_what_was_given_and_what_was_not() -> None:
    options = checked(Sized, "lite0", {"size": 64})
    assert (options.size, options.weights, options.seed) == (64, "", 0)


@pytest.mark.parametrize("given", [{"sise": 64}, {"size": "large"}])
def test_an_option_that_cannot_be_names_itself(given: dict[str, str | int]) -> None:
    with pytest.raises(RecipeError, match=f"'lite0': option '{next(iter(given))}'.*it knows seed, size, weights"):
        checked(Sized, "lite0", given)
