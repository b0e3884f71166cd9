"""A chat, one message a line."""

import pytest

from domains.telemedicine.attachments import chat
from domains.telemedicine.attachments.chat import MOST
from domains.telemedicine.transcripts import TranscriptRefused


def test_authors_times_and_lines_that_go_on() -> None:
    said = chat("[10:02] Anna: My ankle hurts: left\nand it swells\n\n10.03 am Dr. Smith: Send a picture\n")
    assert [(one["speaker"], one["text"]) for one in said] == [
        ("Anna", "My ankle hurts: left"),
        ("Anna", "and it swells"),
        ("Dr. Smith", "Send a picture"),
    ]
    assert {(one["start"], one["end"], one["kind"]) for one in said} == {(None, None, "chat")}


def test_lines_without_an_author_have_none() -> None:
    assert [(one["speaker"], one["text"]) for one in chat(["Pulse is 72", "https://example.org/a"])] == [
        (None, "Pulse is 72"),
        (None, "https://example.org/a"),
    ]


@pytest.mark.parametrize(("text", "reason"), [(" \n\t\n", "empty"), ("a\n" * (MOST + 1), "2001 messages")])
def test_what_cannot_be_used_says_so(text: str, reason: str) -> None:
    with pytest.raises(TranscriptRefused, match=reason):
        chat(text)
