# ruff: noqa: RUF001 - letters of the IPA are the matter of this file
"""Speech from a process of its own: the same each time, and never waited for in vain."""

import io
import sys
from importlib import import_module
from importlib.util import find_spec

import pytest

from domains.vocabulary.content.concepts import LANGUAGES, words
from domains.vocabulary.content.sounding import SoundError, encoded
from domains.vocabulary.content.speech import SpeechError, Voices

pytestmark = pytest.mark.skipif(
    find_spec("espeakng_loader") is None or find_spec("av") is None, reason="espeakng-loader or av is not installed"
)


def test_the_same_words_give_the_same_bytes_in_any_order() -> None:
    several = ["manzana", "perro", "queso"]
    forth = [each for each in Voices().speak_all(several, "es") if each]
    back = [each for each in Voices().speak_all([*several[::-1], "gato"], "es") if each]
    assert forth == back[2::-1]
    assert [each.ipa for each in forth] == ["manθˈana", "pˈero", "kˈeso"]


def test_it_is_an_even_file_that_browsers_play() -> None:
    sound = Voices().speak("manzana", "es")
    assert sound.kind == "audio/mpeg" and sound.content[0] == 0xFF and len(sound.content) < 10_000
    with import_module("av").open(io.BytesIO(sound.content)) as file:
        frames = [frame.to_ndarray() for frame in file.decode(audio=0)]
    assert 0.3 < sum(frame.shape[1] for frame in frames) / 22_050 < 1.5
    assert 0.3 < max(abs(frame).max() for frame in frames) <= 1.0


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_is_spoken(language: str) -> None:
    assert Voices().speak(words(language)["apple"].spoken, language).ipa


def test_marks_of_another_language_are_not_part_of_the_pronunciation() -> None:
    assert Voices().speak("T-Shirt", "de").ipa == "tˈeːʃˈɜːt"


def test_what_would_be_read_wrongly_is_not_read() -> None:
    assert list(Voices().speak_all(["熊"], "zh")) == [None]
    for text, language, sentence in (("猫", "ja", "without its reading"), ("熊", "zh", "cannot be read aloud")):
        with pytest.raises(SpeechError, match=sentence):
            Voices().speak(text, language)


@pytest.mark.parametrize(("text", "language"), [("", "es"), ("a" * 301, "es"), ("hund", "xx")])
def test_what_cannot_be_spoken_is_said_in_a_sentence(text: str, language: str) -> None:
    with pytest.raises(SpeechError, match=r"\.$"):
        Voices().speak(text, language)


def test_a_process_that_hangs_is_stopped() -> None:
    hanging = (sys.executable, "-c", "import time; time.sleep(60)")
    with pytest.raises(SpeechError, match="was stopped"):
        Voices(hanging, seconds=0.3).speak("hola", "es")


def test_a_process_that_dies_is_told_of() -> None:
    with pytest.raises(SpeechError, match=r"install 'chiron-suite\[pictures\]'"):
        Voices((sys.executable, "-c", "pass")).speak("hola", "es")


def test_silence_is_no_sound() -> None:
    with pytest.raises(SoundError, match="nothing to hear"):
        encoded(b"\0\0" * 22_050, 22_050)
