"""What a reader should know of a recording."""

from typing import Any

from domains.telemedicine.speech.remarks import Loudness, clock, remarks

USUAL = Loudness(gain=1.0, seconds=60.0, silent=False)


def window(
    kind: str, start: float, end: float, language: str = "en", number: int = 0, logprob: float = -0.2
) -> dict[str, Any]:
    """A line of heard.jsonl."""
    segments = [{"logprob": logprob}] if kind == "speech" else []
    return {"window": number, "kind": kind, "start": start, "end": end, "language": language, "segments": segments}


def test_ordinary_speech_needs_no_remark() -> None:
    assert remarks([window("speech", 0, 20)], "en", "tiny.en", USUAL) == []


def test_silence_and_sound_without_speech_are_told_apart() -> None:
    assert remarks([], "en", "tiny.en", Loudness(1.0, 60.0, silent=True))[0].startswith("The recording is silent")
    assert remarks([], "en", "tiny.en", USUAL)[0].startswith("Nobody speaks in the recording, though")
    assert remarks([], "en", "tiny.en", Loudness(1.0, 60.0, silent=True, told=True)) == []


def test_neighbouring_windows_are_told_as_one_stretch() -> None:
    kinds = [("speech", 0, 20), ("foreign", 20, 45), ("foreign", 46, 70), ("music", 70, 90)]
    heard = [window(*one, number=number) for number, one in enumerate(kinds)]
    foreign, music = remarks(heard, "en", "tiny.en", USUAL)
    assert foreign.startswith("Another language than English seems to be spoken at 0:20 to 1:10; the speech model tiny")
    assert music == "Music, or several people at once, was heard at 1:10 to 1:30; no words were written down there."


def test_a_model_of_several_languages_keeps_the_transcript_and_says_so() -> None:
    (told,) = remarks([window("speech", 0, 20, "de")], "en", "clinic", USUAL, several=True)
    assert told.startswith("German is spoken where English was expected: the transcript is kept in German")


def test_a_model_of_english_alone_says_so_where_another_language_is_expected() -> None:
    (told,) = remarks([window("speech", 0, 20)], "de", "tiny.en", USUAL)
    assert told.startswith("German was expected, and the speech model tiny.en knows English alone")


def test_a_quiet_recording_is_said_to_be_so() -> None:
    (told,) = remarks([window("speech", 0, 20)], "en", "tiny.en", Loudness(40.0, 60.0, silent=False))
    assert told.startswith("The recording is very quiet")


def test_seconds_are_read_as_a_clock() -> None:
    assert [clock(one) for one in (7.9, 750, 3723)] == ["0:07", "12:30", "1:02:03"]


def test_words_that_are_unsure_are_said_to_be_so() -> None:
    (told,) = remarks([window("speech", 0, 20, logprob=-0.7)], "en", "tiny.en", USUAL)
    assert told.startswith("The words at 0:00 to 0:20 are unsure")


def test_a_stretch_within_a_window_is_told_with_its_own_seconds() -> None:
    (told,) = remarks([{**window("speech", 0, 20), "odd": [[5.1, 11.8, "unclear"]]}], "en", "tiny.en", USUAL)
    assert told.startswith("The words at 0:05 to 0:11 could not be made out")
