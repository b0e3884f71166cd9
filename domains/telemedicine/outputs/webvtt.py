"""A transcript as WebVTT, with who speaks in voice tags (W3C, WebVTT, 2019), which our own reader reads back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domains.telemedicine.views import NotNow

NAMES = {"doctor": "Doctor", "patient": "Patient", "other": "Other"}
ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
NO_TIMES = "This transcript has no times, so it cannot be shown as subtitles: export it as text."
LEAST = 0.001


def webvtt(utterances: Sequence[Mapping[str, Any]]) -> str:
    """The utterances that have a time, as cues in their order; chat and documents are left out.

    Raises:
        NotNow: none has a time.
    """
    cues = list(_cues(utterances))
    if not cues:
        raise NotNow(NO_TIMES)
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def _cues(utterances: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in utterances:
        start, text = one.get("start"), " ".join(one["text"].split())
        if start is None or not text or one.get("kind", "speech") != "speech":
            continue
        end = max(one.get("end") or start, start + LEAST)
        yield f"{stamp(start)} --> {stamp(end)}\n<v {_voice(one)}>{escaped(text)}"


def stamp(seconds: float) -> str:
    """A time as WebVTT writes it, to the millisecond."""
    whole = max(round(seconds * 1000), 0)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}.{whole % 1000:03d}"


def escaped(text: str) -> str:
    """A text in which nothing is taken for a tag."""
    for plain, safe in ESCAPES:
        text = text.replace(plain, safe)
    return text


def _voice(one: Mapping[str, Any]) -> str:
    name = NAMES.get(one.get("role") or "") or one.get("speaker") or "Other"
    return re.sub(r"[<>&\s]+", " ", name).strip() or "Other"
