"""Whether the process that waits for a reading still lives."""

import os
import socket
from datetime import datetime, timedelta

import psutil

from data.types import utcnow

LONGEST = timedelta(hours=1)


def this_process() -> str:
    """Host, number and start of this process: a number alone is given anew to another."""
    return f"{socket.gethostname()}|{os.getpid()}|{psutil.Process().create_time():.2f}"


def waits(reader: str | None, asked_at: datetime | None) -> bool:
    """Whether someone still waits for a reading.

    Args:
        reader: What :func:`this_process` said when the reading was asked for.
        asked_at: When that was, aware UTC; after an hour nobody is believed to wait, on whichever machine.
    """
    if reader is None or asked_at is None or utcnow() - asked_at > LONGEST:
        return False
    host, number, started = reader.rsplit("|", 2)
    return host != socket.gethostname() or _lives(int(number), float(started))


def _lives(number: int, started: float) -> bool:
    try:
        return abs(psutil.Process(number).create_time() - started) < 1
    except psutil.Error:
        return False
