"""How things are called on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from domains.telemedicine.views import VisitState

ROLES = {"doctor": "Doctor", "patient": "Patient", "other": "Other"}
STATES: Mapping[VisitState, tuple[str, str]] = {
    VisitState.NEW: ("Waits for its recording", "blue"),
    VisitState.WORKING: ("Being processed", "orange"),
    VisitState.STOPPED: ("Stopped", "red"),
    VisitState.READY: ("Note to review", "yellow"),
    VisitState.SIGNED: ("Signed", "green"),
    VisitState.DELETING: ("Being deleted", "gray"),
}
CONSENT = (
    "I would like to record our conversation, or to use what was written of it, so that a program on our own computers"
    " can write down what we say and propose a note. Nothing of it is sent elsewhere. I read and correct the note"
    " before I sign it. You may say no, and your care stays the same. You may also change your mind later: then"
    " everything is deleted. Do you agree?"
)
"""Read out, or shown, before anything is processed; what was said is stored with the consent."""
HOW = {"spoken": "Said aloud", "written": "In writing", "electronic": "Electronically"}
NEVER = "\N{EN DASH}"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+.!|~$:^=-])")


def escaped(text: str) -> str:
    """A text that Streamlit's Markdown shows as it stands."""
    return _MARKDOWN.sub(r"\\\1", text)


def clock(seconds: float | None) -> str:
    """Seconds as people write them: 3:07, or 1:02:09."""
    if seconds is None:
        return NEVER
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def lasting(seconds: float) -> str:
    """About how long something still takes."""
    if seconds < 90:
        return f"about {max(5, round(seconds / 5) * 5)} seconds"
    return f"about {round(seconds / 60)} minutes"


def moment(at: datetime) -> str:
    """A time as the suite writes it; UTC, like everything that is stored."""
    return at.strftime("%d %b %Y, %H:%M UTC")


def day(at: date | None) -> str:
    """A day; a dash where there is none."""
    return at.strftime("%d %b %Y") if at else NEVER


def size(many: int) -> str:
    """Bytes in the unit that tells enough."""
    return f"{many / 1024:.0f} KiB" if many < 1024**2 else f"{many / 1024**2:.1f} MiB"


def plural(many: int, word: str) -> str:
    """A number and its word."""
    return f"{many} {word}" if many == 1 else f"{many} {word}s"


def assertion(fact: Mapping[str, Any]) -> tuple[str, str]:
    """Whether a fact was told to be so, as a word with its colour."""
    told = str(fact.get("assertion") or "present")
    tones = {"present": "", "absent": "green", "uncertain": "orange", "historical": "blue", "family": "blue"}
    return ("", "") if told == "present" else (told.replace("_", " "), tones.get(told, "blue"))
