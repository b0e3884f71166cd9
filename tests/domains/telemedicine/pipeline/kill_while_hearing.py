"""A program for the tests: hears a work folder until it is killed, and waits for a line after each window."""

import sys
from pathlib import Path

from domains.telemedicine.pipeline.folder import WorkFolder
from domains.telemedicine.pipeline.hearing import recognise
from domains.telemedicine.speech import windows


def said(fraction: float, what: str) -> None:
    """Say how far it is, and wait until it may go on."""
    print(f"{fraction:.3f}", flush=True)
    sys.stdin.readline()


windows.LONGEST = float(sys.argv[2])
recognise(WorkFolder(Path(sys.argv[1])), {"model": "tiny.en"}, said)
