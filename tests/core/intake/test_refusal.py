import pickle

import pytest

from core.intake import refusal
from core.intake.refusal import Code, Refused


def test_it_is_its_sentence() -> None:
    refused = Refused(Code.EMPTY, "The file is empty.")
    assert str(refused) == refused.sentence == "The file is empty."
    assert refused.code == "empty"
    assert type(refused.code) is str
    assert isinstance(refused, ValueError)


def test_it_travels_between_processes() -> None:
    back = pickle.loads(pickle.dumps(Refused("age", "The age is wrong.")))  # noqa: S301
    assert (back.code, back.sentence) == ("age", "The age is wrong.")


@pytest.mark.parametrize("code", list(Code))
def test_every_code_is_explained(code: Code) -> None:
    assert f"        {code.name}: " in (refusal.Code.__doc__ or "")
