"""Spoken words, from a process of its own that is started once for many words and killed when it hangs."""

from __future__ import annotations

import json
import os
import re
import selectors
import struct
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from domains.vocabulary.content import piper
from domains.vocabulary.content.sounding import MIME, encoded

HEADER = struct.Struct("<III")
COMMAND = (sys.executable, "-m", "domains.vocabulary.content.speech_child")
SPEED, CHARACTERS, SECONDS = 140, 300, 20.0
VOICES: Mapping[str, str] = {"pt": "pt-br", "zh": "cmn", "no": "nb", "fil": "tl"}
"""eSpeak NG's name of a language where it is not the language's own code."""
SWITCHED = re.compile(r"\([a-z]{2,3}(?:-[a-z0-9]+)*\)")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
KANJI = re.compile("[\u3400-\u9fff々]")
NO_SPEECH = (
    "Speech needs eSpeak NG: install 'chiron-suite[pictures]' (or the program espeak-ng of the system), then repeat."
)


class SpeechError(RuntimeError):
    """Speech that cannot be made; one sentence that says what to do."""


@dataclass(frozen=True)
class Sound:
    """A spoken word: an encoded file, its MIME type, and how it is pronounced in the letters of the IPA."""

    content: bytes
    kind: str
    ipa: str


class Voices:
    """Whoever speaks.

    Args:
        command: What starts the process that speaks.
        seconds: How long it may take for one word before it is killed.
    """

    def __init__(self, command: Sequence[str] = COMMAND, seconds: float = SECONDS) -> None:
        self._command, self._seconds = tuple(command), seconds

    def speak(self, text: str, language: str) -> Sound:
        """One word.

        Raises:
            SpeechError: nobody here speaks that language, or the word cannot be spoken.
        """
        sound = next(self.speak_all([text], language))
        if sound is None:
            raise SpeechError(f"“{text}” cannot be read aloud as it is written: record it.")
        return sound

    def speak_all(self, texts: Sequence[str], language: str) -> Iterator[Sound | None]:
        """Many words, one process for all of them; the same words give the same bytes, in whatever order they come.

        A word that cannot be read as it is written is None: better no sound than a wrong one.

        Raises:
            SpeechError: as :meth:`speak`; the words before are spoken.
        """
        for text in texts:
            speakable(text, language)
        voice = VOICES.get(language.lower()) or VOICES.get(language.split("-")[0].lower()) or _voice(language)
        orders = [[unicodedata.normalize("NFC", text), voice, SPEED] for text in texts]
        better = self._better(texts, language)
        for text, (rate, samples, letters) in zip(texts, self._answers(orders), strict=True):
            said = next(better, (rate, samples))
            misread = _misread(text, letters) and said == (rate, samples)
            yield None if misread else Sound(encoded(said[1], said[0]), MIME, _pronounced(text, letters))

    def named(self, language: str) -> str:
        """Who speaks a language: the name of a better voice, or nothing where eSpeak NG does."""
        voice = piper.installed(language)
        return voice.name if voice else ""

    def _better(self, texts: Sequence[str], language: str) -> Iterator[tuple[int, bytes]]:
        """What a better voice says, where one is installed and the texts are not blank.

        Raises:
            SpeechError: it is installed and fails.
        """
        voice = piper.installed(language)
        if voice is None or not texts:
            return
        try:
            yield from voice.speak(texts)
        except OSError as error:
            raise SpeechError(str(error)) from error

    def _answers(self, orders: Sequence[Sequence[object]]) -> Iterator[tuple[int, bytes, str]]:
        lines = "".join(json.dumps(one) + "\n" for one in orders).encode()
        process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - ours
        try:
            threading.Thread(target=_feed, args=(process.stdin, lines), daemon=True).start()
            for _ in orders:
                yield self._answer(process)
        finally:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()

    def _answer(self, process: subprocess.Popen[bytes]) -> tuple[int, bytes, str]:
        assert process.stdout is not None  # noqa: S101 - it was opened with a pipe
        until = time.monotonic() + self._seconds
        rate, samples, letters = HEADER.unpack(_exactly(process.stdout, HEADER.size, until))
        heard = _exactly(process.stdout, samples, until)
        said = _exactly(process.stdout, letters, until).decode()
        if rate == 0:
            raise SpeechError(NO_SPEECH if "not installed" in said else f"{said} Choose another language or record it.")
        return rate, heard, said


def speakable(text: str, language: str) -> None:
    """Refuse what would be read wrongly.

    Raises:
        SpeechError: it is blank, long, or Japanese whose reading is not given: eSpeak NG cannot read Chinese characters
            in it.
    """
    if not text.strip() or len(text) > CHARACTERS:
        raise SpeechError(f"A word to be spoken has 1 to {CHARACTERS} characters, and this one {len(text.strip())}.")
    if language.lower().startswith("ja") and KANJI.search(text):
        raise SpeechError(f"“{text}” is not spoken without its reading: accept its kana as an answer, then repeat.")


def _voice(language: str) -> str:
    return language.split("-")[0].lower() or "en"


def _misread(text: str, letters: str) -> bool:
    """Whether a sign that is no Latin letter was spelled out in English, as eSpeak NG does with what it cannot read."""
    return bool(SWITCHED.search(letters)) and not LATIN.search(text)


def _pronounced(text: str, letters: str) -> str:
    return "" if _misread(text, letters) else _cleaned(letters)


def _cleaned(letters: str) -> str:
    """The letters as eSpeak NG gives them, without its marks of where it changed over to another language."""
    return " ".join(SWITCHED.sub("", letters).split())


def _feed(stream: IO[bytes] | None, lines: bytes) -> None:
    import contextlib

    with contextlib.suppress(OSError, ValueError):
        if stream:
            stream.write(lines)
            stream.close()


def _exactly(stream: IO[bytes], size: int, until: float) -> bytes:
    """So many bytes, in time.

    Raises:
        SpeechError: they do not come in time, or the process has ended.
    """
    parts: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while size > 0:
            if not selector.select(max(until - time.monotonic(), 0.0)):
                raise SpeechError("The process that speaks did not answer in time and was stopped: repeat it.")
            part = os.read(stream.fileno(), min(size, 1 << 20))
            if not part:
                raise SpeechError(NO_SPEECH)
            parts.append(part)
            size -= len(part)
    return b"".join(parts)
