"""Asking a domain how it is."""

import threading
from typing import Any

import pytest

from core.plugins.health import examine


class Patient:
    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def health(self) -> Any:
        return self.answer() if callable(self.answer) else self.answer


def hang() -> None:
    threading.Event().wait(60)


def crash() -> None:
    raise RuntimeError("the probe broke")


@pytest.mark.parametrize(
    ("answer", "state", "reasons"),
    [
        ((), "ready", ()),
        ([], "ready", ()),
        (("No speech model.",), "degraded", ("No speech model.",)),
        (["One.", "Two."], "degraded", ("One.", "Two.")),
        (None, "failed", ("Its health check answered with NoneType, not with a tuple of sentences.",)),
        ("fine", "failed", ("Its health check answered with str, not with a tuple of sentences.",)),
        ((1,), "failed", ("Its health check answered with tuple, not with a tuple of sentences.",)),
        (crash, "failed", ("Its health check failed with RuntimeError: the probe broke.",)),
        (hang, "degraded", ("Its health check did not answer within 0.1 s.",)),
        (exit, "failed", ("Its health check failed with SystemExit: None.",)),
    ],
)
def test_every_answer_becomes_a_state_with_its_reasons(answer: Any, state: str, reasons: tuple[str, ...]) -> None:
    assert examine(lambda id: Patient(answer), "hound", seconds=0.1 if answer is hang else 30) == (state, reasons)


def test_a_service_that_does_not_open_has_failed() -> None:
    def refuse(id: str) -> Patient:
        raise LookupError(f"there is no {id}")

    assert examine(refuse, "hound") == ("failed", ("Its health check failed with LookupError: there is no hound.",))
