"""A script run without a browser, and what it sent to it."""

import json
from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest


def draw(script: Callable[..., None], **arguments: Any) -> AppTest:
    """Run a script; what it raises is raised here."""
    run = AppTest.from_function(script, kwargs=arguments).run(timeout=30)
    assert not run.exception, [each.message for each in run.exception]
    return run


def component(run: AppTest) -> Any:
    """The one component that was drawn."""
    (element,) = run.get("bidi_component")
    return element.proto


def data(run: AppTest) -> dict[str, Any]:
    """What it was given."""
    given: dict[str, Any] = json.loads(component(run).json)
    return given
