"""What is switched off before anything else is imported."""

from __future__ import annotations

import os

QUIET = {"ORT_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}


def hush() -> None:
    """Keep libraries from calling home or leaving files behind; they look at these as they are imported."""
    os.environ.update(QUIET)
