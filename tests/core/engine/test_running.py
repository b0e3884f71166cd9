"""Finding functions, watching fractions, wording failures."""

import math
import os

import pytest

from core.engine.running import describe, fraction, resolve


def test_an_entry_leads_to_its_function() -> None:
    found: object = resolve("os.path:join")
    assert found is os.path.join


@pytest.mark.parametrize("entry", ["os.path:no_such_function", "os:sep", "no_such_module:function"])
def test_an_entry_that_leads_nowhere_says_so(entry: str) -> None:
    with pytest.raises(ImportError, match=r"no_such|sep"):
        resolve(entry)


@pytest.mark.parametrize(
    ("given", "told"), [(-1, 0), (0, 0), (0.25, 0.25), (1, 1), (9, 1), (math.nan, 0), (math.inf, 1)]
)
def test_a_fraction_lies_between_nothing_and_all(given: float, told: float) -> None:
    assert fraction(given) == told


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ValueError("The film is empty: send another."), "The film is empty: send another."),
        (PermissionError("This needs the role clinician."), "This needs the role clinician."),
        (ValueError("first line of two\nsecond"), "first line of two"),
        (ValueError("x"), "The task 'read' failed with ValueError: x."),
        (KeyError("label of that name"), "The task 'read' failed with KeyError: 'label of that name'."),
        (RuntimeError(""), "The task 'read' failed with RuntimeError."),
        (MemoryError(), "The task 'read' failed with MemoryError."),
        (SystemExit(4), "The task 'read' failed with SystemExit: 4."),
    ],
)
def test_a_failure_becomes_one_sentence(error: BaseException, sentence: str) -> None:
    name, text, trace = describe(error, "read")
    assert text == sentence
    assert name == f"builtins.{type(error).__name__}"
    assert type(error).__name__ in trace
