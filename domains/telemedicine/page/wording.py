"""Transcript and draft as text that a browser may be given."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from typing import Any

ROLES = {"doctor": "Doctor", "patient": "Patient", "other": "Other"}
_COLOURS = {
    "doctor": "light-dark(#1b5ea6, #8abcf9)",
    "patient": "light-dark(#9a4d00, #f0a860)",
    "other": "inherit",
}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+.!|~$:^=-])")


def escaped(text: str) -> str:
    """A text that Streamlit's Markdown shows as it stands."""
    return _MARKDOWN.sub(r"\\\1", text)


def transcript_html(told: Mapping[str, Any], chosen: Collection[int], only: bool = False) -> str:
    """The utterances as a list, the chosen ones marked.

    Args:
        told: Utterances and topics.
        chosen: Numbers of utterances.
        only: Leave out what is not chosen.
    """
    begins = {} if only else {one["first"]: one["name"] for one in told["topics"]}
    rows = "".join(_rows(told["utterances"], begins, chosen, only))
    return f'<div role="list" aria-label="Utterances">{rows}</div>'


def _rows(
    said: Sequence[Mapping[str, Any]], begins: Mapping[int, str], chosen: Collection[int], only: bool
) -> Iterator[str]:
    for number, one in enumerate(said):
        if number in begins:
            yield f'<p style="margin:.8rem 0 .2rem;font-size:.8rem;opacity:.75">{escape(begins[number])}</p>'
        if one["text"] and (not only or number in chosen):
            yield _row(number, one, number in chosen)


def _row(number: int, one: Mapping[str, Any], marked: bool) -> str:
    who = f'<b style="color:{_COLOURS[one["role"]]}">{ROLES[one["role"]]}</b>'
    text = escape(one["text"])
    words = f"<mark>{text}</mark>" if marked else text
    when = f" {_clock(one['start'])}" if one["start"] is not None else ""
    return f'<p role="listitem" style="margin:.15rem 0"><small>{number}{when}</small> {who} {words}</p>'


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def draft_text(sections: Sequence[Mapping[str, Any]]) -> str:
    """The draft with the numbers of its sources in brackets."""
    blocks = [
        "\n".join([section["title"], *(f"{one['text']} {list(one['sources'])}" for one in section["sentences"])])
        for section in sections
    ]
    return "\n\n".join(blocks) + "\n"
