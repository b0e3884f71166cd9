"""Loading what a manifest names."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from core.plugins.loading import LoadError, load

Write = Callable[..., Path]


def test_an_entry_is_loaded() -> None:
    assert load("os.path:join") is os.path.join


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("def broken(:", "SyntaxError"),
        ("import no_such_module_at_all", "no_such_module_at_all"),
        ("raise RuntimeError('first line\\nsecond line')", "RuntimeError: first line"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        ("raise RuntimeError", "RuntimeError: no more is known"),
        ("x = 1", "there is no 'open_service' in"),
    ],
)
def test_what_cannot_be_loaded_is_one_sentence(write: Write, code: str, sentence: str) -> None:
    write("hound", code=code)
    with pytest.raises(LoadError, match=sentence) as raised:
        load("kennel.hound.hound:open_service")
    assert "kennel.hound.hound:open_service" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_module_that_was_mended_loads(write: Write) -> None:
    place = write("hound", code="def broken(:")
    with pytest.raises(LoadError):
        load("kennel.hound.hound:answer")
    (place / "hound.py").write_text("answer = 42", encoding="utf-8")
    assert load("kennel.hound.hound:answer") == 42


def test_the_user_may_still_interrupt(write: Write) -> None:
    write("hound", code="raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        load("kennel.hound.hound:page")
