"""Opens the suite for a command, and shuts it afterwards."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.suite import Suite


def in_terminal() -> Suite:
    """The suite with its work done in this process: a command is the only one that waits for it."""
    from ui.suite import Suite

    return Suite.open(engine="inline")


@contextmanager
def suite() -> Iterator[Suite]:
    """The suite, for as long as a command needs it."""
    opened = in_terminal()
    try:
        yield opened
    finally:
        opened.close()


def open_when_asked() -> None:
    """Put the suite behind the host's door, to be opened only if the domain's command knocks."""
    from ui.kit.host import set_opener

    def opener() -> Suite:
        opened = in_terminal()
        atexit.register(opened.close)
        return opened

    set_opener(opener)
