"""Subtitles that our own reader reads back to what was said."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains.telemedicine.outputs.webvtt import stamp, webvtt
from domains.telemedicine.transcripts import read
from domains.telemedicine.views import NotNow

CHARACTERS = st.characters(blacklist_categories=("C", "Z"), blacklist_characters="[](){}")
WORDS = st.lists(st.text(CHARACTERS, min_size=1, max_size=8), min_size=1, max_size=8).map(" ".join)
ROLES = ("doctor", "patient", "other")


@st.composite
def talks(draw: st.DrawFn) -> list[dict[str, Any]]:
    found, at = [], 0.0
    for text in draw(st.lists(WORDS, min_size=1, max_size=6)):
        at = round(at + draw(st.integers(1, 9_000_000)) / 1000, 3)
        end = round(at + draw(st.integers(1, 9000)) / 1000, 3)
        found.append({"start": at, "end": end, "role": draw(st.sampled_from(ROLES)), "text": text})
    return found


@given(talks())
def test_what_is_written_is_read_back(talk: list[dict[str, Any]]) -> None:
    back = read(webvtt(talk).encode()).utterances
    assert [(one.speaker, one.text) for one in back] == [(one["role"].title(), one["text"]) for one in talk]
    times: list[Any] = [(one.start, one.end) for one in back]
    assert times == [(pytest.approx(one["start"]), pytest.approx(one["end"])) for one in talk]


def test_a_transcript_without_times_is_told_so_and_what_was_typed_is_left_out() -> None:
    said = {"start": None, "end": None, "role": "doctor", "text": "Hello"}
    with pytest.raises(NotNow, match="no times"):
        webvtt([said, {**said, "start": 1.0, "kind": "chat"}, {**said, "start": 2.0, "text": " "}])


def test_tags_and_arrows_are_what_somebody_said_and_nothing_else() -> None:
    said = {"start": 3661.5, "end": None, "role": None, "speaker": "Dr <b>\nX", "text": "a --> <b>b</b> & c"}
    assert webvtt([said]).splitlines()[2:] == [
        "01:01:01.500 --> 01:01:01.501",
        "<v Dr b X>a --&gt; &lt;b&gt;b&lt;/b&gt; &amp; c",
    ]
    assert stamp(-1) == "00:00:00.000"
