"""A typed chat as messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from domains.telemedicine.transcripts import TranscriptRefused

MOST = 2_000
NAME = 40
_TIME = re.compile(r"^\[?\(?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]m)?\]?\)?[,:]?\s*(?:-\s+)?", re.I)
_AUTHOR = re.compile(rf"^([^\W\d_][^:\n]{{0,{NAME - 1}}}?)\s*:\s+(\S.*)$")


def chat(given: str | Sequence[str]) -> list[dict[str, Any]]:
    """One message a line: ``{start, end, speaker, text, kind}``, without times.

    "Author: words" names who wrote it, with or without the time of day before it; a line without an author goes on
    with the author above, as a message of several lines does.

    Args:
        given: The whole text, or its lines.

    Raises:
        TranscriptRefused: there is no word in it, or there are too many messages.
    """
    lines = given.splitlines() if isinstance(given, str) else [line for one in given for line in one.splitlines()]
    said, author = [], None
    for line in lines:
        plain = _TIME.sub("", line.strip()).strip()
        if found := _AUTHOR.match(plain):
            author, plain = found[1].strip(), found[2].strip()
        if plain:
            said.append({"start": None, "end": None, "speaker": author, "text": plain, "kind": "chat"})
    if not said:
        raise TranscriptRefused("The chat is empty: paste what was typed, one message a line.")
    if len(said) > MOST:
        raise TranscriptRefused(f"The chat has {len(said)} messages, and {MOST} are allowed: leave out what is old.")
    return said
