"""Words that nobody said."""

import pytest

from domains.telemedicine.speech.guard import Decoded, Kind, judged, unbracketed
from domains.telemedicine.transcripts import Word


def decoded(text: str, no_speech: float = 0.1, logprob: float = -0.2, compression: float = 1.4) -> Decoded:
    words = tuple(Word(word, at * 0.4, at * 0.4 + 0.3, 0.9) for at, word in enumerate(text.split()))
    return Decoded(words, no_speech, logprob, compression, max(len(words) * 0.4, 1.0))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("(speaking in foreign language)", Kind.FOREIGN),
        ("[Music] [Music]", Kind.MUSIC),
        ("(laughs)", Kind.NOTHING),
        ("...", Kind.NOTHING),
        ("", Kind.NOTHING),
        ("I am a man, I am a man, I am a man, I am a man, I am a man.", Kind.UNCLEAR),
        ("beep beep beep beep beep beep beep beep", Kind.UNCLEAR),
    ],
)
def test_what_is_no_speech_leaves_no_words(text: str, kind: Kind) -> None:
    assert judged(decoded(text)) == (kind, ())


@pytest.mark.parametrize(
    ("no_speech", "logprob", "compression"), [(0.9, -0.9, 0.5), (0.66, -0.72, 0.6), (0.2, -1.4, 1.0), (0.1, -0.1, 16.0)]
)
def test_what_the_model_doubts_is_not_kept(no_speech: float, logprob: float, compression: float) -> None:
    kind, words = judged(decoded("Thank you for watching.", no_speech, logprob, compression))
    assert kind is not Kind.SPEECH
    assert words == ()


def test_words_faster_than_anybody_speaks_are_not_kept() -> None:
    heard = decoded("one two three four five six seven eight nine ten")
    assert judged(Decoded(heard.words, 0.1, -0.2, 1.0, 1.0))[0] is Kind.UNCLEAR


@pytest.mark.parametrize("text", ["No, no, no, no.", "Yes.", "Good morning, doctor. I have a cough.", "It is 98.6."])
def test_speech_is_kept(text: str) -> None:
    kind, words = judged(decoded(text))
    assert kind is Kind.SPEECH
    assert " ".join(one.text for one in words) == text


def test_remarks_are_taken_out_of_speech() -> None:
    words = decoded("Good morning. (speaking in foreign language) Fine.").words
    kept, remarks = unbracketed(words)
    assert [one.text for one in kept] == ["Good", "morning.", "Fine."]
    assert remarks == ("(speaking in foreign language)",)
