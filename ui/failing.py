"""Errors that people can mend leave as one sentence; only a fault of the program itself leaves a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

UNUSABLE = 2


def fail(sentence: str, status: int = UNUSABLE) -> NoReturn:
    """Say what is wrong and what to do next, and leave."""
    print(f"chiron: {sentence}", file=sys.stderr)
    sys.exit(status)


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn refusals of the suite (their message is a sentence) and broken pipes into a clean end."""
    try:
        yield
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except (ValueError, LookupError, RuntimeError, PermissionError) as error:
        fail(_sentence(error))
    except OSError as error:
        fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}.")


def _sentence(error: Exception) -> str:
    text = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    return text or f"This could not be done ({type(error).__name__})."
