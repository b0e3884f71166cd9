"""Which films an expert of frontal films of adults takes."""

import pytest

from core.evidence.frontal import Frontal
from core.intake.refusal import Refused

FRONTAL = Frontal.of({"views": "PA AP", "adult_age": 16})


def test_another_view_is_refused_and_an_unknown_one_is_not() -> None:
    FRONTAL.check({"view": "AP"})
    FRONTAL.check({})
    with pytest.raises(Refused, match="LL view; only PA and AP views"):
        FRONTAL.check({"view": "LL"})


def test_children_are_warned_of() -> None:
    assert FRONTAL.notices({"age": 16.0}) == FRONTAL.notices({}) == ()
    assert "15 years old" in FRONTAL.notices({"age": 15.0})[0]
