"""What every engine does with a task: find its function, watch what it reports, put its failure into a sentence."""

import importlib
import math
import traceback
from collections.abc import Callable, Mapping
from typing import Any, cast

from core.engine.task import Report

Function = Callable[[Mapping[str, object], Report], object]
SPOKEN = (ValueError, PermissionError, LookupError)


def resolve(entry: str) -> Function:
    """The function that `package.module:function` names.

    Raises:
        ImportError: there is no such module, or nothing that can be called under that name in it.
    """
    module, _, name = entry.partition(":")
    function = getattr(importlib.import_module(module), name, None)
    if not callable(function):
        raise ImportError(f"There is no function '{name}' in {module}.")
    return cast(Function, function)


def fraction(value: Any) -> float:
    """A progress that is a number from 0 to 1, whatever the task gave."""
    number = float(value)
    return min(max(number, 0.0), 1.0) if not math.isnan(number) else 0.0


def describe(error: BaseException, kind: str) -> tuple[str, str, str]:
    """Qualified name, one sentence and traceback of what a task raised.

    Errors that are meant for people (ValueError, PermissionError, and LookupErrors other than a bare key) carry their
    own sentence; any other is named with its type.
    """
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    text = (str(error).strip().splitlines() or [""])[0]
    spoken = isinstance(error, SPOKEN) and not isinstance(error, (KeyError, IndexError, UnicodeError))
    if not (spoken and " " in text):
        text = f"The task '{kind}' failed with {type(error).__name__}" + (f": {text}" if text else "") + "."
    return name, text, "".join(traceback.format_exception(error))
