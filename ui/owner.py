"""Who works in the terminal."""

from __future__ import annotations

import getpass
import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.actor import Actor


def operator() -> Actor:
    """An administrator by the name of the operating system: whoever may read the home folder may also administer it."""
    from data.actor import Actor, Role

    name = f"user {os.getuid()}" if hasattr(os, "getuid") else "somebody"
    with suppress(OSError, KeyError, ImportError):
        name = getpass.getuser()
    return Actor(id="terminal", name=f"{name} (terminal)", role=Role.ADMINISTRATOR)
