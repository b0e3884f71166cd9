"""Every form of transcript comes out as the same thing, and a bad one as a sentence."""

import json

import pytest

from domains.telemedicine.transcripts import TranscriptRefused, Utterance, read
from domains.telemedicine.transcripts.reading import MOST

SAID = (Utterance("Any pain?", "Doctor", 0.5, 2.0), Utterance("Yes, here.", "Patient", 2.5, 4.25))
VTT = """WEBVTT

NOTE made by nobody

1
00:00.500 --> 00:02.000 align:start
<v Doctor>Any pain?

00:00:02.500 --> 00:00:04.250
<v.loud Patient><i>Yes,</i> <00:03.000>here.
"""
SRT = "1\r\n00:00:00,500 --> 00:00:02,000\r\nDoctor: Any pain?\r\n\r\n2\r\n"
SRT += "00:00:02,500 --> 00:00:04,250\r\n[Patient] Yes, here.\r\n"
GRID = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 5
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "Doctor"
        xmin = 0
        xmax = 5
        intervals: size = 2
        intervals [1]:
            xmin = 0.5
            xmax = 2.0
            text = "Any pain?"
        intervals [2]:
            xmin = 2.0
            xmax = 5
            text = ""
    item [2]:
        class = "IntervalTier"
        name = "Patient"
        xmin = 0
        xmax = 5
        intervals: size = 1
        intervals [1]:
            xmin = 2.5
            xmax = 4.25
            text = "Yes, here."
"""
SHORT = '"ooTextFile"\n"TextGrid"\n0\n5\n<exists>\n1\n"IntervalTier"\n"A ""B"""\n0\n5\n1\n0\n5\n"Say ""ah"" 2 times"\n'
LIST = json.dumps([{"start": one.start, "end": one.end, "speaker": one.speaker, "text": one.text} for one in SAID])


@pytest.mark.parametrize("text", [VTT, SRT, GRID, LIST, json.dumps({"segments": json.loads(LIST)})],
                         ids=["vtt", "srt", "textgrid", "json", "json-object"])  # fmt: skip
def test_timed_forms_say_the_same(text: str) -> None:
    assert read(text.encode()).utterances == SAID


def test_praats_short_form_and_its_doubled_quotes_are_read() -> None:
    assert read(SHORT.encode()).utterances == (Utterance('Say "ah" 2 times', 'A "B"', 0.0, 5.0),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("D: Any pain?\nP: Yes,\nhere.\n", [("D", "Any pain?"), ("P", "Yes, here.")]),
        ("[doctor] any pain ? [patient] yes .", [("doctor", "any pain ?"), ("patient", "yes .")]),
        ("Any pain?\nYes, here.", [(None, "Any pain?"), (None, "Yes, here.")]),
        ("SPEAKER_00: Time is 10:30.\n\nSPEAKER_01: Fine", [("SPEAKER_00", "Time is 10:30."), ("SPEAKER_01", "Fine")]),
        ("[inaudible] hello there", [(None, "hello there")]),
    ],
    ids=["letters", "brackets", "bare", "diarized", "noise"],
)  # fmt: skip
def test_plain_text_is_read_turn_by_turn(text: str, said: list[tuple[str | None, str]]) -> None:
    assert [(one.speaker, one.text) for one in read(text.encode()).utterances] == said


def test_times_at_the_beginning_of_a_line_are_kept() -> None:
    (one, two) = read(b"[00:01:02] Doctor: Hello.\n01:05 Patient: Hi.\n").utterances
    assert (one.start, two.start) == (62.0, 65.0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    assert read("P: Ça va.".encode(encoding)).utterances[0].text == "Ça va."


def test_marks_of_the_transcriber_go_and_numbers_stay() -> None:
    marked = [{"text": "<UNSURE>I am</UNSURE> fine <UNIN/>"}, {"text": "<INAUDIBLE_SPEECH/>"}, {"text": "Good"}]
    assert [one.text for one in read(json.dumps(marked).encode()).utterances] == ["I am fine", "", "Good"]


@pytest.mark.parametrize(
    "items",
    [
        [{"start": 5, "end": 2, "text": "Hello"}],
        [{"start": 60, "end": 61, "text": "Hello"}, {"start": 3, "end": 4, "text": "there"}],
        [{"start": -1, "end": 4, "text": "there"}],
    ],
    ids=["end-before-start", "order", "negative"],
)
def test_times_that_run_backwards_are_left_out_and_the_words_kept(items: list[object]) -> None:
    found = read(json.dumps(items).encode())
    assert all(one.start is None and one.text for one in found.utterances)
    assert "run backwards" in found.notices[0]


def test_people_may_talk_at_once() -> None:
    items = [{"start": 1, "end": 9, "text": "So I said"}, {"start": 0.5, "end": 2, "text": "Mm"}]
    assert read(json.dumps(items).encode()).notices == ()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"[]", "empty"),
        (b"Doctor:\nPatient:\n", "empty"),
        (b"D: caf\xe9", "not UTF-8"),
        (b"D: a\0b", "not a text"),
        (b'{"a": 1}', "no list of utterances"),
        (b'[{"text": 3}]', "Utterance 0 of the JSON has no text"),
        (b'[{"text": "a", "start": "soon"}]', "The start of utterance 0"),
        (b'[{"text": "a", "end": NaN}]', "The end of utterance 0"),
        (b'[{"text": "a"', "not valid JSON"),
        (b"[" * 100_000, "JSON"),
        (b"WEBVTT\n\n00:01 -> x --> y\nhello", "subtitle times"),
        (b'"ooTextFile"\n"TextGrid"\n0\n5\n<exists>\n3\n"IntervalTier"', "breaks off"),
        (b"x" * (MOST + 1), "larger than"),
    ],
)
def test_a_bad_transcript_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(TranscriptRefused, match=sentence):
        read(data)


def test_half_a_surrogate_pair_can_be_printed() -> None:
    assert read(b'[{"text": "a \\ud800 b"}]').utterances[0].text == "a ? b"
